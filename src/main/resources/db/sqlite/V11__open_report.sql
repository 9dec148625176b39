-- What was sent and what cleaning made of it is written once; what changes while a report is worked on is in a narrow
-- table, which has only those that are not done, and what an analysis found is in a third. A report that is in neither
-- of the two is analyzed, and had no narrative to be read. Ids are 16 bytes. SQLite changes no column's type: new tables
-- take the rows.
drop index report_due;
drop index report_out_of_attempts;
drop index report_open;
drop index report_quarantined;
drop index report_quarantined_at_a_site;
drop index report_failed;
drop index report_failed_at_a_site;
drop index report_of_subject;
drop index report_of_site;
alter table report rename to report_former;

create table report (
    seq            integer primary key,         -- order of arrival; the cursor of lists
    report_id      blob    not null unique      -- which report is it: its first receipt, GET /reports/{id}
        check (typeof(report_id) = 'blob' and length(report_id) = 16),
    study          text    not null,
    site           text    not null,
    subject        text    not null,
    language       text,
    completed_at   integer,                     -- null when the report does not say it beyond doubt
    received_at    integer not null,
    received_as    text    not null check (received_as in ('received', 'quarantined')),
    content_sha256 text    not null,
    content_form   integer not null,            -- by which rules it was digested, see content-digest.md
    body           blob    not null,            -- byte for byte as it was sent
    narrative      text,
    scores         text    not null,
    findings       text    not null,            -- the one column that changes: a report in between tells more of the past
    assessment     text    not null
);

insert into report
select seq, unhex(replace(report_id, '-', '')), study, site, subject, language, completed_at, received_at, received_as,
       content_sha256, content_form, body, narrative, scores, findings, assessment
from report_former order by seq;

-- What did this subject answer before, and which of its reports were completed after.
create index report_of_subject on report (study, subject, completed_at);
-- The lists of a site, in the order of arrival. Without it a page of one site would pass over all others.
create index report_of_site on report (site, seq);

-- The reports that wait for analysis, are in it, or wait for a person.
create table open_report (
    seq            integer primary key references report (seq),
    site           text    not null,            -- as the report has it
    quarantined    integer not null check (quarantined in (0, 1)), -- 1 until a person releases it
    analysis_state text    not null             -- analyzed only while it is quarantined
        check (analysis_state in ('received', 'analyzing', 'analyzed', 'analysis_failed')),
    turn           integer not null,            -- of those that wait for a person: 0 with a red flag, 1 another alert, 2 the rest
    attempt        integer not null,            -- the fence: only the attempt that it names may write what it found
    attempts_left  integer not null,
    due_at         integer,                     -- when it may be claimed: now, after a backoff, when a lease ends
    claimed_by     text,
    last_failure   text
);

insert into open_report
select seq, site, state = 'quarantined',
       case when state <> 'quarantined' then state when analysis is not null then 'analyzed' 
            when claimed_by is not null then 'analyzing' when due_at is not null then 'received' else 'analysis_failed' end,
       turn, attempt, attempts_left, due_at, claimed_by, last_failure
from report_former where state <> 'analyzed' order by seq;

-- Claims: what is due, and whose last lease ended.
create index open_report_due on open_report (due_at) where due_at is not null;
create index open_report_out_of_attempts on open_report (due_at) where due_at is not null and attempts_left = 0;
-- The lists of what waits for analysis or is in it, and how much of each there is.
create index open_report_in_line on open_report (quarantined, analysis_state, seq) where due_at is not null;
-- The lists of what waits for a person, of all sites and of one. SQLite does not see that one of two states is one of both.
create index open_report_quarantined on open_report (turn, seq) where quarantined = 1;
create index open_report_quarantined_at_a_site on open_report (site, turn, seq) where quarantined = 1;
create index open_report_failed on open_report (turn, seq) where quarantined = 0 and analysis_state = 'analysis_failed';
create index open_report_failed_at_a_site on open_report (site, turn, seq)
    where quarantined = 0 and analysis_state = 'analysis_failed';

-- What the analysis of a narrative found, written once.
create table analysis (
    seq         integer primary key references report (seq),
    attempt     integer not null,               -- which one found it
    found       text    not null,
    analyzed_at integer not null
);

insert into analysis
select seq, attempt, analysis, analyzed_at
from report_former where analysis is not null and narrative is not null order by seq;

create table alert_new (
    id              integer primary key,
    report          integer not null references report (seq),
    rule            text    not null,           -- the study's, or red_flag
    group_no        integer,                    -- the symptom group; null for a red flag
    symptom         text,
    item            text,                       -- null for a composite and a red flag
    score           integer,
    previous        integer,                    -- what the score is compared with, for a rise
    previous_report blob                        -- the id of the report whose that is
        check (previous_report is null or (typeof(previous_report) = 'blob' and length(previous_report) = 16)),
    red_flag        text,                       -- its kind
    raised_at       integer not null,
    late            integer not null,           -- 1 when an earlier report that came later raised it
    withdrawn_at    integer                     -- when a report in between showed that it was none
);
insert into alert_new
select a.id, r.seq, a.rule, a.group_no, a.symptom, a.item, a.score, a.previous,
       unhex(replace(a.previous_report, '-', '')), a.red_flag, a.raised_at, a.late, a.withdrawn_at
from alert a join report_former r on r.report_id = a.report_id order by a.id;
drop table alert;
alter table alert_new rename to alert;
create unique index alert_once on alert
    (report, rule, coalesce(item, ''), coalesce(group_no, 0), coalesce(red_flag, ''));

create table outbox_new (
    seq        integer primary key autoincrement, -- of one report: the order of its outcomes
    report     integer not null references report (seq),
    state      text    not null check (state in ('quarantined', 'analyzed', 'analysis_failed')),
    decided_at integer not null,
    due_at     integer not null,            -- when it may be claimed: now, or when a lease ends
    set_aside  text                         -- why it is not sent: unreadable, unwritable; null when it is sent in its turn
);
-- Numbers go on where they were: receivers know the former ones.
insert into sqlite_sequence (name, seq) select 'outbox_new', seq from sqlite_sequence where name = 'outbox';
insert into outbox_new
select o.seq, r.seq, o.state, o.decided_at, o.due_at, o.set_aside
from outbox o join report_former r on r.report_id = o.report_id order by o.seq;
drop table outbox;
alter table outbox_new rename to outbox;
create index outbox_of_report on outbox (report, seq);
create index outbox_set_aside on outbox (seq) where set_aside is not null;

drop table report_former;

-- An alert may be of no report: of a subject that sends none. SQLite changes no constraint: a new table takes the rows.
create table alert_new (
    id              integer primary key,
    report          integer references report (seq), -- null when the subject is silent
    rule            text    not null,           -- the study's, red_flag or silent
    group_no        integer,                    -- the symptom group; null for a red flag
    symptom         text,
    item            text,                       -- null for a composite and a red flag
    score           blob,
    previous        blob,                       -- what the score is compared with, for a rise
    previous_report blob                        -- the id of the report whose that is
        check (previous_report is null or (typeof(previous_report) = 'blob' and length(previous_report) = 16)),
    red_flag        text,                       -- its kind
    raised_at       integer not null,
    late            integer not null,           -- 1 when an earlier report that came later raised it
    withdrawn_at    integer                     -- when a report in between showed that it was none
);
insert into alert_new
select id, report, rule, group_no, symptom, item, score, previous, previous_report, red_flag, raised_at, late, withdrawn_at
from alert order by id;
drop table alert;
alter table alert_new rename to alert;
create unique index alert_once on alert
    (report, rule, coalesce(item, ''), coalesce(group_no, 0), coalesce(red_flag, ''));

-- Of whom an alert is that is of no report; one for each time that the subject fell silent.
create table silence (
    alert   integer primary key references alert (id),
    study   text    not null,
    site    text    not null,
    subject text    not null,
    since   integer not null,                   -- when the subject was last heard of
    unique (study, subject, since)
);

-- The alerts that wait for an answer.
create table open_alert (
    alert     integer primary key references alert (id),
    study     text    not null,
    site      text    not null,
    subject   text    not null,
    answer_by integer not null,                 -- the study's limit
    due_at    integer,                          -- when a further role is told; null when there is none
    level     integer not null                  -- how often one was
);
-- The worklist of all sites and of one, the most urgent first. What is due is overdue, so it is among the first.
create index open_alert_urgent on open_alert (answer_by, alert);
create index open_alert_urgent_at_a_site on open_alert (site, answer_by, alert);

-- What somebody did about an alert; the last one that was not taken back is the one.
create table answer (
    seq           integer primary key autoincrement, -- the cursor of lists
    answer_id     blob    not null check (typeof(answer_id) = 'blob' and length(answer_id) = 16),
    alert         integer not null references alert (id),
    study         text    not null,
    site          text    not null,
    subject       text    not null,
    level         integer not null,             -- how often the alert had been told to a further role
    answer_by     integer not null,
    action        text    not null,             -- a word of the study's
    note          blob,                         -- sealed, like the reason
    answered_by   text    not null,
    answered_at   integer not null,
    taken_back_by text,
    taken_back_at integer,
    reason        blob
);
create index answer_of_alert on answer (alert);
create index answer_of_site on answer (site, seq);

-- Those of an earlier release wait too; nobody is told of them.
insert into open_alert
select a.id, r.study, r.site, r.subject,
       a.raised_at + case when a.red_flag is null then 48 else 4 end * 3600000, null, 0
from alert a join report r on r.seq = a.report where a.withdrawn_at is null;

-- As SQLite's, in this database's types. A replica of the program before this one is refused: it finds none of the
-- columns that it would change.
-- Nobody writes meanwhile, not even an earlier release.
lock table report, alert, outbox in access exclusive mode;

create table open_report (
    seq            bigint  primary key references report (seq),
    site           text    not null,
    quarantined    integer not null check (quarantined in (0, 1)),
    analysis_state text    not null
        check (analysis_state in ('received', 'analyzing', 'analyzed', 'analysis_failed')),
    turn           integer not null,
    attempt        integer not null,
    attempts_left  integer not null,
    due_at         bigint,
    claimed_by     text,
    last_failure   text
)
-- Every row is soon changed and deleted, and claims read past the dead ones.
with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

create table analysis (
    seq         bigint  primary key references report (seq),
    attempt     integer not null,
    found       text    not null,
    analyzed_at bigint  not null
);

insert into open_report
select seq, site, case when state = 'quarantined' then 1 else 0 end,
       case when state <> 'quarantined' then state when analysis is not null then 'analyzed' 
            when claimed_by is not null then 'analyzing' when due_at is not null then 'received' else 'analysis_failed' end,
       turn, attempt, attempts_left, due_at, claimed_by, last_failure
from report where state <> 'analyzed' order by seq;

insert into analysis
select seq, attempt, analysis, analyzed_at
from report where analysis is not null and narrative is not null order by seq;

alter table alert add column report bigint references report (seq);
update alert set report = r.seq from report r where r.report_id = alert.report_id;
drop index alert_once;
alter table alert
    alter column report set not null,
    drop column report_id,
    alter column previous_report type uuid using previous_report::uuid;
create unique index alert_once on alert
    (report, rule, coalesce(item, ''), coalesce(group_no, 0), coalesce(red_flag, ''));

alter table outbox add column report bigint references report (seq);
update outbox set report = r.seq from report r where r.report_id = outbox.report_id;
drop index outbox_of_report;
alter table outbox
    alter column report set not null,
    drop column report_id;
create index outbox_of_report on outbox (report, seq);

drop index report_due, report_out_of_attempts, report_open, report_waiting_for_a_person, report_waiting_at_a_site;
-- At once, so that its rows are written again once only. What is left of its indexes: report_report_id_key tells which
-- report it is; report_of_subject what the subject answered before, and later; report_of_site the lists of a site.
alter table report
    drop column state,
    drop column turn,
    drop column attempt,
    drop column attempts_left,
    drop column due_at,
    drop column claimed_by,
    drop column last_failure,
    drop column analysis,
    drop column analyzed_at,
    alter column report_id type uuid using report_id::uuid;
alter table report reset (autovacuum_vacuum_scale_factor);

-- Claims: what is due, and whose last lease ended.
create index open_report_due on open_report (due_at) where due_at is not null;
create index open_report_out_of_attempts on open_report (due_at) where due_at is not null and attempts_left = 0;
-- The lists of what waits for analysis or is in it, and how much of each there is.
create index open_report_in_line on open_report (quarantined, analysis_state, seq) where due_at is not null;
-- The lists of what waits for a person, of all sites and of one.
create index open_report_quarantined on open_report (turn, seq) where quarantined = 1;
create index open_report_quarantined_at_a_site on open_report (site, turn, seq) where quarantined = 1;
create index open_report_failed on open_report (turn, seq) where quarantined = 0 and analysis_state = 'analysis_failed';
create index open_report_failed_at_a_site on open_report (site, turn, seq)
    where quarantined = 0 and analysis_state = 'analysis_failed';

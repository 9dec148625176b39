-- An alert is a record of its own: people answer it, and a report that comes late may raise or withdraw one.
create table alert (
    id              integer primary key,
    report_id       text    not null references report (report_id),
    rule            text    not null,           -- the study's, or red_flag
    group_no        integer,                    -- the symptom group; null for a red flag
    symptom         text,
    item            text,                       -- null for a composite and a red flag
    score           integer,
    previous        integer,                    -- what the score is compared with, for a rise
    previous_report text,                       -- whose that is
    red_flag        text,                       -- its kind
    raised_at       integer not null,
    late            integer not null,           -- 1 when an earlier report that came later raised it
    withdrawn_at    integer                     -- when a report in between showed that it was none
);

create unique index alert_once on alert
    (report_id, rule, coalesce(item, ''), coalesce(group_no, 0), coalesce(red_flag, ''));

-- Whose turn it is of those that wait for a person: 0 with a red flag, 1 with another alert, 2 the rest.
alter table report add column turn integer not null default 2;
-- By which rules the content was digested, see content-digest.md.
alter table report add column content_form integer not null default 1;

insert into alert (report_id, rule, group_no, symptom, item, score, previous, raised_at, late)
select r.report_id, a.value ->> 'rule', a.value ->> 'group', a.value ->> 'symptom', a.value ->> 'item',
       a.value ->> 'score', a.value ->> 'previous', r.received_at, 0
from report r, json_each(r.assessment, '$.alerts') as a
order by r.seq, a.key;

insert into alert (report_id, rule, red_flag, raised_at, late)
select distinct r.report_id, 'red_flag', a.value ->> 'kind', r.analyzed_at, 0
from report r, json_each(r.analysis, '$.red_flags') as a
where r.analysis is not null
order by r.analyzed_at;

update report set turn = (select min(case when a.red_flag is null then 1 else 0 end) from alert a
                          where a.report_id = report.report_id)
where state <> 'analyzed' and exists (select 1 from alert a where a.report_id = report.report_id);

-- What waits for a person is read all the same, and where nothing is to be read that is said.
update report set due_at = received_at where state = 'quarantined' and narrative is not null;
update report set analysis = '{"analyzer":"none","signals":[],"red_flags":[]}', analyzed_at = received_at
where state = 'quarantined' and narrative is null;

drop index report_waiting_for_a_person;
create index report_waiting_for_a_person on report (state, turn, seq)
    where state in ('quarantined', 'analysis_failed');
create index report_waiting_at_a_site on report (state, site, turn, seq)
    where state in ('quarantined', 'analysis_failed');

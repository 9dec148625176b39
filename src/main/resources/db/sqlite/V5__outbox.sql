-- Outcomes that Kafka has not acknowledged yet. It is only written while a broker is set.
create table outbox (
    seq        integer primary key autoincrement, -- of one report: the order of its outcomes
    report_id  text    not null references report (report_id),
    state      text    not null check (state in ('quarantined', 'analyzed', 'analysis_failed')),
    decided_at integer not null,
    due_at     integer not null             -- when it may be claimed: now, or when a lease ends
);

create index outbox_of_report on outbox (report_id, seq);

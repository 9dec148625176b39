-- Who takes part in a study. Times are milliseconds since 1970-01-01T00:00Z.
create table subject (
    study        text    not null,
    subject      text    not null,
    site         text    not null,
    started_at   bigint  not null,
    time_zone    text    not null,   -- its name, such as Europe/Berlin
    withdrawn_at bigint,
    enrolled     integer not null check (enrolled in (0, 1)), -- 0 when the count of its site took it back
    primary key (study, subject)
);

create index subject_of_site on subject (site, study, subject);

-- Why nothing was expected of a subject on some days, as staff said.
create table excuse (
    study      text   not null,
    subject    text   not null,
    instrument text   not null,      -- empty for all
    from_day   text   not null,      -- the subject's own days, as 2026-03-01
    until_day  text   not null,      -- the last of them
    reason     text   not null,
    primary key (study, subject, instrument, from_day, until_day)
);

-- What a subject answered before, and now also all that compliance asks of a report, so that it reads no row of it.
drop index report_of_subject;
create index report_of_subject on report
    (study, subject, completed_at, seq, site, received_at, instrument, instrument_version);

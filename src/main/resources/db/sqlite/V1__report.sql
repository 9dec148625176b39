-- Times are milliseconds since 1970-01-01T00:00Z. JSON is text.
create table report (
    seq            integer primary key,         -- order of arrival; the cursor of lists
    report_id      text    not null unique,
    study          text    not null,
    site           text    not null,
    subject        text    not null,
    language       text,
    completed_at   integer,                     -- null when the report does not say it beyond doubt
    received_at    integer not null,
    received_as    text    not null check (received_as in ('received', 'quarantined')),
    content_sha256 text    not null,
    body           blob    not null,            -- byte for byte as it was sent
    narrative      text,
    scores         text    not null,
    findings       text    not null,
    assessment     text    not null,
    state          text    not null
        check (state in ('received', 'quarantined', 'analyzing', 'analyzed', 'analysis_failed')),
    attempt        integer not null default 0,  -- the fence: only the attempt that it names may write the outcome
    attempts_left  integer not null,
    due_at         integer,                     -- when it may be claimed: now, after a backoff, when a lease ends
    claimed_by     text,
    last_failure   text,
    analysis       text,
    analyzed_at    integer
);

create index report_due on report (due_at, received_at) where due_at is not null;
create index report_of_subject on report (study, subject, completed_at);
create index report_waiting_for_a_person on report (state, seq)
    where state in ('quarantined', 'analysis_failed');
create index report_of_site on report (site, seq);

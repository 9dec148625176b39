-- As SQLite's, in this database's types.
create table notice (
    seq         bigint generated always as identity primary key,
    notice_id   uuid    not null unique,
    recipient   text    not null,
    channel     text    not null check (channel in ('webhook', 'email')),
    kind        text    not null check (kind in ('raised', 'escalated')),
    study       text    not null,
    site        text    not null,
    alert       bigint  not null,
    rule        text    not null,
    red_flag    integer not null check (red_flag in (0, 1)),
    role        text    not null,
    raised_at   bigint  not null,
    state       text    not null check (state in ('waiting', 'sent', 'set_aside')),
    attempts    integer not null default 0,
    begun_at    bigint,
    due_at      bigint,
    tried_at    bigint,
    last_error  text,
    done_at     bigint
);
create index notice_waiting on notice (recipient, due_at) where state = 'waiting';
create index notice_sent on notice (done_at) where state = 'sent';
create index notice_by_state on notice (state, seq);
create index notice_by_recipient on notice (recipient, seq);

create table notice_recipient (
    recipient text primary key,
    until     bigint not null default 0,
    mailed_at bigint,
    gone_at   bigint
);

-- What each recipient is told of alerts; what waits stays until it was delivered or given up. Times are milliseconds since
-- 1970-01-01T00:00Z; what is due goes by the clock that is never set.
create table notice (
    seq         integer primary key autoincrement,  -- so that a list's place is not used again
    notice_id   blob    not null unique check (typeof(notice_id) = 'blob' and length(notice_id) = 16),
    recipient   text    not null,
    channel     text    not null check (channel in ('webhook', 'email')),
    kind        text    not null check (kind in ('raised', 'escalated')),
    study       text    not null,
    site        text    not null,
    alert       integer not null,
    rule        text    not null,
    red_flag    integer not null check (red_flag in (0, 1)),
    role        text    not null,
    raised_at   integer not null,                   -- or escalated
    state       text    not null check (state in ('waiting', 'sent', 'set_aside')),
    attempts    integer not null default 0,
    begun_at    integer,                            -- the first attempt, by the clock that is never set
    due_at      integer,                            -- the next attempt, by the same; null when it does not wait
    tried_at    integer,                            -- the last attempt
    last_error  text,                               -- what came of it; null when nothing was wrong
    done_at     integer                             -- when it was sent or set aside
);
create index notice_waiting on notice (recipient, due_at) where state = 'waiting';
create index notice_sent on notice (done_at) where state = 'sent';
create index notice_by_state on notice (state, seq);
create index notice_by_recipient on notice (recipient, seq);

-- Whose turn it is: of one recipient's notices one replica sends at a time.
create table notice_recipient (
    recipient text primary key,
    until     integer not null default 0,           -- nobody else's turn before that, by the clock that is never set
    mailed_at integer,                              -- the last e-mail, by the same
    gone_at   integer                               -- since when the endpoint says that it is gone
) without rowid;

-- Who did what, in chains: each entry's hash is over what it says and the hash before it, see audit.md. Times are
-- milliseconds since 1970-01-01T00:00Z.
create table audit_chain (
    chain   integer primary key autoincrement,  -- so that no number is used again
    replica text    not null,
    writer  text    not null,                   -- of its few; each appends to a chain of its own
    number  integer not null,                   -- of the last entry
    hash    blob    not null,                   -- of the last entry
    unique (replica, writer)
);

create table audit_entry (
    chain       integer not null,
    number      integer not null,               -- 1, 2, … of the chain
    at          integer not null,
    what        text    not null,
    actor       text    not null,               -- who
    role        text,
    sites       text,                           -- for which the actor speaks; null for all
    device      text,
    origin      text    not null,               -- from where
    study       text,
    record      text,                           -- what it was done to
    body_sha256 blob,                           -- of report.body as it is stored
    why         blob,
    changes     blob,                           -- JSON: field, old, new
    hash        blob    not null,
    primary key (chain, number)
) without rowid;

-- How far each chain is mentioned in another: what it said by then cannot be said otherwise later.
create table audit_link (
    chain  integer primary key references audit_chain (chain),
    number integer not null
);

-- Reports up to this one were accepted before there was a trail, and have no entry in it.
create table audit_before (
    seq integer not null
);
insert into audit_before select coalesce(max(seq), 0) from report;

create trigger audit_entry_update before update on audit_entry
begin select raise(abort, 'the audit trail is only added to'); end;
create trigger audit_entry_delete before delete on audit_entry
begin select raise(abort, 'the audit trail is only added to'); end;
create trigger audit_before_insert before insert on audit_before
begin select raise(abort, 'the audit trail is only added to'); end;
create trigger audit_before_update before update on audit_before
begin select raise(abort, 'the audit trail is only added to'); end;
create trigger audit_before_delete before delete on audit_before
begin select raise(abort, 'the audit trail is only added to'); end;

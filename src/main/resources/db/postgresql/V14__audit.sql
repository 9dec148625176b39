-- As SQLite's, in this database's types.
-- No report of an earlier release comes between the last that is known before and the first that has an entry.
lock table report in share mode;

create table audit_chain (
    chain   bigint generated always as identity primary key,
    replica text   not null,
    writer  text   not null,
    number  bigint not null,
    hash    bytea  not null,
    unique (replica, writer)
)
-- The row of a writer is changed at each of its commits, and stays on its page.
with (fillfactor = 20);

create table audit_entry (
    chain       bigint not null,
    number      bigint not null,
    at          bigint not null,
    what        text   not null,
    actor       text   not null,
    role        text,
    sites       text,
    device      text,
    origin      text   not null,
    study       text,
    record      text,
    body_sha256 bytea,
    why         bytea,
    changes     bytea,
    hash        bytea  not null,
    primary key (chain, number)
);

create table audit_link (
    chain  bigint primary key references audit_chain (chain),
    number bigint not null
);

create table audit_before (
    seq bigint not null
);
insert into audit_before select coalesce(max(seq), 0) from report;

create function audit_only_added_to() returns trigger language plpgsql as
$$ begin raise exception 'the audit trail is only added to'; end $$;

create trigger audit_entry_stays before update or delete or truncate on audit_entry
    for each statement execute function audit_only_added_to();
create trigger audit_before_stays before insert or update or delete or truncate on audit_before
    for each statement execute function audit_only_added_to();

-- Who is let in. Codes and tokens are kept as digests only. Times are milliseconds since 1970-01-01T00:00Z.
create table device (
    device_id       text   primary key,
    study           text   not null,
    site            text   not null,
    subject         text   not null,
    created_at      bigint not null,
    created_by      text   not null,
    code_sha256     text   not null unique,
    code_expires_at bigint not null,
    activated_at    bigint,
    token_sha256    text   unique,
    expires_at      bigint,
    revoked_at      bigint,
    revoked_by      text,
    revocation      bigint  -- its number, in the order of commits
);

create index device_of_site on device (site, created_at, device_id);
create index device_revoked on device (revocation) where revocation is not null;

create table system_token (
    token_id     text   primary key,
    name         text   not null,
    role         text   not null,
    may          text   not null,   -- JSON: what is granted beside the role
    studies      text,              -- JSON; null for all
    sites        text,              -- JSON; null for all
    created_at   bigint not null,
    created_by   text   not null,
    token_sha256 text   not null unique,
    expires_at   bigint not null,
    revoked_at   bigint,
    revoked_by   text,
    revocation   bigint
);

create index system_token_revoked on system_token (revocation) where revocation is not null;

-- How many tokens were revoked. Whoever revokes one keeps this row locked until it is committed.
create table revocation (
    number bigint not null
);
insert into revocation (number) values (0);

-- Who is signed in at the page. The token that they showed is sealed by the secret of their cookie, of which only the digest
-- is here: nothing in this table lets anybody in. Times are milliseconds since 1970-01-01T00:00Z.
create table session (
    session_sha256 text   primary key,
    name           text   not null,
    token          text   not null,
    created_at     bigint not null,
    expires_at     bigint not null,
    ended_at       bigint,
    revocation     bigint  -- its number, in the order of commits
);

create index session_of on session (name) where ended_at is null;
create index session_expires on session (expires_at);
create index session_revoked on session (revocation) where revocation is not null;

create table enrollment_update (
    event_id    text    primary key,
    site        text    not null,
    patients    integer not null,
    received_at integer not null
);

create table enrollment_site (
    site     text    primary key,
    enrolled integer not null,
    version  integer not null                   -- grows with every update, so a late read is known as late
);

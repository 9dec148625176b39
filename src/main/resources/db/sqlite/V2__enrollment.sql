create table enrollment_update (
    event_id    text    primary key,
    site        text    not null,
    patients    integer not null check (patients > 0),
    received_at integer not null
);

create table enrollment_site (
    site       text    primary key,
    enrolled   integer not null,                -- only ever grows, so of two reads the larger is the later
    updated_at integer not null
);

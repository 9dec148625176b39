create table enrollment_update (
    event_id    text    primary key,
    site        text    not null,
    patients    integer not null check (patients > 0),
    received_at bigint  not null
);

create table enrollment_site (
    site       text    primary key,
    enrolled   bigint  not null,
    updated_at bigint  not null
);

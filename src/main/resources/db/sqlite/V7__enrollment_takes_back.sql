-- SQLite changes no check of a table: a new one takes the rows.
create table enrollment_update_new (
    event_id    text    primary key,
    site        text    not null,
    patients    integer not null check (patients <> 0),
    reason      text,                           -- why, as a person wrote it
    received_at integer not null,
    check (patients > 0 or reason is not null)
);
insert into enrollment_update_new (event_id, site, patients, received_at)
select event_id, site, patients, received_at from enrollment_update;
drop table enrollment_update;
alter table enrollment_update_new rename to enrollment_update;

create table enrollment_site_new (
    site       text    primary key,
    enrolled   integer not null check (enrolled >= 0), -- never met: UpdateWrite stores nothing that would be
    version    integer not null,                -- raised by every change: of two reads the higher is the later
    updated_at integer not null
);
insert into enrollment_site_new (site, enrolled, version, updated_at)
select site, enrolled, version, updated_at from enrollment_site;
drop table enrollment_site;
alter table enrollment_site_new rename to enrollment_site;

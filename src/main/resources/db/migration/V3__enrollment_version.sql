-- How often a site changed: of two reads the one with the higher version is the later.
alter table enrollment_site add column version bigint not null default 1;

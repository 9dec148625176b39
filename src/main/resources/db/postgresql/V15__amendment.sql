-- As SQLite's, in this database's types.
create table amendment (
    seq     bigint primary key references report (seq),
    study   text   not null,
    site    text   not null,
    subject text   not null,
    amends  uuid   not null,
    unique (study, site, subject, amends)
);

create table superseded (
    seq bigint primary key references report (seq)
);

-- As SQLite's, in this database's types.
create table amendment (
    seq     bigint primary key references report (seq),
    study   text   not null,
    subject text   not null,
    amends  uuid   not null,
    unique (study, subject, amends)
);

create table superseded (
    seq bigint primary key references report (seq)
);

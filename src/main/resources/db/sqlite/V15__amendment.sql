-- Which report corrects which; what it corrects may come later, or never. Of one report there is one correction.
create table amendment (
    seq     integer primary key references report (seq), -- the correction
    study   text    not null,
    site    text    not null,
    subject text    not null,
    amends  blob    not null check (typeof(amends) = 'blob' and length(amends) = 16),
    unique (study, site, subject, amends)
);

-- What a correction that took effect stands in place of: it stays, and its answers are no longer used.
create table superseded (
    seq integer primary key references report (seq)
);

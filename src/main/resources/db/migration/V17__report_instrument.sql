-- Which instrument, in which version, a report is cleaned and graded by; null when it names none that is known. PRO-CTCAE 1.0
-- graded all that came before: as a default it is theirs without that a row is written again.
alter table report add column instrument text default 'PRO-CTCAE';
alter table report add column instrument_version text default '1.0';

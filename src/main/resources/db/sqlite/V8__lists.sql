-- The lists of what waits for analysis or is in it, in the order of arrival.
create index report_open on report (state, seq) where due_at is not null;

-- SQLite does not see that one of two states is one of both, and left the former two for the index of a whole site.
drop index report_waiting_for_a_person;
drop index report_waiting_at_a_site;
create index report_quarantined on report (turn, seq) where state = 'quarantined';
create index report_quarantined_at_a_site on report (site, turn, seq) where state = 'quarantined';
create index report_failed on report (turn, seq) where state = 'analysis_failed';
create index report_failed_at_a_site on report (site, turn, seq) where state = 'analysis_failed';

-- The lists of what waits for analysis or is in it, in the order of arrival.
create index report_open on report (state, seq) where due_at is not null;

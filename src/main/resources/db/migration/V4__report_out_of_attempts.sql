-- Each claim looks for those whose last lease ended: without it, through all that is due.
create index report_out_of_attempts on report (due_at) where due_at is not null and attempts_left = 0;

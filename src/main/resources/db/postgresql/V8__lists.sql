-- The lists of what waits for analysis or is in it, in the order of arrival. Made while others write. What an earlier
-- attempt left unfinished is no index, and one that was made by hand before is taken.
do $$ begin
    if exists (select 1 from pg_index where indexrelid = to_regclass('report_open') and not indisvalid) then
        drop index report_open;
    end if;
end $$;
create index concurrently if not exists report_open on report (state, seq) where due_at is not null;

-- The trail by time, over all of its chains: the newest first, a page at a time.
create index audit_entry_at on audit_entry (at, chain, number);

-- Why an outcome is not sent, as a stable word: unreadable, unwritable. Null when it is sent in its turn.
alter table outbox add column set_aside text;

create index outbox_set_aside on outbox (seq) where set_aside is not null;

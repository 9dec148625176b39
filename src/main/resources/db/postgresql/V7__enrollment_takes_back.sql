alter table enrollment_update
    drop constraint enrollment_update_patients_check,
    add constraint enrollment_update_patients_check check (patients <> 0),
    add column reason text,                     -- why, as a person wrote it
    add constraint enrollment_update_reason_check check (patients > 0 or reason is not null);

-- Never met: UpdateWrite stores nothing that would bring a site below zero.
alter table enrollment_site add constraint enrollment_site_enrolled_check check (enrolled >= 0);

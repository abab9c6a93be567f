-- Who asked to see single people, when, what kind of thing and why; append-only. Nothing of what
-- they saw is kept.
create table asked_for (
    who varchar not null, kind varchar not null, reason varchar not null,
    asked_at timestamp not null
);

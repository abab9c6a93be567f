-- Several pilots: each version of a card belongs to one of them. An empty card: put away.
alter table pilot_card add column pilot integer;
update pilot_card set pilot = 1;
-- The card of a pilot as it was promised, once for each, with the SHA-256 of its text.
create table card_lock (
    pilot integer not null, card varchar not null, digest varchar not null,
    locked_at timestamp not null, change integer not null
);
-- What a pilot is to move besides competency, of a person or of a team: as it landed, and with the
-- people known, of each day what the newest export says.
create table landed_outcome (
    file_id varchar not null, line integer not null, alias_id bigint, team varchar not null,
    measured_on date not null, metric varchar not null, value double not null
);
create table outcome (
    person_id bigint, team varchar, measured_on date not null, metric varchar not null,
    value double not null
);

-- Several pilots: each version of a card belongs to one of them. An empty card: put away.
alter table pilot_card add column pilot integer;
update pilot_card set pilot = 1;
-- The card of a pilot as it was promised, once for each, with the SHA-256 of its text.
create table card_lock (
    pilot integer not null, card varchar not null, digest varchar not null,
    locked_at timestamp not null, change integer not null
);
-- The approach of each format, by the words of titles: 'peer', 'formal', 'mentoring' or 'other'.
alter table title_format add column approach varchar;
delete from title_format;
-- What was said of time to competency when it left, once for each: it is read again later.
create table report_claim (
    pilot integer not null, question varchar not null,
    departments varchar not null,     -- a JSON list, empty for everybody
    as_of date not null,              -- the last day that the exports behind it knew of
    last_hired_on date not null,      -- of the cohort during
    outcome varchar not null, estimate double not null, low double, high double,
    target double not null, hired_before integer not null, hired_during integer not null,
    title varchar not null, competency varchar not null, card varchar not null,
    digest varchar not null, way varchar not null, made_at timestamp not null,
    change integer not null
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

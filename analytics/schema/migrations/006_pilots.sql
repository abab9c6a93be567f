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

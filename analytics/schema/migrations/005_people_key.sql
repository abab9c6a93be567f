-- A mark of the key that the ids of people are made under; empty for none.
create table people_key (mark varchar not null);

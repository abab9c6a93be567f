-- The list of themes of comments in every version it had; empty = the usual list.
create table theme_list (themes varchar not null, saved_at timestamp not null, change integer not null);

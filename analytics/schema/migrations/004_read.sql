-- What questions read, kept up at every landing from the tables of 001, and what it was made from.

-- One row per person and session (with an attendance export) they were invited to, registered for
-- or present in. is_invited, is_registered, is_on_roster: in the denominator by that basis: not
-- uninvited, and had not left.
create table roll_call (
    session_id bigint not null, person_id bigint not null, session_date date not null,
    week_start date not null, month_start date not null, department varchar,
    is_listed boolean not null, is_on_roster boolean not null,
    is_invited boolean not null, is_accepted boolean not null,
    is_registered boolean not null, is_registration_accepted boolean not null,
    is_present boolean not null, is_untimed boolean not null, is_host boolean not null,
    seconds_present bigint, meeting_seconds bigint
);
-- Sums of it per person and piece (the days that are in one week and one month), and per session
-- and department, by the rule of attended and the basis in turnout_rule; and invitations by basis.
create table person_turnout (
    person_id bigint not null, department varchar,
    is_listed boolean not null, week_start date not null, month_start date not null,
    piece_start date not null, invited bigint not null, accepted bigint not null,
    attended bigint not null, stayed bigint not null, untimed bigint not null,
    accepted_absent bigint not null, attended_unaccepted bigint not null,
    walked_in bigint not null, walked_in_attended bigint not null, as_guest bigint not null
);
create table session_turnout (
    session_id bigint not null, session_date date not null,
    department varchar, invited bigint not null, attended bigint not null,
    people_attended bigint not null, hosts_attended bigint not null
);
create table turnout_rule (
    invited_by varchar not null, attended_seconds double not null, attended_share double not null
);
create table invited_by (basis varchar not null, invited bigint not null);
create table title_format (title varchar not null, format varchar not null);
-- Each landed file with its landing, the newest decision about a name, and the words of formats.
create table settled (what varchar not null, change bigint not null);

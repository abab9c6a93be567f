-- What landed: append-only, one batch per source_file, every row with the line it came from.
create table source_file (
    file_id varchar primary key,      -- sha256 of the normalised content
    name varchar not null,
    kind varchar not null,
    recognised_as varchar not null,
    encoding varchar not null,
    delimiter varchar not null,
    date_order varchar,
    rows_read integer not null,
    rows_usable integer not null,
    rows_left_out integer not null,
    rows_repaired integer not null,
    data_until date,                  -- last day the export knows about
    origin varchar not null,          -- 'upload' or 'sample'
    landed_at timestamp not null,
    landing integer not null          -- 1, 2, 3 … in the order of landing
);
create table left_out_row (
    file_id varchar not null, line integer not null, code varchar not null,
    says varchar not null, found varchar not null
);
-- The only table with names and addresses: each spelling of a person, once.
create table person_alias (
    alias_id bigint not null, name varchar not null, email varchar not null,
    upn varchar not null, employee_id varchar not null
);
create table landed_person (
    file_id varchar not null, line integer not null, alias_id bigint not null,
    hire_date date, left_date date, department varchar not null, manager varchar not null,
    location varchar not null, title varchar not null, status varchar not null
);
create table landed_session (
    file_id varchar not null, landed_session_id bigint not null, kind varchar not null,
    title varchar not null, started_at timestamp not null, ended_at timestamp,
    meeting_key varchar not null, is_cancelled boolean not null
);
create table attendance_interval (
    file_id varchar not null, line integer not null, landed_session_id bigint not null,
    alias_id bigint not null, joined_at timestamp, left_at timestamp, stated_seconds integer,
    role varchar not null
);
create table landed_invitation (
    file_id varchar not null, line integer not null, landed_session_id bigint not null,
    alias_id bigint not null, response varchar not null, basis varchar not null
);
create table landed_competency (
    file_id varchar not null, line integer not null, alias_id bigint not null,
    competency varchar not null, competent_on date, status varchar not null,
    recorded_at timestamp
);
create table survey_answer (
    file_id varchar not null, line integer not null, response_id varchar not null,
    question varchar not null, question_order integer not null, scale varchar not null,
    score integer, answer varchar not null, alias_id bigint, submitted_at timestamp
);

-- What it means: made anew from the rows above at every landing.
create table identity (alias_id bigint not null, person_id bigint not null, matched_by varchar not null);
create table person (
    person_id bigint not null, hire_date date, left_date date, department varchar,
    location varchar, title varchar, status varchar
);
create table session_member (landed_session_id bigint not null, session_id bigint not null);
create table session (
    session_id bigint not null, title varchar not null, started_at timestamp not null,
    ended_at timestamp, planned_seconds bigint, meeting_seconds bigint,
    has_attendance boolean not null, is_cancelled boolean not null
);
create table invitation (
    session_id bigint not null, person_id bigint not null, basis varchar not null,
    response varchar not null
);
create table person_session (
    session_id bigint not null, person_id bigint not null, first_joined_at timestamp,
    last_left_at timestamp, seconds_present bigint, stays integer not null,
    is_host boolean not null
);
create table competency (
    person_id bigint not null, competency varchar not null, competent_on date,
    status varchar not null
);

-- The pilot card in every version it had, and a number that grows with every change.
create table pilot_card (card varchar not null, saved_at timestamp not null, change integer not null);
create table change (number integer not null, what varchar not null, happened_at timestamp not null);

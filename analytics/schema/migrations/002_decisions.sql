-- What a person decided, append-only: the newest word on a key counts, earlier ones stay.
create table remembered (
    about varchar not null,          -- 'mapping', 'date_order', 'timezone' or 'clock'
    shape varchar not null,          -- what it is remembered for: a header's shape or a source
    answer varchar not null,
    change integer not null
);
create table identity_decision (
    alias_id bigint not null,
    decision varchar not null,       -- 'same' as the person of another alias, or 'apart'
    same_as bigint,
    change integer not null
);
-- Rows of a landed file that were used after a repair, or noted; line 0 = the file as a whole.
create table noted_row (
    file_id varchar not null, line integer not null, code varchar not null,
    severity varchar not null, says varchar not null, found varchar not null
);

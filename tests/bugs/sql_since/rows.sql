create table r(id int, at text, seq int, day text, name text);
create table c(id int, by text);
insert into r values (1, '2026-01-01T00:00:00Z', 9, '2026-01-01', 'a');
insert into r values (2, '2026-01-02T00:00:00Z', 10, '2026-01-02', 'b');
insert into r values ('x', '2026-01-02T00:00:00Z', 11, '2026-01-02', 'c');

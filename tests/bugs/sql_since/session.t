% A statement's :since was never given: a read by statement found nothing, and all was well.
$ sqlite3 shop.db <rows.sql; DB=shop.db WEIR_STATE=state weir run rows.weir --once --from all 2>/dev/null
[1]
$ sqlite3 shop.db "select by, group_concat(id) from (select * from c order by id) group by by"
day|2
seq|1,2
time|1,2
$ sqlite3 state/state.db "SELECT flow,kind,class,message FROM entry ORDER BY flow"
a_time|record|malformed|id: expected an int of 64 bits, found "x"
b_seq|record|malformed|id: expected an int of 64 bits, found "x"
d_lost|read|rejected|the statement asks for :since, which the step does not give
$ sqlite3 shop.db "insert into r values (3, '2026-01-03T00:00:00Z', 12, '2026-01-03', 'b')"; DB=shop.db WEIR_STATE=state weir run rows.weir --once 2>/dev/null
[1]
$ sqlite3 shop.db "select by, group_concat(id) from (select * from c order by id) group by by"
day|2,3
seq|1,2,3
time|1,2,3
$ sqlite3 state/state.db "SELECT flow,count(*) FROM entry WHERE kind='record' GROUP BY flow"
a_time|1
b_seq|1

% The list inside a JSON file is read; a file without it is malformed.
$ touch -d '1 hour ago' *.json && DIR=. WEIR_STATE=state weir run rows.weir --once 2>/dev/null
[1]
$ cat out.ndjson
{"id":1}
{"id":2}
$ sqlite3 state/state.db "SELECT class,message FROM entry ORDER BY message"
malformed|"b.json": expected a list at "data.rows"
malformed|"c.json": expected a list at "data.rows"

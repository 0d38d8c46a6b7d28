% A row of CSV and a line of NDJSON of 70 MB: what is before them is taken once.
$ mkdir in && head -c 70000000 /dev/zero | tr '\0' x >in/x
$ (echo id; echo A; cat in/x; echo; echo B) >in/long.csv
$ (echo '{"id":"A"}'; printf '{"id":"'; cat in/x; echo '"}') >in/long.ndjson
$ rm in/x && touch -d '1 hour ago' in/*
$ DIR=. WEIR_STATE=state weir run long.weir --once 2>/dev/null
[1]
$ DIR=. WEIR_STATE=state weir run long.weir --once 2>/dev/null
[1]
$ sqlite3 state/state.db "SELECT flow,class,message FROM entry WHERE state IS 'waiting' ORDER BY flow"
lines|malformed|"in/long.ndjson": a line is longer than 16 MiB
rows|malformed|"in/long.csv": a row is longer than 16 MiB
$ sqlite3 state/state.db "SELECT flow,read,delivered FROM run ORDER BY flow,id"
lines|1|1
lines|0|0
rows|1|1
rows|0|0
$ cat out/*
{"id":"A"}
{"id":"A"}

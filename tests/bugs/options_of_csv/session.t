% Encodings, files without a header, byte-order marks, files that are too long or no JSON.
$ touch -d '1 hour ago' in/* && DIR=. WEIR_STATE=state weir run csv.weir --once 2>/dev/null
[1]
$ cd out && for f in *; do echo "== $f"; cat $f; done
== latin.csv
2,a	b,,
== marked.ndjson
{"id":1,"name":"x","total":1}
{"id":2,"name":"y","total":2}
{"id":7,"name":"seven"}
== wide.csv
id,name,total,Is OK
1,"€ 😀
x",,true
2,b,,
$ sqlite3 state/state.db "SELECT flow,class,message FROM entry"
f1_latin|data|"€" can't be written in latin1
f3_marked|malformed|"in/marked-long.csv" has 149 bytes, at most 100 are allowed
f4_mixed|malformed|"in/a.json" at byte 9: expected "," or "}"

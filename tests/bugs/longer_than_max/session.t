% @max was a mark without effect: a text that was too long was written.
$ touch -d '1 hour ago' in.ndjson && DIR=. WEIR_STATE=state weir run copy.weir --once 2>/dev/null
[1]
$ cat out.ndjson
{"id":1,"name":"ééééé","note":"abc","cut":"éé"}
{"id":4,"name":"","cut":""}
$ sqlite3 state/state.db "SELECT class,message FROM entry ORDER BY message DESC"
data|"note" takes 3 characters, found 4
data|"name" takes 5 characters, found 6
$ sed -i '/on error/d' copy.weir && weir check --select errors/unrouted-failure copy.weir 2>&1 | grep '^error'
error[errors/unrouted-failure]: step "read files.rows#1" can raise malformed, and no route takes it: the record would be lost in flow "copy"
error[errors/unrouted-failure]: step "map y#1" can raise data, and no route takes it: the record would be lost in flow "copy"

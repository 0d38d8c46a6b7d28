% A record halted behind a write was run on by a flow that had no such write.
$ touch -d '1 hour ago' in.ndjson; DIR=. WEIR_STATE=state weir run flow.weir --once 2>/dev/null
[3]
$ sed -i 's/files.a create/files.b create/; s/when  x.stop/when  not x.stop/' flow.weir
$ WEIR_STATE=state weir resume copy && DIR=. WEIR_STATE=state weir run flow.weir --once 2>/dev/null
"copy" runs again at its next tick
[1]
$ cat b.ndjson
cat: b.ndjson: No such file or directory
[1]
$ sqlite3 state/state.db "SELECT queue,class,message FROM entry"
unrouted|data|the flow changed under it
$ WEIR_STATE=state weir status --verify
V1 to V10 hold

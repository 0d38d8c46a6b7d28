% The file is there when the run is over.
$ touch -d '1 hour ago' in.ndjson && DIR=. WEIR_STATE=state weir run called.weir --once 2>/dev/null
$ cat out.ndjson
{"id":1}
{"id":2}

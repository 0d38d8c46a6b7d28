% The standard connector of files: values without a type, dictionaries, names that the flow makes.
$ touch -d '1 hour ago' in/*; FILES_DIR=. WEIR_STATE=state weir run copy.weir --once 2>/dev/null
[1]
$ for f in out/*; do echo "== $f"; cat $f; done
== out/a.json
{"id":"a","n":1}== out/all.csv
id,n
a,2
b/c,3
$ echo '{"id":"n","n":1}' >in/b.ndjson; touch -d '1 hour ago' in/*; sed -i 's/"n":/"other":/' copy.weir; FILES_DIR=. WEIR_STATE=state weir run copy.weir --once 2>/dev/null
[1]
$ cat out/all.csv; sqlite3 state/state.db 'SELECT class,message FROM entry'
id,n
a,2
b/c,3
data|expected a value for a part of a file's name, found "b/c"
data|"out/all.csv" has other columns than this record: expected id,other

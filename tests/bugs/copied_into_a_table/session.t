% A record that was copied as it came into a table had its key only; names of files were encoded as in a URL.
$ touch -d '1 hour ago' in/*; DIR=. WEIR_STATE=state weir run copy.weir --once 2>/dev/null
[1]
$ for f in out/*; do echo "== $f"; cat "$f"; done; ls in
== out/a.json
{"id":"a","xs":[1,2],"sub":{"a":1,"b":"x;y"},"m":{"k":1}}== out/all.csv
id;xs;sub;m
a;[1,2];"{""a"":1,""b"":""x;y""}";"{""k"":1}"
c d;;;
a;[1,2];"{""a"":1,""b"":""x;y""}";"{""k"":1}"
== out/c d.json
{"id":"c d"}done
$ sqlite3 state/state.db "SELECT class,message FROM entry ORDER BY message"
not_found|cannot open "out/zz.json": no such file or directory
data|expected a value for a part of a file's name, found ""
data|expected a value for a part of a file's name, found "../b"
data|expected a value for a part of a file's name, found ".hid"

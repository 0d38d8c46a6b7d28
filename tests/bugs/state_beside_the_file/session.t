% Without a weir.yaml the state and build/ stood beside the file that was run.
$ DIR=. weir run flows/copies.weir --once 2>/dev/null
$ ls -A . flows
.:
.state
build
flows
session.t

flows:
copies.weir
in.ndjson
out.ndjson
$ weir runs | awk '{ print $5, $6 }'
OUTCOME READ
ok 1

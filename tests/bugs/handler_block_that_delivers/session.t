% The runner of a flow with a handler's block that delivers could not be linked.
$ DIR=. WEIR_STATE=state weir run copies.weir --once 2>/dev/null
[1]
$ cat out.ndjson fails.ndjson
{"id":1,"short":"12345","info":"2"}
{"id":4,"short":"ééééé","info":"3"}
{"id":3,"class":"data","message":"there is no element 1 in a list of 1","step":"map y#1","attempts":0}
$ WEIR_STATE=state weir runs | awk '{ print $5, $6, $7, $8, $9 }'
OUTCOME READ OPEN DELIVERED PARKED
parked 4 0 3 1
$ WEIR_STATE=state weir status --verify
V1 to V10 hold

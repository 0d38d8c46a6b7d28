% An alert's log line had the team as its event.
$ DIR=. weir run flow.weir --once 2>&1 | grep '"level":"alert"' | sed 's/.*"level"/"level"/'
"level":"alert","event":"alert","team":"people","msg":"1 entries wait in \"failures\""}

% Fixes of `weir check`: applied, shown as a patch, left out.
$ cat >shop/weir.yaml
weir: 1
EOF
$ cat >shop/teams.weir
/// Works the queue.
team ops {
  contact "ops@acme.example"
  alert   slack "#ops"
  runbook "https://wiki.acme.example/ops"
}

queue failures { // one for all
  owner  ops
  triage within 1h // as agreed
  alert  when oldest > 30m
}
EOF
$ cat >shop/flows/orders.weir
use erp@1.0.0

connector erp@1.0.0 {
  system "ERP" erp
  base   setting ERP_URL
  auth   bearer secret ERP_TOKEN
  record Sale { ref: string @key  total: decimal }
  endpoint sales: Sale { upsert PUT "/sales/{ref}" idempotent }
  errors { 401, 403: auth  404: not_found  429: rate_limited  408, 500..599: transient  400..499: rejected }
}

record Order { id: string  total: decimal }

/// Sales as they come.
flow orders {
  owner ops
  topic sold as order: Order
  write erp.sales upsert { ref = order.id  total = order.total } by ref // the one write
  on outage -> halt
  on error -> failures
}
EOF
$ cd shop && weir check --diff
--- a/flows/orders.weir
+++ b/flows/orders.weir
@@ -15,7 +15,7 @@
 flow orders {
   owner ops
   topic sold as order: Order
-  write erp.sales upsert { ref = order.id  total = order.total } by ref // the one write
+  write erp.sales upsert { ref = order.id  total = order.total } by ref { retry 5 times backoff 2s to 5m  timeout 30s } // the one write
   on outage -> halt
   on error -> failures
 }
--- a/teams.weir
+++ b/teams.weir
@@ -9,4 +9,5 @@
   owner  ops
   triage within 1h // as agreed
   alert  when oldest > 30m
+  retain 30d
 }
3 fixes would change 2 files
[1]
$ cd shop && weir check --diff | patch --dry-run -p1
checking file flows/orders.weir
checking file teams.weir
3 fixes would change 2 files
$ cd shop && weir check
warning[retries/no-retry]: step "write erp.sales.upsert#1" gives up at the first transient failure
  --> flows/orders.weir:18:3
   |
18 |   write erp.sales upsert { ref = order.id  total = order.total } by ref // the one write
   |   ^^^^^
   |
   = help: retry 5 times backoff 2s to 5m

error[retries/no-timeout]: step "write erp.sales.upsert#1" has no timeout, it may wait for ever
  --> flows/orders.weir:18:3
   |
18 |   write erp.sales upsert { ref = order.id  total = order.total } by ref // the one write
   |   ^^^^^
   |
   = help: timeout 30s

warning[ownership/no-retention]: queue "failures" does not say how long it keeps a record
 --> teams.weir:8:7
  |
8 | queue failures { // one for all
  |       ^^^^^^^^
  |
  = help: retain 30d

1 error, 2 warnings in 2 files, 1 flow
[1]
$ chmod 640 shop/teams.weir
$ cd shop && weir check --fix flows
no findings in 1 file, 1 flow
2 fixes applied to 1 file
$ cat shop/flows/orders.weir | tail -n 9

/// Sales as they come.
flow orders {
  owner ops
  topic sold as order: Order
  write erp.sales upsert { ref = order.id  total = order.total } by ref { retry 5 times backoff 2s to 5m  timeout 30s } // the one write
  on outage -> halt
  on error -> failures
}
$ cd shop && weir check --fix
no findings in 2 files, 1 flow
1 fix applied to 1 file
$ tail -n 6 shop/teams.weir
queue failures { // one for all
  owner  ops
  triage within 1h // as agreed
  alert  when oldest > 30m
  retain 30d
}
$ stat -c %a shop/teams.weir
640
$ cd shop && weir check --fix
no findings in 2 files, 1 flow
no fix to apply
$ cd shop && weir check --diff
no fix to apply
% Bolder ones are asked for.
$ sed -i '/on outage/d' shop/flows/orders.weir
$ cd shop && weir check --fix --fail-on never >/dev/null
no fix to apply
1 scaffold fix left, --unsafe-fixes takes it
$ cd shop && weir check --unsafe-fixes
no findings in 2 files, 1 flow
1 fix applied to 1 file
$ grep ' on' shop/flows/orders.weir
  write erp.sales upsert { ref = order.id  total = order.total } by ref { retry 5 times backoff 2s to 5m  timeout 30s } // the one write
  on error -> failures
  on outage -> halt
% Only selected rules are mended.
$ sed -i 's/  timeout 30s }/ }/' shop/flows/orders.weir
$ cd shop && weir check --fix --select retries/no-timeout
no findings in 2 files, 1 flow
1 fix applied to 1 file
$ grep write shop/flows/orders.weir
  write erp.sales upsert { ref = order.id  total = order.total } by ref { retry 5 times backoff 2s to 5m  timeout 30s } // the one write
% A link that leads out of the project is left alone, one inside is followed.
$ mv shop/teams.weir teams.weir && sed -i '/retain/d' teams.weir && ln -s ../teams.weir shop/teams.weir
$ cd shop && weir check --fix --fail-on never
error: "teams.weir" leads out of the project, it is left as it is
[2]
$ mv teams.weir shop/flows/real.txt && ln -sf flows/real.txt shop/teams.weir
$ cd shop && weir check --fix --fail-on never
no findings in 2 files, 1 flow
1 fix applied to 1 file
$ test -L shop/teams.weir && grep retain shop/flows/real.txt
  retain 30d
% Standard input: the text goes to standard output, the findings beside it.
$ printf 'team ops {\n  contact "ops@acme.example"\n}\nqueue q {\n  owner ops\n  triage within 1h\n}\n' | weir check - --fix --select ownership
team ops {
  contact "ops@acme.example"
}
queue q {
  owner ops
  triage within 1h
  retain 30d
}
1 fix applied to 1 file
error[ownership/no-alert-channel]: no alert reaches team "ops"
 --> <stdin>:1:6
  |
1 | team ops {
  |      ^^^
  |
  = help: alert slack "#ops"

warning[ownership/no-runbook]: team "ops" has no runbook
 --> <stdin>:1:6
  |
1 | team ops {
  |      ^^^
  |
  = help: runbook "https://wiki.example/runbooks/ops"

1 error, 1 warning in 1 file
[1]
$ printf 'team ops {\n  contact "ops@acme.example"\n}\nqueue q {\n  owner ops\n  triage within 1h\n}\n' | weir check - --diff --select ownership/no-retention 2>/dev/null
--- a/<stdin>
+++ b/<stdin>
@@ -4,4 +4,5 @@
 queue q {
   owner ops
   triage within 1h
+  retain 30d
 }
[1]
% What does not parse is mended where that is certain, else left alone.
$ printf 'team ops {\n  contact "ops@acme.example"\n' >broken.weir
$ weir check --fix broken.weir
error[language/syntax]: expected "}", found the end of the file
 --> broken.weir:3:1
  |
3 |
  | ^
  |
  = help: the "{" of line 1 is not closed

1 error in 1 file
no fix to apply
[1]
$ cat broken.weir
team ops {
  contact "ops@acme.example"
% Exports are only checked.
$ echo '{"States": {"A": {"Type": "Pass", "End": true}}, "StartAt": "A"}' >machine.json
$ weir check --fix machine.json
error: only .weir files can be mended
[2]
% A range becomes the version of weir.lock, else the newest that suits.
$ cat >range/a.weir
use till@1.0.0

connector till@1.0.0 {
  system "Till" erp
  base   setting TILL_URL
  auth   none
}

connector till@1.1.0 {
  system "Till" erp
  base   setting TILL_URL
  auth   none
}
EOF
$ cat >range/weir.yaml
weir: 1
EOF
$ cd range && weir lock && sed -i 's/use till@.*/use till@^1/' a.weir && sed -i '/till@1.1/d' weir.lock && weir check --fix --select versions/unpinned-connector
new     till@1.0.0
new     till@1.1.0
no findings in 1 file
1 fix applied to 1 file
$ head -n 1 range/a.weir
use till@1.0.0
$ cd range && rm weir.lock && sed -i 's/use till@.*/use till@^1/' a.weir && weir check --diff --select versions
--- a/a.weir
+++ b/a.weir
@@ -1,4 +1,4 @@
-use till@^1
+use till@1.1.0
 
 connector till@1.0.0 {
   system "Till" erp
1 fix would change 1 file
[1]

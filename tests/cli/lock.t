% weir.lock pins what the estate uses.
$ weir init shop >/dev/null
$ weir lock --check shop
there is no weir.lock: "weir lock" writes it
[1]
$ weir lock shop
new     shop_files@1.0.0
$ sed 's/[0-9a-f]\{64\}/DIGEST/' shop/weir.lock
# Written by "weir lock". Keep it under version control.
weir: 1
connectors:
  "shop_files@1.0.0": "sha256:DIGEST"
programs: {}
$ weir lock --check shop
$ weir lock shop
$ cd shop && weir check
no findings in 2 files, 1 flow
% A connector that changed is named, and a finding.
$ sed -i 's|quantity: int$|quantity: int\n    note: string?|' shop/flows/shop_files.weir && weir lock --check shop
changed shop_files@1.0.0
[1]
$ cd shop && weir check
error[versions/lock-mismatch]: connector "shop_files@1.0.0" is not the one in weir.lock
 --> flows/orders.weir:1:15
  |
1 | use shop_files@1.0.0 as shop
  |               ^^^^^^
  |
  = help: look at what has changed, then run: weir lock

1 error in 2 files, 1 flow
[1]
$ weir lock shop
changed shop_files@1.0.0
$ cd shop && weir check
no findings in 2 files, 1 flow
% A wrong lock file is no finding: it could not run.
$ cat >shop/weir.lock
weir: 1
connectors: { shop_files@1.0.0: "sha256:0" }
EOF
$ weir lock --check shop
error: expected "sha256:" and 64 hexadecimal digits
 --> shop/weir.lock:2:33
  |
2 | connectors: { shop_files@1.0.0: "sha256:0" }
  |                                 ^^^^^^^^^^
[2]
$ weir check shop
error: expected "sha256:" and 64 hexadecimal digits
 --> shop/weir.lock:2:33
  |
2 | connectors: { shop_files@1.0.0: "sha256:0" }
  |                                 ^^^^^^^^^^
[2]

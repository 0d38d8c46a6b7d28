% A new project checks clean at once, and nothing is overwritten.
$ weir init shop
shop/README.md
shop/fixtures/orders.json
shop/flows/orders.weir
shop/flows/shop_files.weir
shop/inbox/orders.ndjson
shop/.gitignore
shop/weir.yaml

next: cd shop && weir check
$ cd shop && weir check
no findings in 2 files, 1 flow
$ cd shop && weir fmt --check
$ cat shop/.gitignore
/build/
/.state/
/outbox/
$ weir init shop
error: "shop/README.md" is there already
  = help: give a new folder: weir init my-flows
[2]
$ mkdir here && cd here && weir init | tail -n 2

next: weir check
$ cd here && weir init
error: "./README.md" is there already
  = help: give a new folder: weir init my-flows
[2]
$ weir init a b
error: "weir init" does not take "b"
  = help: usage: weir init [OPTION...] [FOLDER]
[2]
$ weir init /proc/nowhere
error: cannot make the folder "/proc/nowhere": no such file or directory
[2]

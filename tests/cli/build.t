% build writes manifests, C and the program; a second build changes nothing.
$ weir init shop >/dev/null && weir build shop
shop/build: 1 flow, 8 files changed
$ weir build shop
shop/build: 1 flow, 0 files changed
$ cd shop/build && ls -1 . flows
.:
estate.c
estate.h
estate.manifest.json
estate.manifest.yaml
estate.o
flows
objects
runner
tests.c
tests.o

flows:
paid_orders.c
paid_orders.manifest.json
paid_orders.manifest.yaml
paid_orders.o
$ weir build --emit manifest -o out shop
out: 1 flow, 4 files changed
$ weir build --emit pdf shop
error: --emit takes manifest and c, not "pdf"
[2]
$ WEIR_CC=no-such-compiler weir build -o other shop
error: cannot run the C compiler "no-such-compiler": no such file or directory
  = help: install gcc, or say another with WEIR_CC=clang
[2]
% What a flow is refused for is printed, and nothing is built.
$ sed -i 's/^  on error.*//' shop/flows/orders.weir && weir build -o none shop >/dev/null 2>&1
[1]
$ ls none
ls: cannot access 'none': No such file or directory
[2]

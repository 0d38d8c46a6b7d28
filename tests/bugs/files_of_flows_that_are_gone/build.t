% What a build had written of a flow stayed when the flow was gone.
$ weir init shop >/dev/null && cd shop && mkdir -p build/flows && echo mine >build/flows/mine.txt && weir build
./build: 1 flow, 8 files changed
$ cd shop && sed -i 's/paid_orders/other/' flows/orders.weir && weir build --emit manifest && ls build/flows
./build: 1 flow, 4 files changed, 2 removed
mine.txt
other.manifest.json
other.manifest.yaml
paid_orders.c
paid_orders.o
$ cd shop && weir run --once 2>/dev/null; ls build/flows
mine.txt
other.c
other.manifest.json
other.manifest.yaml
other.o
$ cd shop && weir build
./build: 1 flow, 0 files changed
$ cd shop && sed -i 's/other/third/' flows/orders.weir && weir build && ls build/flows
./build: 1 flow, 8 files changed, 3 removed
mine.txt
third.c
third.manifest.json
third.manifest.yaml
third.o
% A list that names other files removes none of them.
$ cd shop && printf '../weir.yaml\nflows/../../flows/orders.weir\n/x.c\nflows/x/y.c\nflows/mine.txt\nrunner\n' >>build/.weir-files && mkdir build/flows/x && touch build/flows/x/y.c && weir build && ls -1 weir.yaml flows build/flows/mine.txt build/flows/x build/runner && cat build/.weir-files
./build: 1 flow, 0 files changed
build/flows/mine.txt
build/runner
weir.yaml

build/flows/x:
y.c

flows:
orders.weir
shop_files.weir
estate.c
estate.h
estate.manifest.json
estate.manifest.yaml
flows/third.c
flows/third.manifest.json
flows/third.manifest.yaml
tests.c

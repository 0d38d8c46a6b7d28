% The folder of the project, and that of weir, were in the objects and in the
% runner, so no two builds were the same. What sanitizers put in names folders.
$ weir init a/shop >/dev/null && mkdir -p b/deeper && cp -R a/shop b/deeper/ && (cd a/shop && weir build) && (cd b/deeper/shop && weir build)
./build: 1 flow, 8 files changed
./build: 1 flow, 8 files changed
$ sh sanitized.sh || diff -r a/shop b/deeper/shop
$ weir build a/shop -o "$PWD/out" >/dev/null; sh sanitized.sh || diff -r -x objects a/shop/build out
$ sh sanitized.sh || ! grep -rlF "$PWD" a
$ sh sanitized.sh || ! grep -rlF "$(cd "$(dirname "$(command -v weir)")/../.." && pwd)" a
$ cd a/shop && weir build -o "$PWD/../x=y" >/dev/null && ls ../x=y/runner
../x=y/runner

% What is not known is refused with the nearest name, exit status 2.
$ weir versoin
error: there is no command "versoin"
  = help: did you mean "weir version"?
[2]
$ weir >/dev/null
[2]
$ weir help | head -n 3
Weir checks, compiles and runs integration flows.

usage: weir COMMAND [OPTION...] [PATH...]
$ weir --version | sed 's/[0-9.]*$/X/'
weir X
manifest weir.dev/manifest/vX
$ weir version now
error: "weir version" does not take "now"
  = help: usage: weir version [OPTION...]
[2]
$ weir version --hlep
error: "weir version" has no option "--hlep"
  = help: did you mean "--help"?
[2]
$ weir version --help
usage: weir version [OPTION...]

the version of weir

options:
  -h, --help                   print this text
$ weir help version
usage: weir version [OPTION...]

the version of weir

options:
  -h, --help                   print this text
$ weir nothing-like-it
error: there is no command "nothing-like-it"
  = help: "weir help" lists the commands
[2]
$ weir version >/dev/full
error: cannot write "standard output": no space left on device
[2]

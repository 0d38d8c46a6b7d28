% A limit was not told, or there was none.
$ printf 'fn %0300d(x: int) -> int = x\n' 0 | sed 's/0/a/g' >long.weir; weir check long.weir | head -1
error[language/syntax]: a name has at most 200 bytes
$ printf 'fn `%0300d`(x: int) -> int = x\n' 0 >quoted.weir; weir check quoted.weir | head -1
error[language/syntax]: a name has at most 200 bytes
$ printf 'fn a(x: int) -> int = %020000dx\n' 0 | sed 's/0/-/g' >deep.weir; weir check deep.weir | head -1
error[language/syntax]: this is nested too deep, at most 10000 parts may be open
$ seq 300 | sed 's/.*/fn a&(x: int) -> int = unknown_&/' >many.weir; weir check many.weir | tail -8

error[language/unknown-name]: more than 100 mistakes in this file, the others are not told
   --> many.weir:101:26
    |
101 | fn a101(x: int) -> int = unknown_101
    |                          ^^^^^^^^^^^

101 errors in 1 file

#!/bin/sh
# What the guide forbids and a word gives away: calls that overrun, memory
# outside the arenas, variables that keep state, unfinished work, and messages
# that shout or end in a full stop.
files=$(git ls-files '*.c' '*.h' '*.y' '*.l')

grep -nE '(^|[^_a-z])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets)[ ]*\(' \
    $files | sed 's/$/   <- a call that is banned/'
# shellcheck disable=SC2046
grep -nE '(^|[^_a-z])(malloc|calloc|realloc|free)[ ]*\(' $(echo "$files" |
    grep -vE '^(compiler/base|stdlib/value|stdlib/runtime|tests)/') |
    sed 's/$/   <- memory comes from an arena/'
grep -nE '(^|[^A-Za-z])(TODO|FIXME|HACK)([^A-Za-z]|$)' $files |
    sed 's/$/   <- unfinished/'

# A static that is neither const nor a function; a variable at file level.
awk '
FNR == 1 { depth = 0; text = "" }
/^[ \t]*static / && !/\(/ && !/const/ && /[;=\[]/ {
    print FILENAME ":" FNR ": " $0 "   <- a mutable static" }
/^[a-z][a-z0-9_ ]* \**[a-z_0-9]+(\[[^]]*\])?( = .*|;)$/ &&
    !/^(static|extern|typedef|return|goto|const|struct [a-z_0-9]+;|enum [a-z_0-9]+;|union [a-z_0-9]+;)/ &&
    !/const / { print FILENAME ":" FNR ": " $0 "   <- a variable of the file" }
' $(echo "$files" | grep '\.[ch]$')

# The literals of one call, joined; the format is the first with a blank in it.
awk '
function finish() {
    s = call
    gsub(/"[ \t]+"/, "", s)
    while (match(s, /"([^"\\]|\\.)*"/)) {
        text = substr(s, RSTART + 1, RLENGTH - 2)
        s = substr(s, RSTART + RLENGTH)
        if (text !~ / /) continue
        if (text ~ /[^.]\.$/)
            print place ": " text "   <- ends in a full stop"
        if (text ~ /^[A-Z][a-z]+ /)
            print place ": " text "   <- starts with a capital"
        break
    }
    call = ""
}
FNR == 1 { call = "" }
/(diag_add|diag_note|diag_help|lint_report|lint_unknown|lint_note|lint_help|check_report|cli_cannot|cli_help)\(/ &&
    !/^[a-z]/ { call = " "; place = FILENAME ":" FNR }
call != "" { sub(/^[ \t]+/, ""); call = call " " $0; if (/;[ \t]*$/) finish() }
' $(echo "$files" | grep '\.c$')

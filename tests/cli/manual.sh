# manual.sh - each command's line and options, as --help prints them, are in
# its section of weir.1, each variable in ENVIRONMENT. Source it, then
# check_manual.
manual=compiler/cli/weir.1

# The lines of a section, without fonts and escapes.
manual_section() {
    awk -v head="$1" '
        { gsub(/\\f[BIR]/, ""); gsub(/\\-/, "-"); gsub(/\\e/, "\\") }
        /^\.S[SH] / { on = index($0, head) == 1 }
        on' "$manual"
}

# "-o, --output DIR" for each option of a command.
manual_options() {
    "$B/weir" "$1" --help |
        sed -n -e 's/^  \(-[a-z], --[^ ]*\( [^ ]\{1,\}\)\{0,1\}\).*/\1/p' \
            -e 's/^      \(--[^ ]*\( [^ ]\{1,\}\)\{0,1\}\).*/\1/p' |
        grep -v -e --help
}

manual_has() { # SECTION LINE
    if manual_section "$1" | grep -qxF -e "$2"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$manual: \"$2\" was expected below $1"
    fi
}

check_manual() {
    for name in $("$B/weir" help | sed -n 's/^  \([a-z]\{1,\}\)  .*/\1/p'); do
        usage=$("$B/weir" "$name" --help | sed -n 's/^usage: //p')
        manual_has ".SS \"weir $name " ".SS \"$usage\""
        while read -r option; do
            [ -z "$option" ] || manual_has ".SS \"weir $name " "$option"
        done <<END
$(manual_options "$name")
END
    done
    for name in $(grep -rho 'getenv("[A-Z_]*")' compiler stdlib/runtime |
        cut -d '"' -f 2 | sort -u); do
        case $name in
        USER | TERM) ;;
        *) manual_has ".SH ENVIRONMENT" ".B $name" ;;
        esac
    done
    if man --version >/dev/null 2>&1 &&
        [ -n "$(man --warnings -l "$manual" 2>&1 >/dev/null)" ]; then
        failed=$((failed + 1))
        man --warnings -l "$manual" 2>&1 >/dev/null
    fi
}

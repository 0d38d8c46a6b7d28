# session.sh - plays sessions, for the areas that have some: a file `.t` with lines
# "$ COMMAND", then exactly what it prints (standard output, then standard
# error), then "[STATUS]" unless it is 0. Lines that start with "% " say what it
# is about. "$ cat >FILE" takes the lines up to "EOF" as the file. Source it, then
# play_sessions FILE...: each runs in a new folder, which holds what else is in
# the file's own folder when `copies` is set. With BLESS=1 they are written anew.
bin=$(pwd)/$B
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
PATH=$bin:$PATH
export PATH NO_COLOR=1
unset WEIR_ENV WEIR_STATE 2>/dev/null
passed=0 failed=0

run_session() {
    home=$tmp/home
    rm -rf "$home"
    mkdir "$home"
    [ -z "${copies:-}" ] || cp -R "$(dirname "$1")/." "$home"
    (
        cd "$home" || exit 1
        taking="" file=""
        while IFS= read -r line || [ -n "$line" ]; do
            if [ -n "$taking" ]; then
                printf '%s\n' "$line"
                if [ "$line" = EOF ]; then
                    taking=""
                else
                    printf '%s\n' "$line" >>"$file"
                fi
                continue
            fi
            case $line in
            '$ cat >'*)
                printf '%s\n' "$line"
                file=${line#'$ cat >'}
                mkdir -p "$(dirname "$file")"
                : >"$file"
                taking=1
                ;;
            '$ '*)
                printf '%s\n' "$line"
                sh -c "${line#'$ '}" </dev/null >"$tmp/out" 2>"$tmp/err"
                status=$?
                cat "$tmp/out" "$tmp/err"
                [ "$status" = 0 ] || echo "[$status]"
                ;;
            '% '*)
                printf '%s\n' "$line"
                ;;
            *) ;; # what was printed when the session was written
            esac
        done
    ) <"$1"
}

play_sessions() {
    for session; do
        run_session "$session" >"$tmp/got" 2>&1
        if cmp -s "$session" "$tmp/got"; then
            passed=$((passed + 1))
            continue
        fi
        if [ -n "${BLESS:-}" ]; then
            cp "$tmp/got" "$session"
            continue
        fi
        failed=$((failed + 1))
        echo "$session:"
        diff "$session" "$tmp/got" | head -n 30
    done
}

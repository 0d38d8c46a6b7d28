#!/bin/sh
# Each tests/cli/*.t is a session: a line "$ COMMAND", then exactly what it
# prints (standard output, then standard error), then "[STATUS]" unless it is
# 0. It runs in a new folder with `weir` in the PATH. Lines that start with "% "
# say what it is about. "$ cat >FILE" takes the lines up to "EOF" as the file.
# With BLESS=1 the sessions are written anew.
set -u
top=$(pwd)
bin=$top/$B
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
PATH=$bin:$PATH
export PATH NO_COLOR=1
unset WEIR_ENV WEIR_STATE 2>/dev/null

run_session() {
    home=$tmp/home
    rm -rf "$home"
    mkdir "$home"
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

passed=0 failed=0
for session in tests/cli/*.t; do
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
echo "cli: $passed passed, $failed failed"
[ "$failed" = 0 ]

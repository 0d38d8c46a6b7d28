# fixes.sh - every fix of a bad fixture is tried: the flow compiles after it,
# the finding is gone, no rule has more findings than before, a second run
# changes nothing, and no comment is lost but one that went with its step or
# item. A fix.weir is mended as a whole and compared with fix.weir.fixed.
# Source it, then check_fixes.

fix_run() { # FOLDER OPTION...
    folder=$1
    shift
    "$B/weir" check --today 2026-01-01 --fail-on never "$@" "$folder"
}

# Findings of FILE by rule: "2 retries/no-timeout".
fix_counts() {
    jq -r '.findings[].rule' "$1" | sort | uniq -c | awk '{ print $2, $1 }'
}

# A rule that has more findings in AFTER than in BEFORE.
fix_gained() {
    fix_counts "$1" >"$work/before.counts"
    fix_counts "$2" >"$work/after.counts"
    awk 'NR == FNR { n[$1] = $2; next } $2 > n[$1] { print $1 }' \
        "$work/before.counts" "$work/after.counts"
}

# Comments that are gone though their line was not removed.
fix_lost_comments() { # BEFORE AFTER
    diff "$1" "$2" | awk '
        /^[0-9,]*c/ { change = 1 } /^[0-9,]*[ad]/ { change = 0 }
        change && /^< .*\/\// { sub(/.*\/\//, ""); was[++n] = $0 }
        change && /^> / { all = all "\n" $0 }
        END { for (i = 1; i <= n; i++) if (!index(all, was[i])) print was[i] }'
}

fix_case() { # FOLDER RULE OPTION
    dir=$1 id=$2 option=$3
    mine="[.findings[] | select(.rule == \"$id\" and .fix != null)]"
    fix_run "$dir" --format json >"$work/before.json" 2>"$work/err.txt"
    [ "$option" = --fix ] && safe=' and .fix.safety == "safe"' || safe=""
    n=$(jq "[$mine[] | select(true$safe)] | length" "$work/before.json")
    [ "${n:-0}" = 0 ] && return
    cp "$dir/case.weir" "$work/before.weir"
    # What a step that is removed used is not used any more.
    [ "$id" = structure/unreachable-step ] && asked=$id,structure/unused-item ||
        asked=$id
    fix_run "$dir" $option --select "$asked" >"$work/out.txt" 2>"$work/err.txt"
    fix_run "$dir" --format json >"$work/after.json" 2>>"$work/err.txt"
    left=$(jq "[$mine[] | select(true$safe)] | length" "$work/after.json")
    bad=""
    [ "$left" = 0 ] || bad="$left of $n findings stay"
    # A comment behind a step that is taken out goes with it.
    case $id in
    volume/filter-after-fetch | structure/*) lost="" ;;
    *) lost=$(fix_lost_comments "$work/before.weir" "$dir/case.weir") ;;
    esac
    [ -z "$lost" ] || bad="$bad; lost a comment: $lost"
    compiled=$(jq '[.findings[].rule | select(startswith("language/"))] |
        length' "$work/after.json")
    [ "$compiled" = 0 ] || bad="$bad; does not compile"
    # Rules say nothing about what does not compile.
    case $id in
    mapping/null-into-required | mapping/unknown-field | versions/unpinned-*)
        gained=""
        ;;
    *) gained=$(fix_gained "$work/before.json" "$work/after.json") ;;
    esac
    [ -z "$gained" ] || bad="$bad; brings $gained"
    cp "$dir/case.weir" "$work/once.weir"
    fix_run "$dir" $option --select "$asked" >/dev/null 2>&1
    cmp -s "$dir/case.weir" "$work/once.weir" || bad="$bad; changes again"
    if [ -n "$bad" ]; then
        echo "$dir: fix of $id: $bad"
        grep 'no fix' "$work/err.txt"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

# A whole text with its fixes, to be looked at.
fix_golden() { # FILE
    path=${1#tests/lint/}
    id=$(echo "${path%/*}" | tr _ -)
    dir=$work/fixed/${path%.weir}
    project "$dir" "$1"
    option=--fix
    grep -q '^// unsafe' "$1" && option=--unsafe-fixes
    fix_run "$dir" $option --select "$id" >/dev/null 2>"$work/err.txt"
    if diff -u "$1.fixed" "$dir/case.weir"; then
        passed=$((passed + 1))
    else
        cat "$work/err.txt"
        failed=$((failed + 1))
    fi
}

check_fixes() {
    for file in tests/lint/*/*/bad*.weir; do
        path=${file#tests/lint/}
        id=$(echo "${path%/*}" | tr _ -)
        for option in --fix --unsafe-fixes; do
            project "$work/fixes/${path%.weir}$option" "$file"
            fix_case "$work/fixes/${path%.weir}$option" "$id" $option
        done
    done
    for file in tests/lint/*/*/fix*.weir; do
        [ -e "$file" ] || continue
        fix_golden "$file"
    done
}

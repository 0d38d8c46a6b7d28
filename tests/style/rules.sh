#!/bin/sh
# Every lint rule has a page with all headings in order, examples on it, a bad
# and a good fixture, and no state; every page and fixture folder has a rule.
want="## Why
## Wrong
## Right
## How to mend
## When to waive
## Level
## Source"
for c in lint/rules/*/*.c; do
    [ -e "$c" ] || continue
    path=${c#lint/rules/}
    path=${path%.c}
    page=lint/rules/$path.md
    id=$(echo "$path" | tr _ -)
    grep -q "^const struct lint_rule lint_rule_${path#*/} = {" "$c" ||
        echo "$c: does not define lint_rule_${path#*/}"
    grep -nE '^(static )?(struct|union|bool|char|int|unsigned|size_t|u?int[0-9]+_t|str|span|[a-z]+_id) [^(]*(=|;)' "$c" |
        sed "s|^|$c: mutable state: |"
    if [ ! -e "$page" ]; then
        echo "$c: has no page $page"
    else
        [ "$(head -n 1 "$page")" = "# $id" ] ||
            echo "$page: the first line is not '# $id'"
        [ "$(grep '^## ' "$page")" = "$want" ] ||
            echo "$page: headings are not Why, Wrong, Right, How to mend," \
                "When to waive, Level, Source"
        for part in Wrong Right; do
            awk -v part="## $part" '/^## /{on = $0 == part}
                on && /^```(weir|yaml)$/{found = 1} END{exit !found}' "$page" ||
                echo "$page: no weir or yaml block under $part"
        done
        sed -n 3p "$page" | grep -q . || echo "$page: says nothing on line 3"
    fi
    for kind in bad good; do
        ls -d "tests/lint/$path/$kind"* >/dev/null 2>&1 ||
            echo "$c: no fixture tests/lint/$path/$kind.weir"
    done
done
for page in lint/rules/*/*.md; do
    [ -e "${page%.md}.c" ] || echo "$page: a page without a rule"
done
for dir in tests/lint/*/*/; do
    [ -e "$dir" ] || continue
    path=${dir#tests/lint/}
    [ -e "lint/rules/${path%/}.c" ] || echo "$dir: fixtures without a rule"
done

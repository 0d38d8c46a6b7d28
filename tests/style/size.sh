#!/bin/sh
# Functions of at most 60 lines (120 when the comment above says "flat
# switch"), files of at most 600, lines of at most 80 columns. The brace style
# puts the braces of a function in column one.
git ls-files '*.c' '*.h' | xargs awk '
FNR == 1 { if (last > 600) print file ": " last " lines, at most 600"
           start = 0; flat = 0; file = FILENAME }
{ last = FNR }
{ line = $0; gsub(/[\200-\277]/, "", line)
  if (length(line) > 80)
      print FILENAME ":" FNR ": " length(line) " columns, at most 80" }
/^$/ { if (!start) flat = 0 }
/[Ff]lat switch/ { if (!start) flat = 1 }
/^\{/ { start = FNR }
/^\}/ { if (start) {
            n = FNR - start - 1
            if (n > (flat ? 120 : 60))
                print FILENAME ":" start ": a function of " n " lines, at most " \
                    (flat ? 120 : 60)
        }
        start = 0; flat = 0 }
END { if (last > 600) print file ": " last " lines, at most 600" }
'

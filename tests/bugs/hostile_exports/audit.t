% A number of more digits than an integer has overflowed; names of any length
% stood whole in every message; limits were named without their number.
$ echo '{"StartAt":"a","States":{"a":{"Type":"Task","Resource":"x","TimeoutSeconds":123456789012345678901234567890,"End":true}}}' >digits.json && weir audit digits.json --select import
1 file: 1 read, 0 of no known platform, 0 broken
no findings in 1 file, 1 flow
$ printf '{"name":"%0300d","connections":{},"nodes":[],"settings":{}}' 7 >long.json && weir audit long.json --select ownership/no-owner | grep -c '^unknown.\{1,300\}$'
1
$ printf '%02000d' 0 | sed 's/0/[/g' >deep.json && weir audit deep.json | head -1
error[import/unreadable]: nested deeper than 1000
$ printf 'a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n' >bomb.yaml && weir audit bomb.yaml | head -1
error[import/unreadable]: more than 4000000 values, aliases written out

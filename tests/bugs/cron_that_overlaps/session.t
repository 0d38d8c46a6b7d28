% A cron line without "no overlap" was not judged by its shortest interval.
$ weir check notes.weir --select volume/overlapping-runs
warning[volume/overlapping-runs]: flow "copy" runs again after 1m, but step "read notes.notes#1" alone may take 8m10s
  --> notes.weir:14:8
   |
14 |   cron "* * * * *" in "UTC"
   |        ^^^^^^^^^^^
   |
   = help: cron "* * * * *" in "UTC" no overlap

1 warning in 1 file, 1 flow

% A database is there before a flow runs, or the flow does not start.
$ DB=rwos.db WEIR_STATE=state weir run rows.weir --once
error: expected an SQLite database at "rwos.db": unable to open database file; it is made, with its tables, before a flow runs
[2]
$ ls *.db
ls: cannot access '*.db': No such file or directory
[2]

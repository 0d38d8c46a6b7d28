# A run is killed at every system call it makes, one after the other.
.PHONY: kill
kill: all $(B)/tests/peer/peer ## kill a run at each of its system calls
	@LC_ALL=C.UTF-8 TZ=UTC python3 -B tests/kill/kill.py $(B) all

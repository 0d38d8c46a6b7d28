# A run is killed at every system call it makes, one after the other.
.PHONY: kill
kill: all $(B)/tests/peer/peer $(B)/tests/kill/power.so ## kill a run at each of its system calls
	@LC_ALL=C.UTF-8 TZ=UTC python3 -B tests/kill/kill.py $(B) all

# Preloaded: keeps of each file what was synced.
$(B)/tests/kill/power.so: tests/kill/power.c
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CC) -std=c11 $(WARN) -O1 -shared -fPIC -o $@ $< -ldl

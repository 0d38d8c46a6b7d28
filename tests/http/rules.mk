# Preloaded: a clock that runs faster.
$(B)/tests/http/fast.so: tests/http/fast.c
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CC) -std=c11 $(WARN) -O1 -shared -fPIC -o $@ $<

# Preloaded: a clock that runs faster; another net.
$(B)/tests/http/fast.so $(B)/tests/http/net.so: $(B)/%.so: %.c
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)$(CC) -std=c11 $(WARN) -O1 -shared -fPIC -o $@ $<

# The peer is one program of all the files here; no weir code is linked but the
# texts and arenas below everything.
PEER := $(wildcard tests/peer/*.c)
$(B)/tests/peer/peer: $(call obj,$(PEER)) $(B)/libfront.a $(B)/libweir.a
	@echo "  LD    $@"
	$(Q)$(CC) $(MODEFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

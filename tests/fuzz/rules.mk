# tests/fuzz/fuzz_<entry>.c is a fuzz target. `make check-fuzz` replays
# tests/fuzz/corpus/<entry>; `make fuzz FUZZ_TARGET=<entry> FUZZ_TIME=60` looks
# for more with libFuzzer, and leaves its finds in build/.
FUZZ_TARGET ?= tree
FUZZ_TIME   ?= 60
FUZZERS     := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard \
                 tests/fuzz/fuzz_*.c))
FUZZ_FLAGS  := -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

.PHONY: replayers fuzz
replayers: $(FUZZERS:%=$(B)/tests/fuzz/replay_%)

$(FUZZERS:%=$(B)/tests/fuzz/replay_%): $(B)/tests/fuzz/replay_%: \
		$(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o \
		$(B)/libfront.a $(B)/libweir.a
	@echo "  LD    $@"
	$(Q)$(CC) $(MODEFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(FUZZERS:%=$(B)/tests/fuzz/search_%): $(B)/tests/fuzz/search_%: \
		$(B)/tests/fuzz/fuzz_%.o $(B)/libfront.a $(B)/libweir.a
	@echo "  LD    $@"
	$(Q)$(CC) $(MODEFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

fuzz: ## FUZZ_TARGET, FUZZ_TIME: look for inputs that break a reader
	$(MAKE) CC=clang MODE=asan B=build/fuzz CFLAGS="$(FUZZ_FLAGS) \
		-fsanitize=fuzzer-no-link" LDFLAGS="$(FUZZ_FLAGS)" \
		build/fuzz/tests/fuzz/search_$(FUZZ_TARGET)
	mkdir -p build/fuzz/corpus/$(FUZZ_TARGET) build/fuzz/finds
	build/fuzz/tests/fuzz/search_$(FUZZ_TARGET) \
		-max_total_time=$(FUZZ_TIME) -timeout=10 \
		-artifact_prefix=build/fuzz/finds/ \
		build/fuzz/corpus/$(FUZZ_TARGET) tests/fuzz/corpus/$(FUZZ_TARGET)

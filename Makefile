# Weir. `make help` lists the targets. Nothing is written outside build/.
# A mode is a folder (build/debug, build/release, build/asan), so modes never
# mix and need no `clean` between them. A file is in the build because of the
# folder it is in: adding one edits no list.
MODE    ?= debug
B       := build/$(MODE)
G       := build/gen

# An archive of `make dist` has the scanner and the parser in it.
SHIPPED  := $(wildcard $(G)/shipped)
PACKAGES := gcc libc6-dev make pkg-config $(if $(SHIPPED),,flex bison) \
            libyaml-dev libjansson-dev libcurl4-openssl-dev libsqlite3-dev \
            libssl-dev libpcre2-dev libunistring-dev libxxhash-dev tzdata \
            ca-certificates
# What is more than a build needs more.
ifneq (,$(filter-out all install,$(or $(MAKECMDGOALS),all)))
PACKAGES += clang clang-format git check libsubunit-dev graphviz \
            python3-jsonschema python3-yaml jq strace sqlite3 patch \
            cmark-gfm libxml2-utils
endif

# Packages come first: what they say of themselves is asked for below. They are
# installed by apt, as root or through sudo, when one is missing.
ifneq (,$(filter-out help clean format dist,$(or $(MAKECMDGOALS),all)))
ifneq (,$(shell tests/tools/setup.sh $(PACKAGES) 1>&2 || echo failed))
$(error the packages could not be installed)
endif
endif

STD     := -std=c11 -D_POSIX_C_SOURCE=200809L
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wold-style-definition -Wpointer-arith \
           -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef -Wvla \
           -Wswitch-enum -Wnull-dereference -Wdouble-promotion
GENWARN := -Wno-conversion -Wno-sign-conversion -Wno-switch-enum \
           -Wno-null-dereference -Wno-missing-prototypes -Wno-switch-default
# The linker sees a program at once; clang would need a linker of its own.
LTO          := -flto=auto -flto-partition=one -ffat-lto-objects
MODE_debug   := -Og -g -Werror
MODE_release := -O2 -g -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
                $(if $(findstring clang,$(CC)),,$(LTO))
MODE_asan    := -O1 -g -fsanitize=address,undefined \
                -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_tsan    := -O1 -g -fsanitize=thread
MODE_cov     := -O0 -g --coverage
MODEFLAGS    := $(or $(MODE_$(MODE)),$(error unknown MODE '$(MODE)'))

PKGS       := yaml-0.1 jansson libcurl sqlite3 libcrypto libpcre2-8 libxxhash
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
RUN_LIBS   := $(shell pkg-config --libs libcurl sqlite3 libcrypto libpcre2-8 \
                libxxhash 2>/dev/null) -lunistring -lpthread -lm
LIBS       := $(shell pkg-config --libs yaml-0.1 jansson 2>/dev/null) \
              $(RUN_LIBS)
CHECK_LIBS  = $(shell pkg-config --libs check 2>/dev/null)

# Where the tree stands is in nothing that is built: the compiler asks PWD.
ifneq ($(MODE),cov)
IN_HERE := PWD=/proc/self/cwd
NOWHERE := -ffile-prefix-map=/proc/self/cwd=.
endif
ALL_CFLAGS = $(STD) $(WARN) $(MODEFLAGS) $(NOWHERE) -MMD -MP -I. -I$(G) \
             $(PKG_CFLAGS) $(CFLAGS)
Q          = $(if $(V),,@)

VALUE   := $(wildcard stdlib/value/*.c)
RUNTIME := $(wildcard stdlib/runtime/*.c stdlib/runtime/*/*.c)
RULES   := $(sort $(wildcard lint/rules/*/*.c))
FRONT   := $(filter-out compiler/cli/main.c,$(wildcard grammar/*.c compiler/*/*.c \
             compiler/*/*/*.c lint/*.c)) $(RULES)
CLI     := $(wildcard compiler/cli/*.c compiler/cli/cmd/*.c)
UNIT    := $(wildcard tests/unit/*.c)
GOLDEN  := $(wildcard tests/golden/*.c)
SCANNER := $(if $(wildcard grammar/weir.l),$(G)/weir.lex.o $(G)/weir.tab.o \
             $(G)/weir.fast.o)

obj      = $(patsubst %.c,$(B)/%.o,$(1))
VALUE_O   := $(call obj,$(VALUE))
RUNTIME_O := $(call obj,$(RUNTIME))
FRONT_O   := $(call obj,$(FRONT)) $(SCANNER:$(G)/%.o=$(B)/gen/%.o)
EMBED_O   := $(B)/gen/embedded.o

GENERATED := $(G)/lint_rules.def $(G)/commands.def $(G)/unit_tests.def \
             $(G)/import_formats.def \
             $(if $(SCANNER),$(G)/weir.tab.h $(G)/weir.lex.h)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all check check-all bench demo setup bless fuzz install format help \
        dist new-rule clean FORCE

all: $(B)/libweir.a $(B)/libweir.a.flags $(if $(CLI),$(B)/weir) ## build weir and libweir

help: ## print this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' \
		Makefile

setup: ## install the packages that are needed

# --- objects ------------------------------------------------------------
$(B)/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(IN_HERE) $(CC) $(ALL_CFLAGS) -c -o $@ $<

$(B)/gen/%.o: $(G)/%.c | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(IN_HERE) $(CC) $(ALL_CFLAGS) $(GENWARN) -c -o $@ $<

$(G)/%.tab.c $(G)/%.tab.h &: grammar/%.y
	@mkdir -p $(G)
	@echo "  BISON $<"
	$(Q)bison -Werror -Wcounterexamples --header=$(G)/$*.tab.h \
		-o $(G)/$*.tab.c $<

# The same parser without LAC, which a text without mistakes has no use for.
$(G)/%.fast.c: grammar/%.y
	@mkdir -p $(G)
	@echo "  BISON $< without LAC"
	$(Q)bison -Werror -Fparse.lac=none -o $@ $<
$(B)/gen/%.fast.o: GENWARN += -Dweir_parse=weir_parse_fast \
                              -Dweir_token_text=weir_token_text_fast

# A scanner that backs up is slow where nobody looks: the build fails.
$(G)/%.lex.c $(G)/%.lex.h &: grammar/%.l
	@mkdir -p $(G)
	@echo "  FLEX  $<"
	$(Q)flex -b --backup-file=$(G)/$*.backup --header-file=$(G)/$*.lex.h \
		-o $(G)/$*.lex.c $<
	@grep -q 'No backing up' $(G)/$*.backup || { \
		echo "grammar/$*.l backs up, see $(G)/$*.backup"; exit 1; }

# --- lists that come from folders ---------------------------------------
# Two makes may write one at once: each has a file of its own.
write_list = { new=$@.$$$$; cat >$$new; \
             cmp -s $$new $@ && rm $$new || mv $$new $@; }

# lint/rules/<category>/<rule>.c becomes RULE(category, rule, "category/rule").
$(G)/lint_rules.def: $(RULES) FORCE
	@mkdir -p $(G)
	@printf '%s\n' $(RULES:lint/rules/%.c=%) | awk -F/ 'NF { id = $$0; \
		gsub("_", "-", id); printf "RULE(%s, %s, \"%s\")\n", $$1, $$2, \
		id }' | $(write_list)

# compiler/cli/cmd/<name>.c becomes COMMAND(name).
$(G)/commands.def: $(CLI) FORCE
	@mkdir -p $(G)
	@printf '%s\n' $(patsubst compiler/cli/cmd/%.c,%,$(filter \
		compiler/cli/cmd/%,$(CLI))) | awk 'NF { printf \
		"COMMAND(%s)\n", $$0 }' | $(write_list)

# compiler/import/formats/<name>.c becomes FORMAT(name).
$(G)/import_formats.def: $(FRONT) FORCE
	@mkdir -p $(G)
	@printf '%s\n' $(patsubst compiler/import/formats/%.c,%,$(filter \
		compiler/import/formats/%,$(sort $(FRONT)))) | awk 'NF { printf \
		"FORMAT(%s)\n", $$0 }' | $(write_list)

# tests/unit/test_<module>.c becomes UNIT(module).
$(G)/unit_tests.def: $(UNIT) FORCE
	@mkdir -p $(G)
	@printf '%s\n' $(patsubst tests/unit/test_%.c,%,$(filter \
		tests/unit/test_%,$(UNIT))) | awk 'NF { printf "UNIT(%s)\n", \
		$$0 }' | $(write_list)

# Pages of rules, connectors, the manifest's schema and the files of a new
# project are part of the program.
EMBEDDED := $(sort $(wildcard lint/rules/*/*.md stdlib/connectors/*/*.weir \
              compiler/emit/*.schema.json compiler/cli/start/*.* \
              compiler/cli/start/*/*.*))
$(G)/embedded.c: $(EMBEDDED) tests/tools/embed.sh Makefile
	@mkdir -p $(G)
	@echo "  EMBED $(words $(EMBEDDED)) files"
	$(Q)tests/tools/embed.sh $(EMBEDDED) > $@

# --- programs -----------------------------------------------------------
$(B)/libweir.a: $(VALUE_O) $(RUNTIME_O)
	@rm -f $@
	@echo "  AR    $@"
	$(Q)ar rcs $@ $^

# What a runner is linked with, one flag a line: `weir build` reads it.
$(B)/libweir.a.flags: Makefile
	@mkdir -p $(@D)
	@printf '%s\n' $(filter -fsanitize=% -fno-%,$(MODEFLAGS)) $(RUN_LIBS) > $@

$(B)/libfront.a: $(FRONT_O) $(EMBED_O)
	@rm -f $@
	@echo "  AR    $@"
	$(Q)ar rcs $@ $^

$(B)/weir: $(B)/compiler/cli/main.o $(B)/libfront.a $(B)/libweir.a
	@echo "  LD    $@"
	$(Q)$(IN_HERE) $(CC) $(MODEFLAGS) $(NOWHERE) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/unit: $(call obj,$(UNIT)) $(B)/libfront.a $(B)/libweir.a
	@echo "  LD    $@"
	$(Q)$(IN_HERE) $(CC) $(MODEFLAGS) $(NOWHERE) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(LIBS)

$(B)/golden: $(call obj,$(GOLDEN)) $(B)/libfront.a $(B)/libweir.a
	@echo "  LD    $@"
	$(Q)$(IN_HERE) $(CC) $(MODEFLAGS) $(NOWHERE) $(LDFLAGS) -o $@ $^ $(LIBS)

# A program of one file under tests/: tests/peer/x.c, tests/fuzz/x.c, ...
$(B)/tests/%: $(B)/tests/%.o $(B)/libfront.a $(B)/libweir.a
	@echo "  LD    $@"
	$(Q)$(IN_HERE) $(CC) $(MODEFLAGS) $(NOWHERE) $(LDFLAGS) -o $@ $^ $(LIBS)

# --- tests --------------------------------------------------------------
# tests/<area>/check.sh is a check; its last line is
# "<area>: N passed, N failed". `make check-<area>` runs one.
AREAS := $(patsubst tests/%/check.sh,%,$(wildcard tests/*/check.sh))

$(addprefix check-,$(AREAS)): check-%: all
	@MODE=$(MODE) B=$(B) tests/tools/area.sh $*

check: all ## run all tests
	@MODE=$(MODE) B=$(B) tests/tools/all.sh $(AREAS)

check-all: ## check in debug, asan and release, then with clang
	$(MAKE) check
	$(MAKE) check MODE=asan
	$(MAKE) check MODE=release
	$(MAKE) all B=build/clang CC=clang

-include $(wildcard tests/*/rules.mk)

bench: ## measure speed and memory, in release mode
	@$(MAKE) -s MODE=release all build/release/tests/bench/estate \
		build/release/tests/bench/orders build/release/tests/bench/json_bench
	@for section in tests/bench/*.sh; do B=build/release sh $$section; done

demo: all $(B)/tests/peer/peer ## watch orders go from a shop to an ERP
	@B=$(B) examples/demo.sh

format: ## clang-format in place
	clang-format -i $$(git ls-files '*.c' '*.h')

PREFIX ?= /usr/local
install: ## DESTDIR, PREFIX: weir, libweir.a, headers, weir.1
	@$(MAKE) --no-print-directory MODE=release B=build/release all
	@B=build/release DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" \
		tests/tools/install.sh

dist: ## a release archive that needs neither bison nor flex
	tests/tools/dist.sh

new-rule: ## NAME=category/rule: the skeleton of a lint rule
	@tests/tools/new-rule.sh $(NAME)

clean: ## remove build/
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)

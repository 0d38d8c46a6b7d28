# Writes the examples' expected outputs anew; read the difference before you
# commit it.
.PHONY: bless-examples
bless-examples: all $(B)/tests/peer/peer
	@LC_ALL=C.UTF-8 TZ=UTC python3 -B tests/examples/check.py $(B) --bless

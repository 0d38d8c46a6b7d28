-- The ledger that the settlement flow writes. Amounts are whole pence.
CREATE TABLE posting (
    id         TEXT PRIMARY KEY,
    settled_on TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('charge', 'refund', 'fee')),
    reference  TEXT NOT NULL,
    pence      INTEGER NOT NULL,
    currency   TEXT NOT NULL
) STRICT;

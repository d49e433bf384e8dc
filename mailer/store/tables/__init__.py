"""Tables: what the ledger is made of."""

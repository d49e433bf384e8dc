"""The ledger; the only importer of sqlalchemy."""

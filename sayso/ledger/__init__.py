"""The ledger's files: where they are, how they are written, read and mended."""

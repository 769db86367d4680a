"""Whatever changes a publication: each act asks permission, writes its rows and its entry in the ledger."""

"""The back office's pages of oversight: each view reads, calls one act or query, answers."""

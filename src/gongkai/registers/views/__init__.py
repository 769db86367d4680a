"""The back office's pages of the registers: each view reads, calls one act or query, answers."""

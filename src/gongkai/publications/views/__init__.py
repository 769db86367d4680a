"""The back office of publications: each view reads the request, calls one act or query, answers."""

"""Channels in the back office: each view reads the request, calls one act or query, answers."""

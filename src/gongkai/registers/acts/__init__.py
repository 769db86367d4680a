"""What may be done with the registers: one module a topic, each act the only writer of its rows."""

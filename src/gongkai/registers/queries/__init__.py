"""What can be asked of the registers: one module a topic."""

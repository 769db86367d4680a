"""The public programming interface."""

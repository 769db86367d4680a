"""Annual reports as they are published."""

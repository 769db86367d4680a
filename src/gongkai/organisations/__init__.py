"""Users and public bodies."""

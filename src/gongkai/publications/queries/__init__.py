"""What can be asked about publications; every answer takes the same queries for few rows and for many."""

"""The text of a report against its tables, against itself and against its year."""

"""Being here puts this folder on the path of imports, so that any test says `from busy import busy_report`."""

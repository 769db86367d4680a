"""Being here puts this folder on the path of imports: `from reports import a_report`."""

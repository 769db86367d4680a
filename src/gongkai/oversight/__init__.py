"""Oversight: problems and measures, trainings, inspections, duty watch, assessment of units."""

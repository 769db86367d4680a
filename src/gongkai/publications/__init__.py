"""What is published: texts with their disclosure facts, files, reviews and placements."""

"""Annual reports: compiled from the records, written, reviewed, frozen, published, submitted, rolled up."""

"""The founding zone and the sample."""

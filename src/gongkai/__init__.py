"""Gongkai: the platform for government information disclosure. Importing the package loads nothing."""

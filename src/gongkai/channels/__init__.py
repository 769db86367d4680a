"""Where things are published: websites and their columns, new-media accounts, their readings and traffic."""

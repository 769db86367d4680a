"""The rules, one file for each thing that is looked at; `registry.rules` loads them."""

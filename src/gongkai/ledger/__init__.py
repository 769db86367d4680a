"""The append-only log of acts, sealed into a hash chain with a signed daily head.

It stands below every other app and imports none: whoever acts, for which unit and on what, are keys (`kind:uid`).
docs/design/ledger.md says what it proves and what it does not.
"""

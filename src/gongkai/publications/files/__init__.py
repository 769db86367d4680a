"""Files before they are kept: what they are by their content, how they may be called, what they say; knows no database.

Whatever opens a file that came from outside does so in a child process with limits (`examining`).
"""

"""What Django calls the project: settings, root addresses, server, doctor."""

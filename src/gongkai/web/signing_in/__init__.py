"""How people sign in to the back office: allauth and axes arranged for us, the first administrator, demo entry."""

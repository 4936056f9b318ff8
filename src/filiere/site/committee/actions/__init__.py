"""What people do in a session, one module an act or a few that belong together."""

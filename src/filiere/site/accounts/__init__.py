"""People: accounts, roles that begin and end, one list of permissions, signing in and being erased."""

"""Search across the whole site: what apps let be found, an index of it in the database, one page and one address."""

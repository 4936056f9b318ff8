"""The occupations of the profession as open pages: the map by level and family, and one page an occupation."""

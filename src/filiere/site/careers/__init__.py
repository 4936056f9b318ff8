"""The occupations of the profession and ways between them: the map, the pages of occupations, and the person's page.

Each subject is a package of this app with its own acts and pages; `models`, `hooks` and `urls` gather them.
"""

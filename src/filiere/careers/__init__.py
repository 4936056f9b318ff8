"""Occupations and the ways between them: the profession’s layer, nomenclatures, titles, proximity in named parts."""

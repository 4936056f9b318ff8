"""Occupations and the ways between them: the profession’s own layer, nomenclatures, titles, proximity in named parts."""

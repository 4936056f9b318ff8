"""The space of counsellors: a file under a pseudonym for each person, its steps, its results and what was decided of
them. Occupations are ranked, never people, and no employer sees a person."""

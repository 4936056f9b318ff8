"""The national mission on the occupations: its page, the observatory of the occupations, scenarios of employment."""

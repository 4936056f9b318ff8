"""Tags of the pages of a candidature."""

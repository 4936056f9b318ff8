"""Pages of a candidature."""

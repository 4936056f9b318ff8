"""The pages of the making of releases."""

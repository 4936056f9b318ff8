"""Presenters of confidentiality."""

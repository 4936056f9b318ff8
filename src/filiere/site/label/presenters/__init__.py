"""Presenters of label."""

"""Definitions of indicators as data: versioned, dated, sealed, and never edited after the fact."""

from filiere.contacts.definitions.choices import ORDER, Choices, Outcome

__all__ = ["ORDER", "Choices", "Outcome"]

"""Contacts as they happened, and indicators recomputed from them under definitions that are data.

    schema          the canonical tables: what a delivery may hold, column by column
    definitions     a set of definitions: its indicators, and the 22 choices that each of them makes
    rows            one indicator of one group and period, with what it was computed from

The package imports :mod:`filiere.core` and nothing else of the house; the site and the command hand it what it needs.
"""

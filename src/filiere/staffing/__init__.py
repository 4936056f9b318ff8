"""How many people it takes: queues with patient callers (Erlang C) and with callers who leave (Erlang A).

The package imports :mod:`filiere.core` and nothing else of the house.
"""

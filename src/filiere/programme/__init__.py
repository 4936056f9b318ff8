"""A programme and what becomes of it: targets read on figures, amendments to a text, sums that must add up.

Pure: no clock, no network, no Django. A day, a figure and a text are given by whoever asks.
"""

"""Numbers quoted in a text, and what the register of figures says of each.

Four stages, each usable alone: mentions, context, candidates, verdict. Pure: no clock, no network, no Django.
"""

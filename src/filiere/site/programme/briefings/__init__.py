"""Briefings: what is taken to a meeting on two pages, made in one act from the register and the plan."""

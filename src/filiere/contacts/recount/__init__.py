"""The auditor's recomputation: every measure a second time, by other means, from the same stored rows.

A pack that one program makes and the same program verifies proves that the program agrees with itself. What stands
here was written from ``docs/reference/contact-indicators.md`` and shares with the engine only what is not computed:
the schema, the records of definitions and the row of an indicator. It reads with Polars, sorts with NumPy, asks Polars
for local time, derives the contacts of several legs itself, and divides with exact fractions. Where it and the engine
differ by one, one of them is wrong.

It is written to be read. A few seconds a million contacts is enough; what it must not do is hold twenty million rows
with all their columns at once, hence the streaming reads.
"""

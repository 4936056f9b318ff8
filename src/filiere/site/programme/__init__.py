"""The programme of the association: its plan, agreements with the State, dialogue with unions, what it says in public.

Each subject is a package of this app with its own models, acts and pages; `models`, `hooks` and `urls` gather them.
"""

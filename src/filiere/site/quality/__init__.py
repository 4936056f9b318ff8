"""Service quality of a member's centre: its contact logs, its definitions, its figures, and what it shows of them.

Raw logs belong to the member alone. Nobody reads them by a role on the site, its staff and administrators included:
only the quality managers that the organisation itself named (see `rights`). What leaves is a figure, a sealed pack that
the member hands over, or a benchmark that went through the publication gate.

::

    models                 centres, managers, deliveries, mappings; definitions, runs, packs, participations
    rights, querysets      who may do what about a centre; what each person sees
    folders                where the logs of each centre stand on the disk
    job_kinds              what lasts: imports, computations, packs, done by the app `jobs`
    actions                one module an act
"""

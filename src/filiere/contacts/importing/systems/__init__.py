"""The importers of contact-centre systems: one module a system, each a source as in ``importing.protocol``.

Each was written from the fields that its vendor publishes, which its module names; none from a file of that vendor.
What a system says that its importer was not written for is refused by name: guessed, it would make wrong figures that
look right.
"""

"""Tables compared contributor by contributor: which cells and sums are one number, or differ by what tells of too few.

    shared_contributors    every two cells that share a contributor, and how far apart they are
    cell_links             the ties between the cells of two tables
    breakdown_links        the ties between sums of several cells, where two tables break the same rows down otherwise
    code_relations         how the codes of two columns hang together

Releases are compared so with those before them, and linked tables of one run with each other.
"""

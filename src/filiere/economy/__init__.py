"""What a sector brings: tables of who buys from whom, multipliers with their uncertainty, the in-house part,
territories.

    read_layout, read_table     a long table and what its codes are, checked
    compute_multipliers         point, bounds and draws of one sector
    read_split                  what is assumed of an activity that no table shows apart
    build_satellite             the account of centres inside other industries
    divide_by_territory         effects by territory, under two named assumptions

No clock, no network, no randomness without a seed.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)

"""What the site and the command line import of the engine."""

from filiere.economy.layouts import (
    Layout as Layout,
)
from filiere.economy.layouts import (
    parse_layout as parse_layout,
)
from filiere.economy.layouts import (
    read_layout as read_layout,
)
from filiere.economy.multipliers import (
    Multiplier as Multiplier,
)
from filiere.economy.multipliers import (
    MultiplierReport as MultiplierReport,
)
from filiere.economy.multipliers import (
    compute_multipliers as compute_multipliers,
)
from filiere.economy.multipliers import (
    invert_table as invert_table,
)
from filiere.economy.published_layouts import (
    PublishedLayout as PublishedLayout,
)
from filiere.economy.published_layouts import (
    convert_published as convert_published,
)
from filiere.economy.published_layouts import (
    read_published_layouts as read_published_layouts,
)
from filiere.economy.published_layouts import (
    read_published_table as read_published_table,
)
from filiere.economy.satellite import (
    Interval as Interval,
)
from filiere.economy.satellite import (
    SatelliteAccount as SatelliteAccount,
)
from filiere.economy.satellite import (
    SatelliteSpecification as SatelliteSpecification,
)
from filiere.economy.satellite import (
    build_satellite as build_satellite,
)
from filiere.economy.satellite import (
    read_satellite as read_satellite,
)
from filiere.economy.splits import (
    SplitSpecification as SplitSpecification,
)
from filiere.economy.splits import (
    parse_split as parse_split,
)
from filiere.economy.splits import (
    read_split as read_split,
)
from filiere.economy.tables import (
    InputOutputTable as InputOutputTable,
)
from filiere.economy.tables import (
    build_table as build_table,
)
from filiere.economy.tables import (
    read_table as read_table,
)
from filiere.economy.territories import (
    ASSUMPTIONS as ASSUMPTIONS,
)
from filiere.economy.territories import (
    TerritoryEffect as TerritoryEffect,
)
from filiere.economy.territories import (
    divide_by_territory as divide_by_territory,
)

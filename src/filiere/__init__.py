"""Filière, the information system of an occupational sector.

Every number carries its source, its definition and its method; every decision carries its evidence.
"""

from importlib.metadata import version

__version__ = version("filiere")

"""What the programme answers to programs: each subject registers its own addresses."""

from filiere.site.programme.communication import api as communication

__all__ = ["communication"]

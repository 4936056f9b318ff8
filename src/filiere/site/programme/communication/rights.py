"""Who prepares what is said, who approves it, who decides the fate of the uses of a figure."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import Right

WRITE, APPROVE, RECALL = "message:write", "message:approve", "recall:decide"
ENTER = "figure:enter"
"""The right of the observatory by which a count becomes a figure of the register."""

COMMUNICATION_RIGHTS = (
    Right(
        WRITE,
        by=(Role.COMMUNICATION, Role.PROGRAMME),
        words=Text(
            fr="préparer les opérations, les messages et les kits", en="prepare operations, messages and press kits"
        ),
    ),
    Right(
        APPROVE,
        by=(Role.PROGRAMME,),
        words=Text(
            fr="approuver un message écrit par quelqu’un d’autre", en="approve a message that someone else wrote"
        ),
    ),
    # A figure falls by the hand of a statistician, and what cites it is the business of those who said it.
    Right(
        RECALL,
        by=(Role.COMMUNICATION, Role.PROGRAMME, Role.STATISTICIAN),
        words=Text(
            fr="décider du sort de chaque usage d’un chiffre avant qu’il ne change",
            en="decide what becomes of each use of a figure before it changes",
        ),
    ),
)

"""What a party may do in a dossier: the scope of its rights, which the apps above register.

Rights on the site (`accounts.rights`) open pages that belong to no dossier. In a dossier nobody has a right but by
being a party there in that state: there is no role, administrator included, that opens all of them.
"""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import Right, Scope
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.prepared_queries import PreparedRows
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.state_groups import stands_in

DOSSIER = "dossier"
"""The name of the scope."""


# One row needs no order.
_DOSSIERS = PreparedRows(
    lambda key: Dossier.objects.filter(key=key).select_related("organisation", "renews").order_by(), "a key"
)


def read_dossier(key: str) -> Dossier | None:
    """Return the dossier of a key, with its organisation; None without one. What may be done in it, rights say."""
    return _DOSSIERS.first(key)


def find_dossier(key: str) -> Dossier:
    """Return a dossier by its key; `Http404` without one. Whether its reader may see it is judged by the right."""
    return find_or_404(read_dossier(key))


def _is_open(right: Right, dossier: Dossier) -> bool:
    return right.states is None or stands_in(dossier, *right.states)


def describe_refusal(right: Right, _actor: Actor = None, _dossier: Dossier | None = None) -> Text:
    """Say to a party of a dossier that it may not do something in it now."""
    return Text(
        fr=f"Dans ce dossier et dans son état présent, vous ne pouvez pas {right.words.fr}.",
        en=f"In this dossier, in its current state, you cannot {right.words.en}.",
    )


DOSSIER_SCOPE = Scope(
    DOSSIER,
    find_parties,
    describe_refusal,
    lambda _right, dossier: ("dossier", dossier.key, {"state": dossier.state}),
    is_open=_is_open,
    find=find_dossier,
)

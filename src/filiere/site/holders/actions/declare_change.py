"""Declaring that the legal unit or the sites changed: merger, absorption, striking off, sites gained or lost.

The label belongs to a legal unit and to its sites. What changes is told before anyone judges it, and the vote is on
what was told: a label kept on a company that nobody looked at is what broke trust in 2009.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from filiere.core import Fault, Faults, Text
from filiere.core.company_numbers import Siren
from filiere.core.text_length import find_long_text
from filiere.site.accounts.models import User
from filiere.site.holders.actions.alerts import save_alert
from filiere.site.holders.actions.common import LABEL, MAX_SHORT_TEXT, check_required_text, refuse
from filiere.site.holders.certificates import list_covered_sites
from filiere.site.holders.code_labels import CHANGE_LABELS
from filiere.site.holders.faults import fault
from filiere.site.holders.journal_reconciliation import ALERT_ACT
from filiere.site.holders.models import Alert
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_acting_party


@act(ALERT_ACT, on=LABEL, right="change:declare", record=False)
def declare_change(
    dossier: Dossier,
    *,
    actor: User,
    what: str,
    effective: date,
    words: str,
    source: str = "",
    name: str = "",
    siren: str = "",
    lost: Sequence[str] = (),
    gained: str = "",
    day: date = TODAY,
) -> Alert:
    """Declare a change and bring it before the committee, in one act.

    `what` is a key of `CHANGE_LABELS`; `name` and `siren` are those of the legal unit that bears the label afterwards,
    empty when it is the same; `lost` are keys of sites that leave, `gained` says which come. Raises `RefusedHere`,
    `Faults`.
    """
    number, faults = _parse_siren(siren)
    faults += check_required_text(words, "words", name=Text(fr="ce qui change", en="what changes"))
    faults += (
        find_long_text(source, MAX_SHORT_TEXT, "source")
        + find_long_text(name, 200, "name")
        + find_long_text(gained, 2000, "gained")
    )
    if what not in CHANGE_LABELS:
        faults.append(fault("unknown-change").at(key="what"))
    strangers = set(lost) - {one.get("key", "") for one in list_covered_sites(dossier)}
    if strangers:
        faults.append(fault("unknown-site").at(key="lost"))
    refuse(faults)
    change: dict[str, Any] = {
        "what": what,
        "effective": effective.isoformat(),
        "name": name.strip(),
        "siren": number,
        "lost": sorted(lost),
        "gained": gained.strip(),
    }
    entity = what in ("merger", "absorbed", "absorbing", "struck_off", "renamed") or bool(name.strip() or number)
    alert = save_alert(
        dossier,
        actor=actor,
        party=find_acting_party(actor, dossier, ("holder", "staff")) or "holder",
        kind=Alert.Kind.ENTITY_CHANGE if entity else Alert.Kind.PERIMETER_CHANGE,
        source=source.strip(),
        words=words.strip(),
        # A merger may be declared before it takes effect; the fact is then the decision to merge, told today.
        fact_on=effective if effective <= day else None,
        change=change,
        day=day,
    )
    perform_act(dossier, "declare_change", actor=actor, day=day)
    return alert


def _parse_siren(words: str) -> tuple[str | None, list[Fault]]:
    if not words.strip():
        return None, []
    try:
        return Siren.parse(words).digits, []
    except Faults as faults:
        found = faults.faults[0]
        return None, [Fault(code=found.code, message=found.message, remedy=found.remedy, key="siren")]

"""What the rules ask of the cells of a table that was made again."""

from dataclasses import replace

import numpy as np

from filiere.core import Text
from filiere.disclosure.audit.rebuilt_table import RebuiltTable, group_holdings
from filiere.disclosure.audit.resolved_spec import Spec, unreadable_faults
from filiere.disclosure.audit.rules import RuleUnits, compute_blur, make_consent_check, rank_units


def apply_rules(spec: Spec, table: RebuiltTable) -> RebuiltTable:
    """Return the table with what its rules ask of each cell."""
    rules = spec.limits()
    most = max([2, *(n for n, _ in rules.dominance)])
    consents = None
    if table.held is not None:
        units = [rank_units(table.held, most)]
        if table.groups is not None:
            units.append(rank_units(group_holdings(table.held, table.groups), most))
        sizes = table.held.sums(np.abs(table.held.amounts))
        if spec.waivers:
            given = [waiver.contributor for waiver in spec.waivers]
            agreed = np.zeros(max(*given, int(table.held.who.max(initial=0))) + 1, dtype=bool)
            agreed[given] = True
            consents = make_consent_check(table.held, agreed)
    else:
        if spec.waivers or most > 2:
            raise unreadable_faults(
                "spec.json",
                Text(fr="des cellules n’indiquent pas de contributeur", en="cells do not say who contributes"),
                key="waivers" if spec.waivers else "rules.dominance",
            )
        sizes = np.maximum(np.abs(table.values), table.largest + table.second)
        tops = np.stack([table.largest, table.second], axis=1)
        units = [RuleUnits(table.counts.tolist(), tops.tolist(), sizes.tolist())]
    asked = compute_blur(sizes.tolist(), units, rules, spec.scale, consents=consents)
    if max(asked.blur, default=0) >= 2**62:
        raise unreadable_faults(
            "spec.json",
            Text(fr="la marge d’incertitude demandée est trop grande", en="too much blur is required"),
            key="slack, rules",
        )
    needed = np.array(asked.blur, dtype=np.int64)
    # Below zero nothing is possible where no amount is negative, so that nobody can be asked to doubt it.
    lower = np.where(table.bounded, np.minimum(needed, np.maximum(table.values, 0)), needed)
    return replace(table, primary=needed > 0, upper=needed, lower=lower, reasons=asked.reasons)

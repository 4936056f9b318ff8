"""Write again what a draft of the label would do to made-up dossiers of the release before it, for those who vote.

    python tools/refresh_label_impact.py 2027.2 [environment=10 in_house,outsourcer,small_outsourcer]

With a theme, a weight and categories, only print what that other weight would do, for the reasons of the weights.
The release says in ``impact`` how many dossiers, with which seed, and what it makes of the figures; the groups and the
fingerprint of the rules they were found under are written here, in the place of those it has.
"""

import re
import sys
from decimal import Decimal

from filiere.core.content_folder import content_path
from filiere.referentials import Library
from filiere.referentials.comparison import rules_fingerprint
from filiere.referentials.simulation import group_outcomes, replace_weights, replay_completed_cases


def main() -> int:
    """Refresh the release named."""
    if len(sys.argv) not in {2, 4}:
        print(__doc__)
        return 2
    library = Library()
    after = library.release(f"lrs@{sys.argv[1]}")
    impact = after.head.impact
    if impact is None:
        print(f"{after.id} says nothing of an impact.")
        return 1
    before = library.release(f"lrs@{impact.against}")
    if len(sys.argv) == 4:
        theme, _, weight = sys.argv[2].partition("=")
        after = replace_weights(after, {theme: dict.fromkeys(sys.argv[3].split(","), Decimal(weight))})
    found = group_outcomes(replay_completed_cases(before, after, impact.dossiers, impact.seed), before, after)
    if len(sys.argv) == 4:
        for group in (("lost", "loses"), ("gained", "gains")):
            print(group[0], sum(one.movements[group[1]] for one in found.groups))
        return 0
    lines = [f'  rules: "{rules_fingerprint(after)}"', "  groups:"]
    for one in found.groups:
        moved = one.movements
        means = [span[0] for span in (one.mean_before, one.mean_after) if span is not None]
        lines.append(
            f"    - {{group: [{', '.join(f'"{part}"' for part in one.group)}], dossiers: {one.dossiers}, "
            f"gains: {moved['gains']}, same: {moved['same']}, loses: {moved['loses']}, "
            f"mean_before: {means[0]}, mean_after: {means[1]}}}"
        )
    path = content_path("referentials", "lrs", "releases", sys.argv[1], "release.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"  rules: .*\n  groups:\n(?:    - .*\n)+", "\n".join(lines) + "\n", text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

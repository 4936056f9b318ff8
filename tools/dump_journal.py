"""Print the whole journal of a data folder, one line of JSON per entry, with everything drawn replaced by its rank.

``FILIERE_HOME=folder python tools/dump_journal.py > dump.jsonl``. Two builds of the demonstration on one day give the
same dump as long as no act says anything else in its payload: the comparison to make before and after a change that
must alter no payload. Salts and times are left out; hashes, seals, drawn keys and clock times inside payloads become
``<kind number>``, numbered by first appearance, so that what is equal stays equal.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

DRAWN = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)"
    r"|(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<hex>(?<![0-9A-Za-z])[0-9a-f]{16,}(?![0-9A-Za-z]))"
    r"|(?P<site>(?<![0-9A-Za-z])s[0-9a-f]{10}(?![0-9A-Za-z]))"
    r"|(?P<certificate>(?<![0-9A-Za-z])[A-Z]{3}-\d{4}-[0-9A-Z]{8}-[0-9A-Z](?![0-9A-Za-z]))"
    r"|(?P<key>(?<![0-9A-Za-z-])[a-z]{1,4}-(?=[0-9a-z]*[0-9])[0-9a-z]{6,}(?![0-9A-Za-z-]))"
    r"|(?P<seal>(?<![0-9A-Za-z+/_=-])(?=[A-Za-z0-9+/_-]*[0-9])(?=[A-Za-z0-9+/_-]*[A-Z])[A-Za-z0-9+/_-]{22,}={0,2}(?![0-9A-Za-z+/_=-]))"
)
"""What is drawn or depends on it: times, identifiers, hashes, keys of rows, sealed or encoded bytes."""

RANK = re.compile(r"<\w+ \d+>")
"""What takes its place."""


def ranker() -> Callable[[str], str]:
    """Return a function that replaces what is drawn in a text by its kind and rank."""
    ranks: dict[str, str] = {}

    def replaced(found: re.Match[str]) -> str:
        return ranks.setdefault(found[0], f"<{found.lastgroup} {len(ranks)}>")

    return lambda text: DRAWN.sub(replaced, text)


def order_drawn(value: Any) -> Any:
    """Return a value whose lists and tables ordered by what is drawn stand in an order of their own."""
    if isinstance(value, dict):
        found = {key: order_drawn(one) for key, one in value.items()}
        return sorted(map(json.dumps, found.values())) if found and all(map(RANK.fullmatch, found)) else found
    if not isinstance(value, list):
        return value
    items = [order_drawn(one) for one in value]
    heads = [one[0] if isinstance(one, list) and one else one for one in items]
    if items and all(isinstance(head, str) and RANK.fullmatch(head) for head in heads):
        return sorted(items, key=lambda one: json.dumps(one[1:] if isinstance(one, list) else one))
    return items


def main() -> int:
    """Print the dump; the exit status is 0."""
    from filiere.site.django_startup import start_django

    start_django()
    from filiere.site.journal.models import Entry

    rank = ranker()
    for entry in Entry.objects.select_related("payload").order_by("number").iterator():
        payload = getattr(entry, "payload", None)
        subject = (entry.subject_kind, entry.subject_id)
        line = [entry.number, entry.act, entry.actor_key, *subject, payload and payload.body]
        told = order_drawn(json.loads(rank(json.dumps(line, ensure_ascii=False, sort_keys=True))))
        sys.stdout.write(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

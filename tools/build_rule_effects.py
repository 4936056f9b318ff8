"""Count again what rules and gaps come to on the calls of the anonymous bank, into the shipped content.

    python tools/build_rule_effects.py anonymous_bank_calls_1999_02.parquet

The log is public research data without an explicit licence: it is read, and only our own counts are kept.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.public_log_definition_gaps import GAPS_FILE, count_gaps
from filiere.contacts.rule_effects import COUNTS_FILE, count_rule_effects, load_rules
from filiere.contacts.store import Store


def main() -> None:
    """Import the log into a store of its own, count, and write."""
    log, file = Path(sys.argv[1]), load_rules()
    with tempfile.TemporaryDirectory() as folder:
        Store.create(Path(folder), zone="Asia/Jerusalem")
        import_file(Path(folder), log, find_source(file.mapping), today="2026-11-30")
        sha256 = hashlib.sha256(log.read_bytes()).hexdigest()
        store = Store.open(Path(folder))
        counts = count_rule_effects(store, file, sha256=sha256)
        gaps = count_gaps(store, sha256=sha256)
    COUNTS_FILE.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    GAPS_FILE.write_text(_write_rows(gaps) + "\n", encoding="utf-8")


def _write_rows(gaps: dict[str, Any]) -> str:
    """One definition a line: half as long as indented, and a change of one shows as one."""
    steps = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(found)}" for key, found in gaps["steps"].items())
    rest = json.dumps({name: part for name, part in gaps.items() if name != "steps"}, indent=1)
    return f'{rest[:-2]},\n "steps": {{\n  {steps}\n }}\n}}'


if __name__ == "__main__":
    main()

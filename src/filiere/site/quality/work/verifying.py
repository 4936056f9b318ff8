"""The process that verifies one pack, apart from every other: ``python -m filiere.site.quality.work.verifying``.

Whoever sends a pack may have made it to exhaust the machine. Its verification therefore has a process of its own, with
limits on memory and processor time set before anything of the pack is read; what passes them dies alone.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from filiere.site.file_modes import narrow_umask


def main(pack: str, out: str, seal: str, memory: str, seconds: str) -> None:
    """Verify ``pack`` against ``seal`` (empty without one), and write what is found to ``out``, whole or not at all.

    ``memory`` in bytes and ``seconds`` of processor time are the limits; zero is none.
    """
    narrow_umask()
    for what, most in ((resource.RLIMIT_DATA, int(memory)), (resource.RLIMIT_CPU, int(seconds))):
        if most:
            resource.setrlimit(what, (most, most))
    # Imported under the limits: threads and buffers made at import count as well.
    from filiere.contacts.sealed.told import told

    found = told(Path(pack), seal=seal or None)
    draft = Path(f"{out}.new")
    draft.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    draft.replace(out)


if __name__ == "__main__":
    main(*sys.argv[1:])

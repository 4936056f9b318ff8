"""What tests of inspection share: the codes of the faults of a file, and a relation that leads outside."""

from __future__ import annotations

from pathlib import Path

from filiere.core import Faults
from filiere.inspection import Limits, inspect_file

EXTERNAL = (
    b'<Relationships><Relationship Type="http://x/%s" Target="http://evil.example/a" TargetMode="External"/>'
    b"</Relationships>"
)


def codes(tmp_path: Path, content: bytes, name: str = "preuve", **limits: int) -> set[str]:
    """Codes of the faults of a file; empty when it is accepted."""
    path = tmp_path / "sent"
    path.write_bytes(content)
    try:
        inspect_file(path, name, Limits(**limits))
    except Faults as faults:
        return {fault.code for fault in faults.faults}
    return set()

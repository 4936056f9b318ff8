"""Write docs/reference/definition-parameters.md: what both computations make of each value of each parameter.

The test that guards the page computes it: `python tools/build_parameters.py` writes what it found.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Compute the page, and write it."""
    sys.path.insert(0, str(ROOT / "tests"))
    from contacts.recount.test_every_parameter import PAGE, page

    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Who a caller is, when a system says so: a number that is withheld is nobody's."""

WITHHELD_CALLERS = frozenset(
    {
        *("anonymous", "unknown", "private", "restricted", "unavailable", "withheld", "blocked", "none", "null"),
        *("<unknown>", "asterisk", "anonyme", "inconnu", "masque", "masqué", "+266696687", "266696687"),
    }
)
"""What systems write in place of a caller's number, in lower case. The digits spell ANONYMOUS on a keypad."""


def read_caller(written: str | None) -> tuple[str | None, bool]:
    """Return the caller as a system wrote it, and whether it wrote that the caller is unknown.

    Were every withheld call one customer's, each would be a repeat of the one before, and first contact resolution nil.
    """
    value = (written or "").strip()
    if value.lower() in WITHHELD_CALLERS:
        return None, True
    return value or None, False

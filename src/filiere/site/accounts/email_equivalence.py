"""Telling whether two e-mail addresses reach the same mailbox, so that nobody is somebody else by a sign more."""

from __future__ import annotations

import contextlib
import re

_WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Domains that are one, and ignore dots in what stands before the sign @ (support.google.com/mail/answer/7436150)."""


def mailbox_of(email: str) -> str:
    """The mailbox behind an address: lower case, without quotes nor ``+tag``, the domain as machines write it.

    Two addresses with one result surely reach one person; two results may still be two addresses of one person, which
    no rule can know. Accounts keep the result in a column: whoever changes the rule writes it anew in a migration.
    """
    local, _, domain = email.strip().lower().rpartition("@")
    domain = domain.rstrip(".")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    if len(local) > 2 and local.startswith('"') and local.endswith('"'):
        # Quotes are no part of a name, nor is what escapes a sign in them (RFC 5321, §4.1.2).
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_DOTS:
        domain, local = _WITHOUT_DOTS[domain], local.replace(".", "")
    return f"{local}@{domain}"


def is_same_mailbox(this: str, other: str) -> bool:
    """Whether two addresses surely reach one mailbox."""
    return mailbox_of(this) == mailbox_of(other)

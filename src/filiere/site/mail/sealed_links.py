"""Links of letters that open something: at rest their secret part is sealed, apart from the text that says the rest.

An invitation, the link that confirms an address or that ends a subscription lets in whoever reads it. The table of
letters is copied by backups and read by whoever keeps the machine, and without a mail server it keeps letters for ever.
"""

from __future__ import annotations

import json

from filiere.site.accounts.sealing import register_sealed_field, seal_text, unseal_text
from filiere.site.log_redaction import SECRET_PART

SEALED_FOR = register_sealed_field("letter-links", "mail.Letter", "links")
STRUCK = "…"


def conceal_links(body: str) -> tuple[str, str]:
    """A text whose secrets are struck, and the secrets with their places, sealed; an empty word when it had none."""
    found: list[tuple[int, str]] = []
    parts: list[str] = []
    end = length = 0
    for match in SECRET_PART.finditer(body):
        between = body[end : match.start()]
        length += len(between)
        found.append((length, match[0]))
        parts += [between, STRUCK]
        length += len(STRUCK)
        end = match.end()
    if not found:
        return body, ""
    return "".join([*parts, body[end:]]), seal_text(SEALED_FOR, json.dumps(found))


def restore_links(body: str, sealed: str) -> str:
    """The text with its secrets back in their places; raises `Unreadable` when they were sealed under a lost key."""
    if not sealed:
        return body
    parts: list[str] = []
    end = 0
    for place, secret in json.loads(unseal_text(SEALED_FOR, sealed)):
        parts += [body[end:place], secret]
        end = place + len(STRUCK)
    return "".join([*parts, body[end:]])

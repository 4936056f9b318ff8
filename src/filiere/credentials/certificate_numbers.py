"""The number of a certificate: read aloud, typed from paper, and refused when a letter is wrong.

``LRS-2027-K7F3Q2M9-X``: the referential, the year of the grant, eight letters drawn from a fingerprint so that no
number tells another, and a check letter. Letters are those of Crockford's base 32, which has no I, L, O or U; what is
typed instead of 1 and 0 is understood. The check letter is of the hybrid system of ISO/IEC 7064 with modulus 32: it
catches every wrong letter, and nearly every swap of neighbours.
"""

from __future__ import annotations

import hashlib
import re

from filiere.core.faults import Faults
from filiere.core.text import Text

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED_LETTERS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NUMBER_FORM = re.compile(r"([A-Z]{2,8})(\d{4})([0-9A-Z]{8})([0-9A-Z])\Z")
_SIZE = len(LETTERS)


def certificate_number(referential: str, year: int, seed: str) -> str:
    """Return the number made from a seed, which names one certificate and no other: the same seed, the same number."""
    digest = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:5])
    body = "".join(LETTERS[digest >> shift & 31] for shift in range(35, -1, -5))
    return f"{referential.upper()}-{year:04d}-{body}-{check_letter(f'{year:04d}{body}')}"


def check_letter(body: str) -> str:
    """Return the letter that completes a body of letters of base 32."""
    product = _SIZE
    for letter in body:
        total = (product + LETTERS.index(letter)) % _SIZE or _SIZE
        product = total * 2 % (_SIZE + 1)
    return LETTERS[(1 - product) % _SIZE]


def read_certificate_number(words: str) -> str:
    """Return a number as it is kept, from what was typed or scanned; raise :class:`Faults` when it cannot be one."""
    typed = re.sub(r"[\s\-–—_.]", "", words[:80]).upper()
    found = _NUMBER_FORM.match(typed)
    if found is None:
        raise Faults.one(
            code="certificate-number-form",
            message=Text(
                fr="Ce n’est pas la forme d’un numéro de certificat.",
                en="This does not look like a certificate number.",
            ),
            remedy=Text(
                fr="Recopiez-le en entier, comme LRS-2027-K7F3Q2M9-X ; les tirets ne comptent pas.",
                en="Copy it in full, like LRS-2027-K7F3Q2M9-X; hyphens do not matter.",
            ),
            key="number",
        )
    name, year, body, last = found.groups()
    body, last = body.translate(_CONFUSED_LETTERS), last.translate(_CONFUSED_LETTERS)
    if any(letter not in LETTERS for letter in body + last) or check_letter(year + body) != last:
        raise Faults.one(
            code="certificate-number-check",
            message=Text(
                fr="Le dernier caractère de ce numéro est incorrect : au moins un caractère est faux.",
                en="The last character of this number does not match: at least one character is wrong.",
            ),
            remedy=Text(
                fr="Recopiez-le depuis le certificat, ou cherchez l’organisation par son nom.",
                en="Copy it again from the certificate, or look up the organisation by name.",
            ),
            key="number",
        )
    return f"{name}-{year}-{body}-{last}"

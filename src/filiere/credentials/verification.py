"""Is this label valid on that day? Every reason why not, together, and never a plain no.

Trust is what the caller brings: the documents of the issuers it believes, and the status lists as they were fetched.
Whoever holds a credential chooses its bytes, so nothing in it is believed before its signature: neither the address of
a list nor the name of a key leads anywhere that the caller did not bring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from filiere.core.bounded_json import load_json
from filiere.core.faults import Fault, Faults
from filiere.credentials.faults import fault
from filiere.credentials.label import PARIS
from filiere.credentials.proof import CRYPTOSUITE, PROOF_PURPOSE, PROOF_TYPE, verify_proof
from filiere.credentials.status_lists import CREDENTIALS_CONTEXT, PURPOSES, is_entry_set

Document = Mapping[str, Any]
MAX_CREDENTIAL_SIZE = 1 << 20


def read(content: bytes | str) -> dict[str, Any]:
    """Read a credential from a file; raise :class:`Faults` for what is no JSON object or names a key twice."""
    try:
        if len(content) > MAX_CREDENTIAL_SIZE:
            raise ValueError("too large")
        found = load_json(content, object_pairs_hook=_unique_keys, parse_constant=_reject_constant)
    except ValueError as caught:
        raise Faults([fault("credential-unreadable")]) from caught
    if not isinstance(found, dict):
        raise Faults([fault("credential-unreadable")])
    return found


def read_and_verify(
    content: bytes | str, *, issuers: Mapping[str, Document], lists: Mapping[str, Document], day: date
) -> tuple[str, tuple[Fault, ...]]:
    """Return the address that a credential in a file gives itself, and every reason why it does not hold on a day;
    raise :class:`Faults` for what cannot be read."""
    credential = read(content)
    return str(credential.get("id", "")), verify(credential, issuers=issuers, lists=lists, day=day)


def verify(
    credential: Document, *, issuers: Mapping[str, Document], lists: Mapping[str, Document], day: date
) -> tuple[Fault, ...]:
    """Return every reason why a credential does not hold on a day; none when it does.

    ``issuers`` are the documents of the issuers that are believed, by identifier; ``lists`` the status lists by
    address. A list that is missing is a fault: a label whose status is not known is not held for valid.
    """
    shape = tuple(_shape_faults(credential))
    if shape:
        return shape
    found = list(_signature_faults(credential, issuers, prefix="credential"))
    found += _date_faults(credential, day)
    found += _status_faults(credential, issuers, lists, day)
    return tuple(dict.fromkeys(found))


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _reject_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def _shape_faults(credential: Document) -> Iterator[Fault]:
    context, kinds = credential.get("@context"), credential.get("type")
    if not isinstance(context, (list, tuple)) or not context or context[0] != CREDENTIALS_CONTEXT:
        yield fault("credential-unreadable", "@context")
    if not isinstance(kinds, (list, tuple)) or "VerifiableCredential" not in kinds:
        yield fault("credential-unreadable", "type")
    if not isinstance(credential.get("credentialSubject"), Mapping):
        yield fault("credential-unreadable", "credentialSubject")
    for name in ("id", "issuer"):
        if not isinstance(credential.get(name), str):
            yield fault("credential-unreadable", name)
    for name in ("validFrom", "validUntil"):
        if _parse_instant(credential.get(name)) is None:
            yield fault("credential-unreadable", name)


def _signature_faults(document: Document, issuers: Mapping[str, Document], *, prefix: str) -> Iterator[Fault]:
    """Yield what is wrong with a proof; of a status list everything is one fault, for it proves nothing at all."""
    for found in _proof_faults(document, issuers):
        yield found if prefix == "credential" else fault("status-forged", found.key)


def _proof_faults(document: Document, issuers: Mapping[str, Document]) -> Iterator[Fault]:
    proof = document.get("proof")
    if not isinstance(proof, Mapping) or not isinstance(proof.get("proofValue"), str):
        yield fault("credential-unsigned", "proof")
        return
    created = _parse_instant(proof.get("created"))
    if (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose")) != (
        PROOF_TYPE,
        CRYPTOSUITE,
        PROOF_PURPOSE,
    ):
        yield fault("credential-other-proof", "proof.cryptosuite")
        return
    issuer = issuers.get(document["issuer"])
    if issuer is None:
        yield fault("credential-foreign-issuer", "issuer")
        return
    named = proof.get("verificationMethod")
    key = next((one for one in _assertion_keys(issuer) if one.get("id") == named), None)
    if key is None:
        yield fault("credential-foreign-key", "proof.verificationMethod")
        return
    expires = _parse_instant(key.get("expires"))
    if "revoked" in key:
        yield fault("credential-key-revoked", "proof.verificationMethod")
    elif created is None or ("expires" in key and (expires is None or created > expires)):
        yield fault("credential-key-ended", "proof.created")
    try:
        right = verify_proof(document, str(key.get("publicKeyMultibase")))
    except (ValueError, TypeError, RecursionError):
        right = False
    if not right:
        yield fault("credential-forged", "proof.proofValue")


def _assertion_keys(issuer: Document) -> Iterator[Document]:
    """Yield the keys by which an issuer asserts, and which it controls itself."""
    asserting = issuer.get("assertionMethod") or ()
    for key in issuer.get("verificationMethod") or ():
        if isinstance(key, Mapping) and key.get("controller") == issuer.get("id") and key.get("id") in asserting:
            yield key


def _date_faults(credential: Document, day: date) -> Iterator[Fault]:
    since, until = _parse_instant(credential["validFrom"]), _parse_instant(credential["validUntil"])
    if since is not None and day < since.astimezone(PARIS).date():
        yield fault("credential-not-yet", "validFrom")
    if until is not None and day > until.astimezone(PARIS).date():
        yield fault("credential-expired", "validUntil")


def _status_faults(
    credential: Document, issuers: Mapping[str, Document], lists: Mapping[str, Document], day: date
) -> Iterator[Fault]:
    written = credential.get("credentialStatus")
    entries = list(written) if isinstance(written, (list, tuple)) else [written]
    named = {str(one.get("statusPurpose")): one for one in entries if isinstance(one, Mapping)}
    for purpose in PURPOSES:
        entry = named.get(purpose)
        if entry is None or entry.get("type") != "BitstringStatusListEntry":
            yield fault("credential-no-status", f"credentialStatus.{purpose}")
            continue
        address = entry.get("statusListCredential")
        found = lists.get(address) if isinstance(address, str) else None
        if found is None:
            yield fault("status-unavailable", f"credentialStatus.{purpose}")
            continue
        yield from _status_entry_faults(credential, entry, found, purpose, issuers, day)


def _status_entry_faults(
    credential: Document,
    document: Document,
    found: Document,
    purpose: str,
    issuers: Mapping[str, Document],
    day: date,
) -> Iterator[Fault]:
    place = f"credentialStatus.{purpose}"
    subject = found.get("credentialSubject")
    kinds = found.get("type")
    index = document.get("statusListIndex")
    if (
        tuple(_shape_faults(found))
        or not isinstance(subject, Mapping)
        or not isinstance(kinds, (list, tuple))
        or "BitstringStatusListCredential" not in kinds
        or found["id"] != document.get("statusListCredential")
        or found["issuer"] != credential["issuer"]
        or subject.get("statusPurpose") != purpose
        or not isinstance(index, str)
        or not (index.isascii() and index.isdigit() and len(index) <= len(str(1 << 32)))
    ):
        yield fault("status-other-list", place)
        return
    wrong = tuple(_signature_faults(found, issuers, prefix="status"))
    if wrong:
        yield fault("status-forged", place)
        return
    if tuple(_date_faults(found, day)):
        yield fault("status-stale", place)
    try:
        given = is_entry_set(str(subject.get("encodedList")), int(index))
    except ValueError:
        yield fault("status-other-list", place)
        return
    if given:
        yield fault("credential-withdrawn" if purpose == "revocation" else "credential-suspended", place)


def _parse_instant(value: Any) -> datetime | None:
    """Return an instant as it is written with its offset; None for anything else, and for one that has no day here."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is not None:
            found.astimezone(PARIS)
            return found
    except (ValueError, OverflowError):
        return None
    return None

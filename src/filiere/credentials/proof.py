"""The proof of a document: ``eddsa-jcs-2022`` of Data Integrity, by the house's canonical form.

What is signed is the SHA-256 of the canonical proof options followed by that of the canonical document, both by
RFC 8785; the options take over the document's ``@context``. Source: Data Integrity EdDSA Cryptosuites 1.0, section
3.3 (https://www.w3.org/TR/vc-di-eddsa/), read on 24 November 2026; its published example is among the tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature

from filiere.core.seals import canonical_bytes
from filiere.credentials.keys import SigningKey, format_timestamp, public_key
from filiere.credentials.multibase import from_base58, to_base58

CRYPTOSUITE = "eddsa-jcs-2022"
PROOF_TYPE = "DataIntegrityProof"
PROOF_PURPOSE = "assertionMethod"


def sign_document(document: Mapping[str, Any], key: SigningKey, *, method: str, created: datetime) -> dict[str, Any]:
    """Return the document with its proof; ``method`` names the key, ``created`` is the instant it is signed."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": format_timestamp(created),
        "verificationMethod": method,
        "proofPurpose": PROOF_PURPOSE,
    }
    if "@context" in bare:
        options = {"@context": bare["@context"], **options}
    return {**bare, "proof": {**options, "proofValue": to_base58(key.sign(_hash_data(bare, options)))}}


def verify_proof(document: Mapping[str, Any], multikey: str) -> bool:
    """Return whether the proof of a document was made by that key on exactly this content.

    The context of the options must be that of the document. The suite would also let a document add contexts after
    those that were signed; we do not, since a word could then be given another meaning. Raises ``ValueError`` when the
    key or the value of the proof cannot be read, or the content has no canonical form.
    """
    proof = document["proof"]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    bare = {name: value for name, value in document.items() if name != "proof"}
    if "@context" in options and options["@context"] != bare.get("@context"):
        return False
    try:
        public_key(multikey).verify(from_base58(proof["proofValue"]), _hash_data(bare, options))
    except InvalidSignature:
        return False
    return True


def _hash_data(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical_bytes(options)).digest() + hashlib.sha256(canonical_bytes(document)).digest()

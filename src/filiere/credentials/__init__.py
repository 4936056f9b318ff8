"""The label as a verifiable credential: signed, and withdrawn for all to see.

    SigningKey, issuer_document     keys of the issuer, and the document that says which are its own
    label_credential, signed        the credential of a label and its proof (W3C VC 2.0, eddsa-jcs-2022)
    list_credential                 status lists: revocation and suspension, a bit each
    certificate_number, read_number the number of a certificate, with its check letter
    read, verify                    a file, and every reason why it does not hold on a day

Pure: the day and the instant are given, the documents of issuers and the lists are brought by the caller.
"""

from filiere.credentials.keys import (
    PublicKey,
    SigningKey,
    did_key,
    did_web,
    host_of,
    issuer_document,
    method,
    public_key,
)
from filiere.credentials.label import Label, label_credential
from filiere.credentials.messages import CODES
from filiere.credentials.number import certificate_number, read_number
from filiere.credentials.proof import holds, signed
from filiere.credentials.status import ENTRIES, PURPOSES, Purpose, is_set, list_credential, packed
from filiere.credentials.verify import read, read_and_verify, verify

__all__ = [
    "CODES",
    "ENTRIES",
    "PURPOSES",
    "Label",
    "PublicKey",
    "Purpose",
    "SigningKey",
    "certificate_number",
    "did_key",
    "did_web",
    "holds",
    "host_of",
    "is_set",
    "issuer_document",
    "label_credential",
    "list_credential",
    "method",
    "packed",
    "public_key",
    "read",
    "read_and_verify",
    "read_number",
    "signed",
    "verify",
]

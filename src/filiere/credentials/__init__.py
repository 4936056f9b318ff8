"""The label as a verifiable credential: signed, and withdrawn for all to see.

    SigningKey, issuer_document     keys of the issuer, and the document that says which are its own
    label_credential, signed        the credential of a label and its proof (W3C VC 2.0, eddsa-jcs-2022)
    list_credential                 status lists: revocation and suspension, a bit each
    certificate_number, read_number the number of a certificate, with its check letter
    read, verify                    a file, and every reason why it does not hold on a day

Pure: the day and the instant are given, the documents of issuers and the lists are brought by the caller.
"""

from filiere.credentials.certificate_numbers import certificate_number, read_certificate_number
from filiere.credentials.faults import CODES
from filiere.credentials.keys import (
    PublicKey,
    SigningKey,
    did_key,
    did_web,
    did_web_host,
    issuer_document,
    public_key,
    verification_method_id,
)
from filiere.credentials.label import LabelClaims, label_credential
from filiere.credentials.proof import sign_document, verify_proof
from filiere.credentials.status_lists import (
    LIST_ENTRIES,
    PURPOSES,
    Purpose,
    encode_status_list,
    is_entry_set,
    list_credential,
)
from filiere.credentials.verification import read, read_and_verify, verify

__all__ = [
    "CODES",
    "LIST_ENTRIES",
    "PURPOSES",
    "LabelClaims",
    "PublicKey",
    "Purpose",
    "SigningKey",
    "certificate_number",
    "did_key",
    "did_web",
    "did_web_host",
    "encode_status_list",
    "is_entry_set",
    "issuer_document",
    "label_credential",
    "list_credential",
    "public_key",
    "read",
    "read_and_verify",
    "read_certificate_number",
    "sign_document",
    "verification_method_id",
    "verify",
    "verify_proof",
]

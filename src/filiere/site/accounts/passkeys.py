"""Passkeys: a key held by a telephone, a computer or a token, which signs for this site and for no other.

The site's name and address come from the request, whose host was checked against the allowed ones. The challenge lives
in the session and serves once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import webauthn
from django.http import HttpRequest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from filiere.core.bounded_json import load_json
from filiere.site.accounts.models_credentials import Factor
from filiere.site.accounts.safe_cbor import install_plain_reader

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

install_plain_reader()
CHALLENGE_KEY = "passkey_challenge"
MAX_ANSWER_LENGTH = 64 * 1024
PASSKEY_ERRORS = (WebAuthnException, AttributeError, KeyError, TypeError, ValueError)
"""What the library raises of an answer that is not of its form: it looks at the kind of few values."""


class PasskeyRefused(ValueError):
    """What the browser sent does not prove the key."""


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A key that proved itself."""

    credential_id: str
    public_key: str
    sign_count: int


def _relying_party_id(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0]


def _expected_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _list_credentials(factors: Sequence[Factor]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(factor.credential_id))
        for factor in factors
        if factor.credential_id
    ]


def build_registration_options(request: HttpRequest, user: User, factors: Sequence[Factor]) -> str:
    """What the browser needs to make a key, as JSON; the challenge is put in the session."""
    options = webauthn.generate_registration_options(
        rp_id=_relying_party_id(request),
        rp_name="Filière",
        user_id=user.key.encode(),
        user_name=user.email,
        user_display_name=user.name,
        exclude_credentials=_list_credentials(factors),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    request.session[CHALLENGE_KEY] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options)


def build_authentication_options(request: HttpRequest, factors: Sequence[Factor]) -> str:
    """What the browser needs to sign with one of these keys, as JSON; the challenge is put in the session."""
    options = webauthn.generate_authentication_options(
        rp_id=_relying_party_id(request),
        allow_credentials=_list_credentials(factors),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    request.session[CHALLENGE_KEY] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options)


def _pop_challenge(request: HttpRequest) -> bytes:
    kept = request.session.pop(CHALLENGE_KEY, "")
    if not kept:
        raise PasskeyRefused("no challenge")
    return base64url_to_bytes(kept)


def _parse_answer(words: str) -> dict[str, object]:
    if len(words) > MAX_ANSWER_LENGTH:
        raise PasskeyRefused("too long")
    try:
        answer = load_json(words)
    except ValueError as error:
        raise PasskeyRefused("no JSON") from error
    if not isinstance(answer, dict):
        raise PasskeyRefused("no object")
    return answer


def verify_registration(request: HttpRequest, words: str) -> NewPasskey:
    """The key that the browser made; raises `PasskeyRefused`."""
    challenge, answer = _pop_challenge(request), _parse_answer(words)
    try:
        proved = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_relying_party_id(request),
            expected_origin=_expected_origin(request),
            require_user_verification=False,
        )
    except PASSKEY_ERRORS as error:
        raise PasskeyRefused(type(error).__name__) from error
    return NewPasskey(
        bytes_to_base64url(proved.credential_id), bytes_to_base64url(proved.credential_public_key), proved.sign_count
    )


def verify_authentication(request: HttpRequest, words: str, factors: Sequence[Factor]) -> tuple[Factor, int]:
    """The key that signed, and its counter; raises `PasskeyRefused`, also for a key that is not this person's."""
    challenge, answer = _pop_challenge(request), _parse_answer(words)
    factor = next((one for one in factors if one.credential_id and one.credential_id == answer.get("id")), None)
    if factor is None:
        raise PasskeyRefused("unknown key")
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_relying_party_id(request),
            expected_origin=_expected_origin(request),
            credential_public_key=base64url_to_bytes(factor.public_key),
            credential_current_sign_count=factor.sign_count,
            require_user_verification=False,
        )
    except PASSKEY_ERRORS as error:
        raise PasskeyRefused(type(error).__name__) from error
    return factor, proved.new_sign_count

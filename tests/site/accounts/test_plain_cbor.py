"""A passkey whose answer is small and costs hours to read: refused by its form, in whichever part it comes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from django.test import Client
from support.harness.bounded_work import bounded
from support.scenes.authenticator import Authenticator
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_cbor
from webauthn.helpers.exceptions import InvalidCBORData

from filiere.core import Text
from filiere.site.accounts import passkeys  # noqa: F401  It has the library read plain values only.
from filiere.site.accounts.safe_cbor import MAX_DEPTH, NotPlainCbor, check_plain, load_plain

ADD, SHOW = "/fr/account/second-factors/add/", "/fr/second-factor/"
MakeUser = Callable[..., Any]


def doubled(levels: int) -> bytes:
    """A mapping of one key: a pair of pairs of pairs, each said once and its double by a tag that means “the same”."""
    content = b"\xd8\x1c\x81\x00"
    for level in reversed(range(levels)):
        content = b"\xd8\x1c\x82" + content + b"\xd8\x1d" + cbor2.dumps(level + 1)
    return b"\xa1" + content + b"\x00"


def options_in(page: bytes) -> dict[str, Any]:
    """What a page gives to a passkey."""
    found = re.search(r'data-options="([^"]+)"', page.decode())
    assert found
    return json.loads(html.unescape(found[1]))  # type: ignore[no-any-return]


def changed(answer: str, part: str, change: Callable[[bytes], bytes]) -> str:
    """The answer of a passkey with one of its parts changed."""
    said = json.loads(answer)
    said["response"][part] = bytes_to_base64url(change(base64url_to_bytes(said["response"][part])))
    return json.dumps(said)


def in_key(attestation: bytes) -> bytes:
    """The same, with the public key said under a tag that means nothing."""
    said = cbor2.loads(attestation)
    head = said["authData"].index(b"\xa5\x01\x02")
    said["authData"] = said["authData"][:head] + b"\xd9\xd9\xf7" + said["authData"][head:]
    return cbor2.dumps(said)


def test_a_small_answer_that_says_a_million_million_values_is_refused() -> None:
    """Three hundred bytes held the interpreter of a process for as long as one cared, and every page with it."""
    with pytest.raises(NotPlainCbor):
        load_plain(doubled(2))
    assert len(doubled(50)) < 400
    bounded(refused, doubled(50))


def refused(content: bytes) -> None:
    """Read as the library of passkeys does."""
    with pytest.raises(InvalidCBORData):
        parse_cbor(content)


@pytest.mark.django_db
def test_a_passkey_without_tags_is_taken_and_one_with_them_is_not(make_user: MakeUser) -> None:
    """Whole, in the key that it holds, and in what a device adds when it signs: all three were read in the web thread,
    for any account that had typed its password."""
    user, device = make_user(), Authenticator()
    client = Client()
    assert client.post("/fr/sign-in/", {"username": user.email, "password": user.plain}).status_code == 302
    words = Text(fr="La clé n’a pas pu être vérifiée.", en="The key could not be checked.")

    def add(change: Callable[[bytes], bytes]) -> Any:
        made = device.create(options_in(client.get(ADD).content))
        return client.post(ADD, {"credential": changed(made, "attestationObject", change)})

    # A tag that says “this is CBOR” changes nothing of what follows it: the library takes it.
    for change in (lambda said: b"\xd9\xd9\xf7" + said, in_key):
        answer = add(change)
        assert answer.status_code == 422
        assert words.fr in answer.content.decode()
    assert add(bytes).status_code == 200
    asking = Client()
    asking.post("/fr/sign-in/", {"username": user.email, "password": user.plain})
    for more, status in ((b"\xd9\xd9\xf7\xa0", 422), (b"\xa0", 302)):
        shown = device.get(options_in(asking.get(SHOW).content), added=more)
        assert asking.post(SHOW, {"credential": shown}).status_code == status


@pytest.mark.django_db
def test_an_attestation_that_the_library_falls_over_is_refused(make_user: MakeUser) -> None:
    """A number where it expects bytes was a bare error 500."""
    user, device = make_user(), Authenticator()
    client = Client(raise_request_exception=False)
    client.post("/fr/sign-in/", {"username": user.email, "password": user.plain})
    made = device.create(options_in(client.get(ADD).content))

    def odd(said: bytes) -> bytes:
        statement = {"ver": "1", "response": 7}
        return cbor2.dumps(cbor2.loads(said) | {"fmt": "android-safetynet", "attStmt": statement})

    assert client.post(ADD, {"credential": changed(made, "attestationObject", odd)}).status_code == 422


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x18",
        b"\x1b\x00",
        b"\x42a",
        b"\x5fa\xff",
        b"\x9f\xff",
        b"\x1c",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff\x00",
        b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xc0\x00",
        b"\x81" * (MAX_DEPTH + 1) + b"\x00",
    ],
    ids=bytes.hex,
)
def test_what_is_cut_short_deep_or_of_no_told_length_is_refused(content: bytes) -> None:
    """A length that no content follows makes nothing as long."""
    with pytest.raises(NotPlainCbor):
        check_plain(content)


@pytest.mark.parametrize("value", [0, -1, 2**40, "é", b"x" * 300, [], {}, {"a": [{"b": [1.5, True, None]}]}, [0] * 300])
def test_plain_values_are_read_as_they_are(value: object) -> None:
    """What comes after the first value is the caller's."""
    assert load_plain(cbor2.dumps(value) + b"\xd8\x1c") == value
    check_plain(b"\x81" * MAX_DEPTH + b"\x00")

"""A credential that holds, and every way in which one does not: forged, foreign, withdrawn, late, led astray."""

import base64
import copy
import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.credentials import (
    CODES,
    LIST_ENTRIES,
    LabelClaims,
    PublicKey,
    SigningKey,
    did_key,
    did_web,
    did_web_host,
    encode_status_list,
    is_entry_set,
    issuer_document,
    label_credential,
    list_credential,
    public_key,
    read,
    sign_document,
    verification_method_id,
    verify,
    verify_proof,
)
from filiere.credentials.multibase import from_base58, from_base64url, to_base58, to_base64url

KEY, OTHER = SigningKey(bytes(range(32))), SigningKey(bytes(32))
ISSUER = did_web("label.example:8443")
LISTS = {"revocation": "https://label.example/status/1", "suspension": "https://label.example/status/2"}
SIGNED_AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = date(2028, 1, 1)
LABEL = LabelClaims(
    address="https://label.example/credentials/LRS-1",
    number="LRS-1",
    label="Label",
    level="granted_24",
    organisation="Écoute",
    siren="999990018",
    category="outsourcer",
    perimeter=({"name": "Tours Nord", "commune": "37261"},),
    release="lrs@2027.1",
    release_sha256="ab" * 32,
    snapshot_sha256="cd" * 32,
    granted=date(2027, 3, 1),
    until=date(2029, 3, 1),
    france_share="87.5",
)
DOCUMENTS = {ISSUER: issuer_document(ISSUER, [PublicKey(KEY.public)])}


def sign(document: dict[str, Any], key: SigningKey = KEY, **changes: Any) -> dict[str, Any]:
    return sign_document(
        document, key, **({"method": verification_method_id(ISSUER, key.public), "created": SIGNED_AT} | changes)
    )


def the_list(purpose: Any, *entries: int, issuer: str = ISSUER) -> dict[str, Any]:
    since, until = datetime(2027, 12, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC)
    return sign(list_credential(LISTS[purpose], purpose, entries, issuer=issuer, since=since, until=until))


def lists(revoked: tuple[int, ...] = (), suspended: tuple[int, ...] = ()) -> dict[str, Any]:
    return {
        LISTS["revocation"]: the_list("revocation", *revoked),
        LISTS["suspension"]: the_list("suspension", *suspended),
    }


BARE = label_credential(LABEL, issuer=ISSUER, lists=LISTS, index=7)  # type: ignore[arg-type]
GOOD = sign(BARE)


def codes(credential: Any, day: date = DAY, **brought: Any) -> set[str]:
    return {one.code for one in verify(credential, **({"issuers": DOCUMENTS, "lists": lists()} | brought), day=day)}


def changed(path: str, value: Any, document: dict[str, Any] = GOOD) -> dict[str, Any]:
    found: Any = (made := copy.deepcopy(document))
    *steps, last = path.split(".")
    for step in steps:
        found = found[int(step)] if isinstance(found, list) else found[step]
    found[int(last) if isinstance(found, list) else last] = value
    return made


# The example that the specification publishes.

PUBLISHED = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
PUBLISHED_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
PUBLISHED_PROOF = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"


def test_the_published_example_of_the_suite_comes_out_to_the_letter() -> None:
    """W3C, Data Integrity EdDSA Cryptosuites 1.0, appendix B, representation eddsa-jcs-2022."""
    key = SigningKey.read("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
    assert key.public == PUBLISHED_KEY
    name = verification_method_id(did_key(PUBLISHED_KEY), PUBLISHED_KEY)
    made = sign_document(PUBLISHED, key, method=name, created=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC))
    assert made["proof"]["proofValue"] == PUBLISHED_PROOF
    assert verify_proof(made, PUBLISHED_KEY)
    assert not verify_proof(made, KEY.public)
    assert SigningKey.read(key.secret) == key
    assert key.secret not in repr(key)


def test_the_proof_agrees_with_one_reckoned_apart() -> None:
    """Hashes and canonical form by the standard library alone, the signature by the public key."""
    proof = {name: value for name, value in GOOD["proof"].items() if name != "proofValue"}

    def digest(content: Any) -> bytes:
        # Keys and texts are of the plane where UTF-16 and code points sort alike, and there are no fractions.
        written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(written.encode()).digest()

    public_key(KEY.public).verify(from_base58(GOOD["proof"]["proofValue"]), digest(proof) + digest(BARE))


# What holds, and what does not.


def test_a_label_in_force_has_nothing_against_it() -> None:
    """The first day and the last are of the label; the file read back is the same."""
    assert codes(GOOD) == set()
    inside = {LISTS[purpose]: sign(changed("validFrom", "2020-01-01T00:00:00Z", one)) for purpose, one in _bare_lists()}
    inside = {address: sign(changed("validUntil", "2040-01-01T00:00:00Z", one)) for address, one in inside.items()}
    for day in (LABEL.granted, LABEL.until):
        assert codes(GOOD, day, lists=inside) == set()
    assert codes(GOOD, date(2029, 3, 2), lists=inside) == {"credential-expired"}
    assert codes(GOOD, date(2027, 2, 28), lists=inside) == {"credential-not-yet"}
    assert read(json.dumps(GOOD)) == GOOD


def _bare_lists() -> Iterator[tuple[Any, dict[str, Any]]]:
    for purpose in LISTS:
        yield purpose, the_list(purpose)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("credentialSubject.organisation", "Une autre"),
        ("credentialSubject.perimeter.0.name", "Lille"),
        ("validUntil", "2039-03-01T23:59:59+01:00"),
        ("credentialStatus.0.statusListIndex", "8"),
        ("proof.created", "2027-03-02T12:00:00Z"),
        ("proof.@context", ["https://www.w3.org/ns/credentials/v2"]),
        ("@context", ["https://www.w3.org/ns/credentials/v2", "https://evil.example/words"]),
        ("proof.proofValue", "z1111"),
        ("proof.proofValue", "not a value"),
        ("proof.proofValue", "z" + "2" * 500),
    ],
)
def test_a_forged_value_is_told(path: str, value: Any) -> None:
    """Nothing of the content, of the dates or of the proof can change without the signature telling."""
    assert "credential-forged" in codes(changed(path, value))


@given(st.data())
def test_no_leaf_can_change_without_a_fault(data: st.DataObject) -> None:
    """Whatever text of the credential is replaced, and whatever key is added, something is told."""
    leaves: list[str] = []

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, f"{path}.{key}")
        elif isinstance(value, list):
            for place, one in enumerate(value):
                walk(one, f"{path}.{place}")
        else:
            leaves.append(path.lstrip("."))

    walk(GOOD, "")
    # A context holds dots, never as a key: only keys and places are in these paths.
    path = data.draw(st.sampled_from(leaves))
    value = data.draw(st.one_of(st.text(max_size=20), st.integers(-5, 5), st.none(), st.booleans(), st.floats()))
    forged = changed(path, value)
    if json.dumps(forged) != json.dumps(GOOD):
        assert codes(forged)
    added = copy.deepcopy(GOOD)
    added["credentialSubject"]["more"] = value
    assert "credential-forged" in codes(added)


def test_a_foreign_key_or_issuer_is_told() -> None:
    """Signed rightly by whoever is not the issuer proves nothing."""
    assert codes(sign(BARE, OTHER)) == {"credential-foreign-key"}
    assert codes(sign(BARE, OTHER, method=verification_method_id(ISSUER, KEY.public))) == {"credential-forged"}
    elsewhere = sign({**BARE, "issuer": "did:web:evil.example"}, OTHER)
    assert codes(elsewhere) == {"credential-foreign-issuer", "status-other-list"}
    stranger = issuer_document(ISSUER, [PublicKey(OTHER.public)])
    stranger["verificationMethod"][0]["controller"] = "did:web:evil.example"
    assert codes(sign(BARE, OTHER), issuers={ISSUER: stranger}) >= {"credential-foreign-key"}


def test_a_key_that_was_replaced_keeps_what_it_signed_and_nothing_later() -> None:
    """Rotation: the old key is told with its end; revoked, it signs nothing any more."""
    ended = PublicKey(OTHER.public, expires=datetime(2027, 6, 1, tzinfo=UTC))
    documents = {ISSUER: issuer_document(ISSUER, [PublicKey(KEY.public), ended])}
    assert codes(sign(BARE, OTHER), issuers=documents) == set()
    late = sign(BARE, OTHER, created=datetime(2027, 6, 2, tzinfo=UTC))
    assert codes(late, issuers=documents) == {"credential-key-ended"}
    stolen = PublicKey(OTHER.public, revoked=datetime(2027, 6, 1, tzinfo=UTC))
    documents = {ISSUER: issuer_document(ISSUER, [PublicKey(KEY.public), stolen])}
    assert codes(sign(BARE, OTHER), issuers=documents) == {"credential-key-revoked"}


def test_withdrawn_and_suspended_are_told_and_neighbours_are_not() -> None:
    """One bit is one credential."""
    assert codes(GOOD, lists=lists(revoked=(7,))) == {"credential-withdrawn"}
    assert codes(GOOD, lists=lists(suspended=(7,))) == {"credential-suspended"}
    assert codes(GOOD, lists=lists((7,), (7,))) == {"credential-withdrawn", "credential-suspended"}
    assert codes(GOOD, lists=lists((6, 8), (0, LIST_ENTRIES - 1))) == set()


def test_a_status_that_cannot_be_read_is_never_taken_for_valid() -> None:
    """Missing, foreign, swapped, out of date, badly signed: each is told."""
    good = lists()
    revocation, suspension = LISTS.values()
    assert codes(GOOD, lists={}) == {"status-unavailable"}
    assert codes(GOOD, lists={**good, revocation: good[suspension]}) == {"status-other-list"}
    foreign = the_list("revocation", issuer="did:web:evil.example")
    assert codes(GOOD, lists={**good, revocation: foreign}) == {"status-other-list"}
    forged = changed("credentialSubject.encodedList", encode_status_list(()), the_list("revocation", 7))
    assert codes(GOOD, lists={**good, revocation: forged}) == {"status-forged"}
    assert codes(GOOD, date(2028, 3, 1)) == {"status-stale"}
    bare = {name: value for name, value in BARE.items() if name != "credentialStatus"}
    assert codes(sign(bare)) == {"credential-no-status"}
    beyond = sign(changed("credentialStatus.0.statusListIndex", str(LIST_ENTRIES), BARE))
    assert codes(beyond) == {"status-other-list"}
    negative = sign(changed("credentialStatus.0.statusListIndex", "-1", BARE))
    assert codes(negative) == {"status-other-list"}


def test_another_suite_or_purpose_is_refused() -> None:
    """A proof made to sign in somewhere attests nothing."""
    assert codes(changed("proof.cryptosuite", "eddsa-rdfc-2022")) == {"credential-other-proof"}
    assert codes(changed("proof.proofPurpose", "authentication")) == {"credential-other-proof"}
    assert codes(BARE) == {"credential-unsigned"}
    assert codes(changed("proof", [GOOD["proof"]])) == {"credential-unsigned"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '"x"',
        "[" * 100_000,
        b"\xff\xfe",
        " " * (1 << 20) + "{}",
    ],
)
def test_a_file_that_is_none_is_one_fault(content: Any) -> None:
    """Never an error of the program, whatever is handed in."""
    with pytest.raises(Faults) as caught:
        read(content)
    assert [one.code for one in caught.value.faults] == ["credential-unreadable"]


@pytest.mark.parametrize("value", [None, 1, [], {}, "x", [None], {"a": []}])
@pytest.mark.parametrize("name", [*GOOD, "proof.created", "credentialSubject.number"])
def test_parts_of_a_wrong_kind_are_faults_and_never_errors(name: str, value: Any) -> None:
    """A hostile file gets an answer."""
    assert codes(changed(name, value))


# The bits.


@given(st.sets(st.integers(0, LIST_ENTRIES - 1), max_size=40))
def test_a_list_says_what_was_put_in_by_the_standard_library_alone(entries: set[int]) -> None:
    """Left to right, first entry first, GZIP, base64url without padding."""
    encoded = encode_status_list(entries)
    body = encoded[1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    text = f"{int.from_bytes(bits):0{LIST_ENTRIES}b}"
    assert {place for place, bit in enumerate(text) if bit == "1"} == entries
    assert all(is_entry_set(encoded, one) for one in entries)


def test_a_bomb_or_a_broken_list_is_refused() -> None:
    """A list of a few thousand bytes that unpacks to 64 MiB is not unpacked."""
    for content in (
        to_base64url(gzip.compress(bytes(1 << 26))),
        to_base64url(gzip.compress(bytes(10))),
        to_base64url(gzip.compress(bytes(LIST_ENTRIES // 8))[:-4]),
        to_base64url(b"not gzip"),
        "u!!!",
        "",
        "z" + "1" * 40,
    ):
        with pytest.raises(ValueError, match=r"list|base64url"):
            is_entry_set(content, 0)
    with pytest.raises(ValueError, match="outside"):
        encode_status_list([LIST_ENTRIES])
    with pytest.raises(ValueError, match="outside"):
        is_entry_set(encode_status_list(()), -1)


@given(st.binary(max_size=80))
def test_letters_read_back(content: bytes) -> None:
    """Leading zeros included."""
    assert from_base58(to_base58(content)) == content
    if content:
        assert from_base64url(to_base64url(content)) == content


def test_hosts_and_ports_are_written_as_did_web_wants() -> None:
    """A colon would begin a path."""
    assert ISSUER == "did:web:label.example%3A8443"
    assert did_web_host(ISSUER) == "label.example:8443"
    assert did_web_host("did:web:label.example:path") is None
    assert did_web_host("did:key:z6Mk") is None


def test_every_fault_has_words_in_both_languages() -> None:
    """No code without its message and its remedy."""
    from filiere.credentials.faults import fault

    for code in CODES:
        assert fault(code).message.fr != fault(code).message.en


def test_an_instant_without_offset_is_refused() -> None:
    """Noon of nowhere is no instant."""
    with pytest.raises(ValueError, match="offset"):
        sign(BARE, created=datetime(2027, 3, 1))


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("validFrom", "0001-01-01T00:00:00+14:00", "credential-unreadable"),
        ("validUntil", "9999-12-31T23:59:59-14:00", "credential-unreadable"),
        ("credentialStatus.0.statusPurpose", [], "credential-no-status"),
    ],
)
def test_an_instant_beyond_the_calendar_and_a_purpose_that_is_a_list_are_told(path: str, value: Any, code: str) -> None:
    """Found by changing files at random: both ended the reading instead of saying what was wrong."""
    assert code in codes(changed(path, value))

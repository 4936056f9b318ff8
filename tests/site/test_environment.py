"""Settings are refused at start when they are unknown or cannot be used (L8)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from filiere.core import Faults
from filiere.core.content_folder import content_path
from filiere.site.environment import SETTINGS, SETTINGS_BY_NAME, TEST_VARIABLES, check_environment, read_setting

ROOT = Path(__file__).parents[2]
ASKED = re.compile(r"(?:environ\W+(?:get\W+)?|read_setting\(|\$\{?)\"?(FILIERE_[A-Z_]+)")
WRONG = {
    "FILIERE_EMAIL_BACKEND": "no.such",
    "FILIERE_REFERENTIALS": "/nonexistent",
    "FILIERE_CONTACTS_MEMORY": "zzz",
    "FILIERE_UPLOAD_BYTES": "4GB",
    "FILIERE_PACK_BYTES": "0",
    "FILIERE_HTTPS": "perhaps",
    "FILIERE_ADDRESS": "filiere.example",
    "FILIERE_ALLOWED_HOSTS": "https://filiere.example/",
    "FILIERE_DATABASE_URL": "nowhere://secret@host",
    "FILIERE_EMAIL_PORT": "70000",
    "FILIERE_EMAIL_FROM": "nobody",
    "FILIERE_SCANNER": "no-such-antivirus --quick",
    "FILIERE_HOME": __file__,
    "FILIERE_LANG": "de",
}
RIGHT = {
    "FILIERE_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "FILIERE_REFERENTIALS": str(ROOT / "src/filiere/content"),
    "FILIERE_CONTACTS_MEMORY": "512MB",
    "FILIERE_UPLOAD_BYTES": "4096",
    "FILIERE_HTTPS": "yes",
    "FILIERE_ADDRESS": "https://filiere.example/",
    "FILIERE_ALLOWED_HOSTS": "filiere.example, .filiere.example,[::1]",
    "FILIERE_DATABASE_URL": "postgresql://user:secret@host/name",
    "FILIERE_SCANNER": "sh -c 'exit 0'",
    "FILIERE_HOME": str(ROOT / "a-folder-to-be"),
    "FILIERE_LANG": "en_GB.UTF-8",
    "FILIERE_CONTACTS_BYTES": "",
    "PATH": "/bin",
}


def test_every_wrong_setting_is_told_at_once_and_no_secret_with_it() -> None:
    with pytest.raises(Faults) as caught:
        check_environment({**WRONG, "FILIERE_UPLOAD_BYTE": "1", "FILIERE_QQQQQQQQQQQQ": "1"})
    told = {fault.key: fault for fault in caught.value.faults}
    assert told.keys() == WRONG.keys() | {"FILIERE_UPLOAD_BYTE", "FILIERE_QQQQQQQQQQQQ"}
    assert "Is it FILIERE_UPLOAD_BYTES?" in told["FILIERE_UPLOAD_BYTE"].remedy.en
    assert "Is it" not in told["FILIERE_QQQQQQQQQQQQ"].remedy.en
    for lang in ("fr", "en"):
        assert "zzz" in told["FILIERE_CONTACTS_MEMORY"].message.get(lang)
        assert "secret" not in told["FILIERE_DATABASE_URL"].message.get(lang)


def test_usable_settings_pass_and_are_read_by_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    check_environment(RIGHT)
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)
    assert read_setting("FILIERE_UPLOAD_BYTES") == 4096
    assert read_setting("FILIERE_HTTPS") is True
    assert read_setting("FILIERE_ADDRESS") == "https://filiere.example"
    assert read_setting("FILIERE_ALLOWED_HOSTS") == ["filiere.example", ".filiere.example", "[::1]"]
    assert read_setting("FILIERE_CONTACTS_BYTES") == 4 * 1024**3


@pytest.mark.parametrize("name", [one.name for one in SETTINGS if one.default])
def test_what_stands_for_none_is_usable_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name, raising=False)
    assert SETTINGS_BY_NAME[name].kind.usable(SETTINGS_BY_NAME[name].default)
    assert read_setting(name) is not None


def test_every_variable_that_the_code_reads_is_in_the_table() -> None:
    """The guard of the class: a setting outside the table would be refused to whoever gives it."""
    sources = [ROOT / "dev", *(ROOT / "src/filiere").rglob("*.py")]
    asked = set()
    for path in sources:
        asked |= set(ASKED.findall(path.read_text(encoding="utf-8")))
    assert {"FILIERE_HOME", "FILIERE_UPLOAD_BYTES", "FILIERE_LANG"} <= asked
    assert asked <= SETTINGS_BY_NAME.keys()
    of_tests = [path.read_text(encoding="utf-8") for path in [*(ROOT / "tests").rglob("*.py"), ROOT / ".ci/run"]]
    assert {name for name in TEST_VARIABLES if any(name in text for text in of_tests)} == TEST_VARIABLES


def test_catalogues_are_those_of_the_package_unless_a_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The folder that a command is run from is none: whoever runs the site there has files of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FILIERE_LOCALES", raising=False)
    assert read_setting("FILIERE_LOCALES") is None
    assert content_path("locales") == settings.FILIERE_LOCALES
    monkeypatch.setenv("FILIERE_LOCALES", str(tmp_path))
    assert read_setting("FILIERE_LOCALES") == tmp_path

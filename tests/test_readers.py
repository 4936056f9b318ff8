"""What somebody sends is parsed by readers that bound how deep it lies, and nothing falls over (M9).

Every call of a parser in the product is found in its source. One that is not the bounded reader of its language is
named here with the reason why what it reads is the product's own, or where its depth is bounded.
"""

import ast
import json
from functools import cache
from pathlib import Path

import pytest
from support.harness.product_patterns import module_trees

from filiere.core import Faults
from filiere.core.bounded_json import DEEPEST_NESTING, NestedTooDeep, check_nesting, load_json
from filiere.core.yaml_documents import parse_yaml

PARSERS = {
    ("json", "loads"),
    ("json", "load"),
    ("json", "JSONDecoder"),
    ("yaml", "load"),
    ("yaml", "safe_load"),
    ("yaml", "compose"),
    ("yaml", "parse"),
    ("ast", "parse"),
    ("ast", "literal_eval"),
    ("expat", "ParserCreate"),
    ("pickle", "loads"),
    ("pickle", "load"),
    ("pickle", "Unpickler"),
    ("tomllib", "loads"),
    ("tomllib", "load"),
    # Its patterns try every quotation mark with every other: seconds for sixteen kibibytes.
    ("csv", "Sniffer"),
}
TREES = {"xml.etree", "xml.dom", "xml.sax.handler", "lxml", "marshal", "shelve", "difflib"}
"""Modules that build a whole tree of what they read, or run it, or compare every sign of two words."""
_OWN = "the product wrote it, and its fingerprint or its seal says so"
_KEPT = "the product wrote it in its own data folder"
KNOWN = {
    "filiere.core.bounded_json": "the bounded reader of JSON",
    "filiere.core.yaml_documents": (
        "the bounded reader of YAML: the parser in C counts levels, then the keys are counted"
    ),
    "filiere.core.lazy_exports": "the stubs of the house itself",
    "filiere.core.translation_extraction": "the source of the house itself",
    "filiere.core.spelling": "words of a length that is bounded",
    "filiere.core.workbook_limits": "the reader of XML as events, which are held nowhere",
    "filiere.contacts.importing.systems.json_records": "records one by one, each judged by `check_nesting`",
    "filiere.contacts.importing.systems.xes": "events, whose levels are counted as they open",
    "filiere.figures.formula": "formulas of the shipped figures; what is too deep is refused",
    "filiere.geography.outlines": "shipped content",
    "filiere.site.accounts.processing_register": "shipped content",
    "filiere.referentials.yaml_editor": "a file that the bounded reader has read before",
    "filiere.contacts.importing.systems.encrypted_temporary_file": _OWN,
    "filiere.contacts.importing.import_job": _KEPT,
    "filiere.contacts.store": _KEPT,
    "filiere.contacts.store_fingerprints": _KEPT,
    "filiere.site.diagnostics.services": _KEPT,
    "filiere.cli.contacts_import_output": _KEPT,
    "filiere.sources.report": _KEPT,
    "filiere.sources.pull": _KEPT,
    "filiere.site.quality.presenters.import_report": _KEPT,
    "filiere.site.confidentiality.run_folders": _KEPT,
    "filiere.site.confidentiality.tradeoffs": _KEPT,
    "filiere.site.candidature.opinion_drafts": _KEPT,
    "filiere.core.json_files": _KEPT,
    "filiere.site.mail.sealed_links": _OWN,
    "filiere.site.register.actions.file_complaint": _OWN,
    "filiere.site.accounts.sealed_fields": _OWN,
    "filiere.site.accounts.pending_forms": _OWN,
    "filiere.site.form_idempotency": _OWN,
    "filiere.site.observatory.views.api_description": "what the site itself has just answered",
    "filiere.site.child_process.client": "the server of children, which reads no file, writes it",
    "filiere.site.child_process.fork_server": "the site asks",
    "filiere.site.child_process.serialization": "a child answers, and only values of known kinds are taken",
}


@cache
def parsing() -> dict[str, set[str]]:
    """The parsers that each module calls or imports."""
    found: dict[str, set[str]] = {}
    for name, tree in module_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if (node.value.id, node.attr) in PARSERS:
                    found.setdefault(name, set()).add(f"{node.value.id}.{node.attr}")
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = {f"{node.module}.{one.name}" for one in node.names}
                bare = {f"{node.module}.{one.name}" for one in node.names if (node.module, one.name) in PARSERS}
                trees = {one for one in {node.module, *names} if any(one.startswith(tree) for tree in TREES)}
                if bare | trees:
                    found.setdefault(name, set()).update(bare | trees)
            elif isinstance(node, ast.Import):
                trees = {one.name for one in node.names if any(one.name.startswith(tree) for tree in TREES)}
                if trees:
                    found.setdefault(name, set()).update(trees)
    return found


def test_every_parser_is_a_bounded_one_or_has_its_reason() -> None:
    assert {name: said for name, said in parsing().items() if name not in KNOWN} == {}


def test_no_reason_outlives_its_parser() -> None:
    assert KNOWN.keys() <= parsing().keys()


@pytest.mark.parametrize("content", ["[" * 300_000, b"[" * 300_000, '{"a":' * 300_000, '[{"a":[1,' * 200, "[\n" * 101])
def test_json_that_is_too_deep_is_refused_before_it_is_read(content: str | bytes) -> None:
    with pytest.raises(NestedTooDeep):
        load_json(content)


@pytest.mark.parametrize(
    "content",
    [
        "[" * DEEPEST_NESTING + "]" * DEEPEST_NESTING,
        '["' + "[" * 5000 + '"]',
        r'["\\", "\"[[[' + "[" * 500 + '"]',
        "[[],[]]",
    ],
)
def test_json_that_is_not_deep_is_read_as_ever(content: str) -> None:
    assert load_json(content) == json.loads(content)


def test_the_line_where_json_is_too_deep_is_told() -> None:
    with pytest.raises(NestedTooDeep) as caught:
        check_nesting('["a\nb",\n' + "[\n" * 200)
    assert caught.value.line == 2 + DEEPEST_NESTING


@pytest.mark.parametrize("text", ["[" * 900 + "]" * 900, "{a: " * 900 + "1" + "}" * 900, "- " * 900 + "a"])
def test_yaml_that_is_too_deep_is_refused(text: str) -> None:
    """Under the thousand levels at which the parser itself stops."""
    with pytest.raises(Faults) as caught:
        parse_yaml(text, Path("deep.yaml"))
    assert [one.code for one in caught.value.faults] == ["yaml-depth"]


def test_modules_are_found() -> None:
    assert parsing()["filiere.core.bounded_json"] == {"json.loads"}

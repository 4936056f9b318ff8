"""Which modules of the site take bytes apart: those read in a child process, and those that read the house's own.

A parser called anywhere else may be given what a person sent, in the process that answers everybody: the class of
findings C1, C2, H1, M9 and M10. Whoever adds one puts it in a module without Django and has it read apart (see
`filiere.site.sandboxed_reading`), or says here why what it reads is the house's own. JSON, YAML and pickles have their
own list (see `tests/test_readers.py`): their readers are bounded themselves.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import filiere.site
from filiere.publication import documents

SITE = Path(filiere.site.__file__).parent
PARSERS = frozenset(
    {
        # Of libraries.
        "CalamineWorkbook.from_filelike", "CalamineWorkbook.from_path", "DictReader", "GzipFile", "ParserCreate",
        "ParquetFile", "Sniffer", "ZipFile", "csv.reader", "decompress", "decompressobj", "ds.dataset", "fromstring",
        "read_csv", "read_parquet", "read_table", "scan_csv", "scan_parquet",
        # Of the engines.
        "Library", "YamlEditor", "import_file", "inspect_file", "list_lines", "load_mapping", "open_workbook",
        "read_and_verify", "read_directory", "read_document", "read_entries", "read_inputs", "read_lines", "read_set",
        "read_sheet", "read_workbook", "sniff", "sources.prepare", "unpack_entry", "verify_authentication_response",
        "verify_registration_response",
    }
)  # fmt: skip
APART = frozenset(
    {
        "confidentiality/uploaded_rows.py", "members/directory/reader.py", "members/directory/file_rows.py",
        "quality/definition_yaml.py", "quality/file_head.py", "quality/mapping_form.py",
        "quality/mapping_preview.py", "quality/file_detection.py", "quality/source_detection.py",
        "programme/quotations/file_text.py", "science/release_files.py", "survey/waves/frame_files.py",
    }
)  # fmt: skip
"""Modules whose functions run in a child process: they know no Django, hence no database and no secret."""
JOBS = {
    "confidentiality/table_protection.py": "rows of a statistician",
    "quality/actions/import_delivery.py": "a contact log",
}
"""Modules of which a job makes something, in a process with limits of its own: what they read, in words."""
OWN = {
    "accounts/passkeys.py": "what `plain_cbor` has looked at: its cost follows its length",
    "candidature/case_evaluation.py": "the lines of a questionnaire of ours",
    "confidentiality/public_release.py": "a table that the site released",
    "demonstration_source.py": "a file that it has generated",
    "evidence/audit_archive.py": "an archive that is written",
    "served_referentials.py": "referentials that ship",
    "observatory/actions/load_source.py": "a file of the operator's, in the process of their command",
    "observatory/staff/versions.py": "rows that a load set aside, written by the loader",
    "quality/figure_row_queries.py": "figures that a job wrote",
    "science/views/proposals.py": "an archive that is written",
    "workflow/name_checks.py": "procedures that ship",
}
"""Modules that read what the house itself wrote or ships, or what is bounded otherwise: what it is."""


def _called(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func).split(".")
            if words[0] != "template":
                yield from {words[-1], ".".join(words[-2:])} & PARSERS


def test_bytes_are_taken_apart_where_it_is_known() -> None:
    """C1, C2, H1, M9, M10: a parser in a module that is not named above, or a name without one, fails."""
    left_out = ("demonstration/", "backup/")
    found = {
        name
        for path in SITE.rglob("*.py")
        if not (name := str(path.relative_to(SITE))).startswith(left_out) and set(_called(path))
    }
    known = {*APART, *JOBS, *OWN}
    assert sorted(found - known) == []
    assert sorted({*JOBS, *OWN} - found) == []


def test_documents_are_drawn_apart() -> None:
    """A document prints what people wrote, and its layout takes as long as they wish: no module of the site draws one
    itself (see `filiere.site.pdf_rendering`)."""
    drawers = {name for name in documents.__all__ if name.endswith("_pdf")}
    found = {
        str(path.relative_to(SITE)): ast.unparse(node)
        for path in SITE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in drawers
    }
    assert (len(drawers) > 5, found) == (True, {})


def test_what_is_read_apart_knows_no_django() -> None:
    """A child has no settings, no models and no database: its modules are imported without."""
    names = [f"filiere.site.{name.removesuffix('.py').replace('/', '.')}" for name in sorted(APART)]
    script = (
        f"import sys, importlib\nfor name in {names!r}: importlib.import_module(name)\nprint('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""Find every fault code of the source, with its words, by reading the syntax tree of the modules.

The codes are an interface: scripts and people look them up. A list kept by hand would miss the next one, so the page
is written from the code itself. Four ways of making a fault are recognised: a call that names ``code=``, a call or a
tuple that holds a code and then its texts, a call of ``_fault`` with the words of both languages side by side, and the
catalogues of faults, wherever they stand.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from filiere.core.faults import FaultCatalogue

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+\Z")
WORD = re.compile(r"[a-z][a-z0-9-]*\Z")

# What the shorter ``_fault`` of the evaluator takes, in order.
_SIDE_BY_SIDE = ("code", "key", "fr", "en", "remedy_fr", "remedy_en")

# Which checker a package is, in the words of the page; the first prefix that fits wins.
CHECKERS = (
    ("core/yaml_documents", "YAML"),
    ("core", "Records"),
    ("figures", "Figures"),
    ("quotations", "Quotations"),
    ("careers", "Careers"),
    ("geography", "Geography"),
    ("disclosure", "Disclosure"),
    ("sources", "Sources"),
    ("estimation", "Estimation"),
    ("referentials", "Referentials"),
    ("inspection", "Files"),
    ("contacts/importing", "Contact files"),
    ("contacts", "Contacts"),
    ("staffing", "Staffing"),
    ("survey/estimates", "Estimates of surveys"),
    ("survey", "Surveys"),
    ("economy", "Economy"),
    ("careers", "Careers"),
    ("programme", "Programme"),
    ("site/evidence", "Evidence"),
    ("site/science", "Releases proposed"),
    ("credentials", "Credentials"),
    ("site/accounts", "Accounts"),
    ("site/members", "Directory"),
    ("site/register", "Register and complaints"),
    ("site/journal", "Journal"),
    ("site/child_process", "Reading what was sent"),
    ("site/careers", "Careers"),
    ("site/programme/dialogue", "Programme"),
    ("site", "Staff acts"),
    ("cli", "Command line"),
    ("", "Elsewhere"),
)


@dataclass(frozen=True)
class Found:
    """A code where it is made: its checker, the sentence in English, the remedy in English."""

    checker: str
    code: str
    message: str
    remedy: str


def find_codes(package: Path) -> list[Found]:
    """Return every code of the package, once for each checker, in the order of checkers then of codes."""
    from filiere.contacts.importing.repair_and_rejection_labels import REJECTIONS
    from filiere.credentials.faults import CODES
    from filiere.credentials.faults import fault as of_credential
    from filiere.figures.reader import _CODES_BY_KEY
    from filiere.referentials.voting.faults import MESSAGES as VOTING
    from filiere.referentials.workflow.faults import MESSAGES as RUNNING
    from filiere.site.committee.faults import FAULT_MESSAGES as COMMITTEE
    from filiere.sources.cell_rules import _TYPE_WORDS

    found: dict[tuple[str, str], Found] = {}
    for path in sorted(package.rglob("*.py")):
        checker = _checker(path.relative_to(package).with_suffix("").as_posix())
        nodes = _nodes(path)
        for code, message, remedy in _in_module(nodes, _usual_remedy(nodes, package)):
            found.setdefault((checker, code), Found(checker, code, message, remedy))
    tables = (
        ("Referentials", RUNNING),
        ("Referentials", VOTING),
        ("Contact files", REJECTIONS),
        ("Staff acts", COMMITTEE),
        *_find_catalogues(package),
    )
    for checker, catalogue in tables:
        for code, (_, message, _, remedy) in catalogue.items():
            found[(checker, code)] = Found(checker, code, _plain(message), _plain(remedy))
    for one in map(of_credential, CODES):
        found[("Credentials", one.code)] = Found("Credentials", one.code, _plain(one.message.en), _plain(one.remedy.en))
    for (general, key), code in _CODES_BY_KEY.items():
        words = f"The fault `{general}`, when it stands at a key `{key}`."
        found.setdefault(("Figures", code), Found("Figures", code, words, "As that fault says."))
    for _, english, example, code in _TYPE_WORDS.values():
        words = f"“…” is not {english}."
        found.setdefault(("Sources", code), Found("Sources", code, words, f"Write it like {example}."))
    order = [name for _, name in CHECKERS]
    return sorted(found.values(), key=lambda one: (order.index(one.checker), one.code))


def _find_catalogues(package: Path) -> Iterator[tuple[str, FaultCatalogue]]:
    """Yield every catalogue of faults that a module makes, with its checker."""
    for path in sorted(package.rglob("*.py")):
        if "FaultCatalogue(" in path.read_text(encoding="utf-8"):
            name = path.relative_to(package).with_suffix("").as_posix()
            module = import_module(f"filiere.{name.replace('/', '.')}")
            yield from ((_checker(name), one) for one in vars(module).values() if isinstance(one, FaultCatalogue))


def _checker(module: str) -> str:
    return next(name for prefix, name in CHECKERS if module.startswith(prefix))


def _nodes(path: Path) -> list[ast.AST]:
    """Return the nodes of a module, walked once for all that is looked for among them."""
    return [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]


def _usual_remedy(nodes: list[ast.AST], package: Path) -> str:
    """Return the remedy that ``refuse`` gives in a module where none is given to it: its own, or the one it imports."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and any(one.name == "refuse" for one in node.names):
            return _imported_remedy(package.parent.joinpath(*node.module.split(".")).with_suffix(".py"))
    return _own_remedy(nodes)


@cache
def _imported_remedy(source: Path) -> str:
    return _own_remedy(_nodes(source))


def _own_remedy(nodes: list[ast.AST]) -> str:
    texts = _texts(nodes)
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name == "refuse":
            given = [*node.args.defaults, *node.args.kw_defaults]
            # Written as what stands in the place of none: `remedy or (…, …)`.
            given += [one.values[1] for one in ast.walk(node) if isinstance(one, ast.BoolOp)]
            return next((words for one in given if (words := _remedy(one, texts))), "")
    return ""


def _remedy(node: ast.expr | None, texts: dict[str, ast.expr]) -> str:
    """Return the English words of a remedy: a text, or the words of both languages as a pair."""
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        return _string(node.elts[1])
    return _words(node, texts)


def _in_module(nodes: list[ast.AST], usual: str) -> Iterator[tuple[str, str, str]]:
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    texts = _texts(nodes)
    for node in nodes:
        if isinstance(node, ast.Call):
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            code = named.get("code")
            if _is_code(code, WORD) and "message" in named:
                yield code.value, _words(named["message"], texts), _words(named.get("remedy"), texts)  # type: ignore[union-attr]
            elif found := _called_fault(node, usual, texts):
                yield found
            elif _is_code(code := node.args[0] if node.args else None) and len(node.args) == len(_SIDE_BY_SIDE):
                words = dict(zip(_SIDE_BY_SIDE, node.args, strict=True))
                if message := _string(words["en"]):
                    yield code.value, message, _string(words["remedy_en"])  # type: ignore[union-attr]
            yield from _in_sequence(node.args, functions, texts)
        elif isinstance(node, ast.Tuple):
            yield from _in_sequence(node.elts, functions, texts)


def _called_fault(node: ast.Call, usual: str, texts: dict[str, ast.expr]) -> tuple[str, str, str] | None:
    """Return a call of ``fault`` (or of one that adds its place) with both languages after the code, remedy after."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    takes = {"fault": (5, 6), "_fault": (7,), "refuse": (3,)}.get(name, ())
    if len(node.args) not in takes or not _is_code(node.args[0]):
        return None
    message = _string(node.args[2])
    given = next((one.value for one in node.keywords if one.arg == "remedy"), None)
    remedy = _string(node.args[4]) if len(node.args) > 4 else _remedy(given, texts) or usual
    return (node.args[0].value, message, remedy) if message and remedy else None  # type: ignore[attr-defined]


def _texts(nodes: list[ast.AST]) -> dict[str, ast.expr]:
    """Return the first ``Text(...)`` given to each name of the module: a remedy is often written ahead of its fault."""
    found: dict[str, ast.expr] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value.orelse if isinstance(node.value, ast.IfExp) else node.value
            if _is_text(value):
                found.setdefault(node.targets[0].id, value)
    return found


def _in_sequence(
    items: list[ast.expr], functions: dict[str, ast.FunctionDef], named: dict[str, ast.expr]
) -> Iterator[tuple[str, str, str]]:
    for position, item in enumerate(items):
        if not _is_code(item):
            continue
        texts: list[ast.expr] = []
        for later in items[position + 1 :]:
            if isinstance(later, ast.Starred):
                texts += _returned(later.value, functions)
            elif _is_text(later) or isinstance(later, ast.Name | ast.Attribute):
                texts.append(later)
        texts = texts[-2:]
        if len(texts) == 2 and any(map(_is_text, texts)):
            yield item.value, _words(texts[0], named), _words(texts[1], named)  # type: ignore[attr-defined]


def _returned(call: ast.expr, functions: dict[str, ast.FunctionDef]) -> list[ast.expr]:
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    if name in functions:
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                return node.value.elts
    return []


def _is_code(node: ast.expr | None, form: re.Pattern[str] = CODE) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(form.match(node.value))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"


def _words(node: ast.expr | None, named: dict[str, ast.expr]) -> str:
    """Return the English words of a ``Text(...)``; what is filled in at run time is shown as an ellipsis."""
    if isinstance(node, ast.Name):
        node = named.get(node.id)
    if node is not None and _is_text(node):
        for keyword in node.keywords:  # type: ignore[attr-defined]
            if keyword.arg == "en":
                return _string(keyword.value)
    return ""


def _string(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return _plain(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return _plain("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values))
    return ""


def _plain(words: str) -> str:
    words = re.sub(r"\{near_\w+\}", "", words)
    return re.sub(r"\{[^{}]*\}", "…", words).strip()

"""Describe every command of ``filiere`` with its options, from the command line's own declarations."""

from collections.abc import Iterator

from cyclopts import App

from filiere.cli.help_language import choose_help


def describe_commands() -> str:
    """Return one section a command, in the order of their names."""
    from filiere.cli import app

    return "\n\n".join(_section(name, one) for name, one in sorted(commands(app)))


def commands(app: App, prefix: str = "filiere") -> Iterator[tuple[str, App]]:
    """Go through the commands that do something: the leaves of the tree."""
    for name in app:
        if name.startswith("-"):
            continue
        inner = app[name]
        path = f"{prefix} {name}"
        leaves = [one for one in inner if not one.startswith("-")]
        if leaves:
            yield from commands(inner, path)
        else:
            yield path, inner


def _section(name: str, app: App) -> str:
    arguments = app.assemble_argument_collection(parse_docstring=True)
    given, options = [], []
    # Options that commands share stand in one record, which is no option itself.
    for argument in (one for one in arguments if one.names != ("*",)):
        shown = _row(argument)
        (options if shown[0].startswith("`--") else given).append(shown)
    signature = " ".join([name, *(row[0].split("`")[1] for row in given), "[OPTIONS]" if options else ""]).strip()
    lines = [f"## {name}", "", english(app.help), "", "```text", signature, "```"]
    if given or options:
        lines += ["", "| Argument or option | Values | Default | Meaning |", "|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in [*given, *options]]
    return "\n".join(lines)


def _row(argument: object) -> tuple[str, str, str, str]:
    names = [name for name in argument.names if name.startswith("--")]  # type: ignore[attr-defined]
    positional = not names or argument.index is not None  # type: ignore[attr-defined]
    label = argument.names[0].lstrip("-").upper().replace("-", "_") if positional else " / ".join(names)  # type: ignore[attr-defined]
    choices = argument.get_choices() or ()  # type: ignore[attr-defined]
    default = argument.field_info.default  # type: ignore[attr-defined]
    required = argument.required  # type: ignore[attr-defined]
    shown = "required" if required else "" if default in (None, "", False) or not _plain(default) else f"`{default}`"
    values = ", ".join(f"`{choice}`" for choice in choices) or _kind(str(argument.hint))  # type: ignore[attr-defined]
    return f"`{label}`", values, shown, english(argument.parameter.help or "")  # type: ignore[attr-defined]


def _plain(default: object) -> bool:
    return isinstance(default, str | int | float | bool) or str(default).isidentifier()


def _kind(hint: str) -> str:
    for word, label in (
        ("Duration", "length of time"),
        ("Interval", "length of time, with its unit"),
        ("Percent", "percentage"),
        ("Memory", "memory"),
        ("Zone", "time zone"),
        ("float", "number"),
        ("int", "number"),
        ("Path", "path"),
        ("bool", "switch"),
        ("str", "text"),
    ):
        if word in hint:
            return label
    return ""


def english(help_text: str | None) -> str:
    """Return the English half of a bilingual help text, on one line, without what it says of each parameter."""
    text = choose_help((help_text or "").partition("\n\nParameters")[0], "en")
    return " ".join(text.split()).replace("|", "\\|")

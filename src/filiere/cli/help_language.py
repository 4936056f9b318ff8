"""Help in one language: each help text of a command is written in French, then in English, and one half is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cyclopts.help import DefaultFormatter, InlineText

from filiere.core.language import Lang, source_language
from filiere.core.typography import typeset_french

if TYPE_CHECKING:
    from cyclopts.help import HelpPanel
    from rich.console import Console, ConsoleOptions
    from rich.text import Text as Words

SEPARATOR = " · "

# The words of the library that reads commands, which speaks English.
_TITLES = {"Commands": "Commandes", "Parameters": "Options", "Arguments": "Arguments"}
_SENTENCES = {
    "Display this message and exit.": "Afficher cette aide.",
    "Display application version.": "Afficher la version.",
}
_MARKS = {"[required]": "[obligatoire]", "[choices: ": "[choix : ", "[default: ": "[défaut : "}


def choose_help(words: str, lang: Lang) -> str:
    """Return the half of a help text in a language, paragraph by paragraph; a text with one half, as it is."""
    paragraphs = [" ".join(part.split()) for part in words.split("\n\n")]
    place = 0 if lang == "fr" else -1
    halves = [part.rsplit(SEPARATOR, 1)[place] for part in paragraphs if part]
    return "\n\n".join(typeset_french(half) if lang == "fr" else half for half in halves)


class OneLanguage(DefaultFormatter):
    """The panels of the library, in the reader's language."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Print a panel of commands or of options."""
        lang = source_language()
        panel.description = _in_one_language(panel.description, lang)
        panel.entries = [one.copy(description=_in_one_language(one.description, lang)) for one in panel.entries]
        if lang == "fr":
            panel.title = _TITLES.get(str(panel.title), panel.title)
        super().__call__(console, options, panel)

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:
        """Print what a command does."""
        super().render_description(console, options, _in_one_language(description, source_language()))


class _FrenchWords(InlineText):
    """A help text in French, after which the library puts its marks."""

    def append(self, text: Words) -> None:
        """Put a mark, such as that of an option that must be given."""
        for english, said in _MARKS.items():
            if text.plain.startswith(english):
                text.plain = said + text.plain.removeprefix(english)
        super().append(text)


def _in_one_language(description: Any, lang: Lang) -> Any:
    """Return what the library has made of a help text, with one half of it; anything else as it is."""
    from rich.markdown import Markdown

    shown = getattr(description, "primary_renderable", None)
    if not isinstance(shown, Markdown):
        return description
    half = choose_help(shown.markup, lang)
    if lang == "en":
        return InlineText(Markdown(half), force_empty_end=description.force_empty_end)
    return _FrenchWords(Markdown(_SENTENCES.get(half, half)), force_empty_end=description.force_empty_end)

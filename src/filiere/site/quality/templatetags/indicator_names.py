"""How pages name an indicator."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from filiere.contacts import Indicator
from filiere.contacts.definitions.choice_narrative import indicator_title

register = template.Library()


@register.filter
def indicator_name(indicator: Indicator) -> str:
    """The name of an indicator, in the language of the page."""
    return str(indicator_title(indicator))


@register.filter
def indicator_choices(indicators: Iterable[Indicator]) -> list[tuple[str, str]]:
    """Indicators as the choices of a list, in the language of the page."""
    return [(indicator.key, indicator_name(indicator)) for indicator in indicators]

"""How pages name an indicator."""

from __future__ import annotations

from django import template

from filiere.contacts import Indicator
from filiere.contacts.definitions.choice_narrative import indicator_title

register = template.Library()


@register.filter
def indicator_name(indicator: Indicator) -> str:
    """The name of an indicator, in the language of the page."""
    return str(indicator_title(indicator))

"""Hooks: their order is that of the apps and not of imports, a name has one authority, tests add and take away."""

from __future__ import annotations

import pytest

from filiere.site.kit.hooks import Hook, KeyedHook
from filiere.site.workflow.extension_points import party_providers, recipient_lookups


def named(module: str) -> object:
    """Return a function that an app of that module would register."""

    def function() -> str:
        return module

    function.__module__ = module
    return function


def test_values_come_in_the_order_of_apps_whatever_was_registered_first() -> None:
    late, early, first = (named(f"filiere.site.{app}.x") for app in ("quality", "members", "science"))
    hook: Hook[object] = Hook()
    hook.add(late, early)
    hook.register(first, order=-1)
    assert list(hook) == [first, early, late]
    assert len(hook) == 3
    assert late in hook


def test_a_value_is_added_and_taken_away_for_a_while() -> None:
    hook: Hook[str] = Hook()
    hook.add("a", "b")
    with hook.add_for_block("c"):
        assert list(hook) == ["a", "b", "c"]
    with hook.remove_for_block("a"):
        assert list(hook) == ["b"]
    assert list(hook) == ["a", "b"]
    with pytest.raises(ValueError, match="not registered"), hook.remove_for_block("z"):
        pass


def test_a_name_has_one_authority() -> None:
    table: KeyedHook[str] = KeyedHook(lambda value: value[0])
    table.add("apple")
    with pytest.raises(RuntimeError, match="a has two authorities"):
        table.add("apricot")
    with table.add_for_block("a", "apricot"):
        assert table["a"] == "apricot"
    with table.remove_for_block("a"):
        assert "a" not in table
    assert dict(table) == {"a": "apple"}
    assert len(table) == 1


def test_a_table_that_names_nothing_says_so() -> None:
    table: KeyedHook[str] = KeyedHook()
    assert table.register("x")("value") == "value"
    with pytest.raises(TypeError, match="named"):
        table.add("value")


def test_hooks_of_the_running_site_are_filled() -> None:
    assert len(party_providers) >= 1
    assert {"candidate", "staff", "auditor"} <= set(recipient_lookups)

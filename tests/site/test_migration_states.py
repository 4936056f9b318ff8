"""A model that a migration creates is added alone, and the others know of it as if all had been made again."""

from __future__ import annotations

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from filiere.site.migration_states import add_models_alone


def _describe_model(name: str, *links: str) -> ModelState:
    key = ("id", models.AutoField(primary_key=True))
    fields = [(link, models.ForeignKey(f"made_up.{link}", models.CASCADE)) for link in links]
    return ModelState("made_up", name, [key, *fields])


def _begin_state() -> ProjectState:
    state = ProjectState()
    state.add_model(_describe_model("Account"))
    state.add_model(_describe_model("Letter", "account"))
    return state


def _list_relations(state: ProjectState) -> dict[str, list[tuple[str, str]]]:
    return {
        model.__name__: sorted(
            (one.name, one.related_model.__name__) for one in model._meta.get_fields() if one.is_relation
        )
        for model in state.apps.get_models()
    }


def test_a_new_model_is_known_to_those_it_refers_to_and_these_are_not_made_again() -> None:
    expected, state = _begin_state(), _begin_state()
    made = {model.__name__: model for model in state.apps.get_models()}
    assert expected.apps.get_models()
    new = _describe_model("Receipt", "letter", "account")
    expected.add_model(new.clone())
    with add_models_alone():
        state.add_model(new)
    assert _list_relations(state) == _list_relations(expected)
    assert _list_relations(state)["Account"] == [("letter", "Letter"), ("receipt", "Receipt")]
    assert all(state.apps.get_model("made_up", name) is model for name, model in made.items())
    assert expected.relations.keys() == state.relations.keys()


def test_a_model_added_again_replaces_the_first_and_django_is_left_as_it_was() -> None:
    add_model = ProjectState.add_model
    state = _begin_state()
    before = state.apps.get_model("made_up", "letter")
    with add_models_alone():
        state.add_model(_describe_model("Letter"))
    after = state.apps.get_model("made_up", "letter")
    assert after is not before
    assert _list_relations(state) == {"Account": [], "Letter": []}
    assert ProjectState.add_model is add_model

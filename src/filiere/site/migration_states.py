"""Adding a new model to the models that migrations see, without making anew every model that it is related to.

Almost every model is related to an account, and so to almost every other: Django makes them all again for each table
that a migration creates, which is two thirds of what a new database takes. Nobody refers to a model that is new; it
is enough to add it, as Django does with the models of the apps themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def add_models_alone() -> Iterator[None]:
    """While migrations run, add each new model alone; a model that is added again is Django’s to replace."""
    add_model = ProjectState.add_model

    def add_alone(state: ProjectState, model_state: ModelState) -> None:
        key = (model_state.app_label, model_state.name_lower)
        # The property is not to be asked: that would make every model.
        apps = state.__dict__.get("apps")
        if apps is None or key in state.models:
            add_model(state, model_state)
            return
        del state.__dict__["apps"]
        try:
            add_model(state, model_state)
        finally:
            state.__dict__["apps"] = apps
        apps.render_multiple([model_state])

    ProjectState.add_model = add_alone  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        ProjectState.add_model = add_model  # type: ignore[method-assign]

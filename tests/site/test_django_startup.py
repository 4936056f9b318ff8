"""Commands bring the database to the present schema, and lose no time over one that is there already."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from django.core import management
from django.db.migrations.recorder import MigrationRecorder

from filiere.site.django_startup import migrate

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What Django is asked for, which does nothing."""
    mock = Mock()
    monkeypatch.setattr(management, "call_command", mock)
    return mock


def test_a_database_of_the_present_schema_is_left_alone(asked: Mock) -> None:
    """Django’s own look at it takes a sixth of a second, which every command would wait."""
    migrate()
    asked.assert_not_called()


@pytest.mark.parametrize("app", ["journal", "quality", "sessions"])
def test_one_migration_that_is_missing_is_enough(asked: Mock, app: str) -> None:
    """Of an app of ours, or of one of Django’s."""
    MigrationRecorder.Migration.objects.filter(app=app).last().delete()
    migrate()
    asked.assert_called_once_with("migrate", verbosity=0, interactive=False)

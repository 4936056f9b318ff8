"""Declaration of the procedure's app to Django: tables, types of content and addresses keep the name `dossiers`."""

from __future__ import annotations

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Dossiers as the events of the procedure that each follows."""

    name = "filiere.site.workflow"
    label = "dossiers"

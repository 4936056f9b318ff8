"""What a program that watches the site asks: whether the process lives, and whether it can serve.

Both answers are for anybody, so they say nothing of the site but yes or no; `filiere doctor` says why, to its operator.
Neither asks who is there, nor leaves a trace in the journal.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def liveness_probe(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 as long as the process answers; nothing else is looked at."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readiness_probe(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 when the database answers, has the schema of this version, the disk has room and the key is the right one."""
    from filiere.site.diagnostics.checks import check_readiness

    found = check_readiness()
    whole = all(found.values())
    return JsonResponse({"ready": whole, "checks": found}, status=200 if whole else 503)


VIEWS = {"/healthz": liveness_probe, "/readyz": readiness_probe}
"""By their addresses, which the first middleware answers before anything looks at a session or a name."""

"""Several colleagues who countersign one request at one moment, for the test that its act is done once."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

from support.scenes.dossier_sample import make_person
from support.scenes.signing_sample import WHY

SIGNERS = 6


def all_at_once() -> dict[str, Any]:
    """Each of six administrators signs the same request twice, all at once: what they were told, what was given.

    It needs a database that threads share: a file, or PostgreSQL.
    """
    from django.db import connection

    from filiere.core import Faults
    from filiere.site.accounts.actions.approvals import approve_request
    from filiere.site.accounts.actions.grant_role import request_role
    from filiere.site.accounts.models import Grant
    from filiere.site.accounts.models_approvals import Approval
    from filiere.site.accounts.rights import Role
    from filiere.site.journal.integrity import check_integrity
    from filiere.site.journal.models import Entry

    user, signers = make_person(), [make_person("administrator") for _ in range(SIGNERS)]
    request = request_role(actor=make_person("administrator"), user=user, role=Role.AUDITOR, reason=WHY)
    gate, said = Barrier(2 * SIGNERS), []

    def sign(second: Any) -> None:
        gate.wait()
        try:
            said.append(str(approve_request(actor=second, approval=Approval.objects.get(pk=request.pk))))
        except Faults as faults:
            said.append(faults.faults[0].code)
        finally:
            connection.close()

    threads = [Thread(target=sign, args=(second,)) for second in (*signers, *signers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "said": {one: said.count(one) for one in sorted(set(said))},
        "grants": Grant.objects.filter(user=user).count(),
        "entries": Entry.objects.filter(act="approval.approve").count(),
        "differing": [one.sentence().en for one in check_integrity().differences],
    }

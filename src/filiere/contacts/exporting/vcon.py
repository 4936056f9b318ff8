"""vCon, the container of conversations that the IETF is drafting: a line of JSON a contact.

After draft-ietf-vcon-vcon-core-04. It has parties and dialogs, and nothing for queues or waiting: a leg that was
answered is a dialog from its answer on, another an ``incomplete`` one; what else is known is attached as our legs.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TextIO
from uuid import NAMESPACE_URL, uuid5

from filiere.contacts.exporting.events import format_iso, iter_contacts
from filiere.contacts.store import Store

_DISPOSITION_BY_OUTCOME: Mapping[str, str] = {
    "abandoned": "hung-up",
    "blocked": "busy",
    "overflowed": "no-answer",
    "callback": "no-answer",
    "deflected": "no-answer",
    "system_dropped": "failed",
}
_INSTANT_COLUMNS = ("arrived_us", "queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us")
_ATTACHED_COLUMNS = ("leg", "organisation", "site", "queue", "channel", "direction", "outcome", "transferred", "reason")


def write_vcon(store: Store, target: TextIO) -> int:
    """Write the contacts of a store, one vCon a line; return how many. A leg that is under way is only attached."""
    count = 0
    for legs in iter_contacts(store):
        target.write(json.dumps(_build_vcon(legs), ensure_ascii=False) + "\n")
        count += 1
    return count


def _build_vcon(legs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    first = legs[0]
    agents = list(dict.fromkeys(leg["agent_key"] for leg in legs if leg["agent_key"]))
    customer = next((leg["customer_key"] for leg in legs if leg["customer_key"]), None)
    parties = [{"type": "customer", **({"uuid": customer} if customer else {})}]
    parties += [{"type": "agent", "uuid": agent} for agent in agents]
    dialogs = []
    for leg in legs:
        inbound = leg["direction"] == "inbound"
        if leg["outcome"] == "answered" and leg["answered_us"] is not None:
            agent = 1 + agents.index(leg["agent_key"]) if leg["agent_key"] else None
            known = [0] if agent is None else [0, agent]
            dialog: dict[str, Any] = {
                "type": "recording" if leg["channel"] == "phone" else "text",
                "start": format_iso(leg["answered_us"]),
                "parties": known,
                "originator": 0 if inbound or agent is None else agent,
            }
            if leg["ended_us"] is not None and leg["ended_us"] >= leg["answered_us"]:
                dialog["duration"] = (leg["ended_us"] - leg["answered_us"]) / 1_000_000
            dialogs.append(dialog)
        elif leg["outcome"] in _DISPOSITION_BY_OUTCOME:
            dialog = {"type": "incomplete", "start": format_iso(leg["arrived_us"]), "parties": [0]}
            dialogs.append(dialog | {"disposition": _DISPOSITION_BY_OUTCOME[leg["outcome"]]})
    body = [
        {name: leg[name] for name in _ATTACHED_COLUMNS}
        | {
            name.removesuffix("_us") + "_at": format_iso(leg[name])
            for name in _INSTANT_COLUMNS
            if leg[name] is not None
        }
        for leg in legs
    ]
    last = max(leg[name] for leg in legs for name in _INSTANT_COLUMNS if leg[name] is not None)
    return {
        "uuid": str(uuid5(NAMESPACE_URL, f"filiere:{first['organisation']}/{first['contact_id']}")),
        "created_at": format_iso(last),
        "parties": parties,
        "dialog": dialogs,
        "attachments": [
            {
                "purpose": "filiere-legs",
                "start": format_iso(first["arrived_us"]),
                "party": 0,
                "dialog": 0,
                "mediatype": "application/json",
                "encoding": "json",
                "body": {"contact_id": first["contact_id"], "legs": body},
            }
        ],
    }

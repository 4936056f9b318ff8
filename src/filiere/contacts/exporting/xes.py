"""XES, the IEEE 1849 standard of event logs, which process mining reads: a trace a contact, an event an instant.

The standard extensions say name, time and who did it; what they have no word for is under keys of our own, which begin
with ``filiere:``.
"""

from typing import TextIO
from xml.sax.saxutils import quoteattr

from filiere.contacts.exporting.events import build_events, format_iso, iter_contacts
from filiere.contacts.store import Store

_XES_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
"""


def write_xes(store: Store, target: TextIO) -> int:
    """Write the contacts of a store; return how many. Memory does not depend on their number."""
    target.write(_XES_HEADER)
    count = 0
    for legs in iter_contacts(store):
        count += 1
        first = legs[0]
        target.write("<trace>\n")
        _write_attribute(target, "string", "concept:name", first["contact_id"])
        _write_attribute(target, "string", "filiere:organisation", first["organisation"])
        _write_attribute(target, "string", "filiere:channel", first["channel"])
        _write_attribute(target, "string", "filiere:direction", first["direction"])
        _write_attribute(target, "string", "filiere:customer", first["customer_key"])
        for event in build_events(legs):
            target.write("<event>\n")
            _write_attribute(target, "string", "concept:name", event.type)
            _write_attribute(target, "date", "time:timestamp", format_iso(event.at))
            _write_attribute(target, "string", "org:resource", event.agent)
            _write_attribute(target, "string", "org:group", event.queue)
            _write_attribute(target, "string", "filiere:reason", event.reason)
            _write_attribute(target, "int", "filiere:leg", str(event.leg))
            target.write("</event>\n")
        target.write("</trace>\n")
    target.write("</log>\n")
    return count


def _write_attribute(target: TextIO, kind: str, key: str, value: str | None) -> None:
    if value is not None:
        clean = "".join(letter for letter in value if letter >= " " or letter in "\t\n")
        target.write(f"<{kind} key={quoteattr(key)} value={quoteattr(clean)}/>\n")

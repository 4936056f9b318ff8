"""XES, the IEEE 1849 standard of event logs, which process mining reads: a trace a contact, an event an instant.

The standard extensions say name, time and who did it; what they have no word for is under keys of our own, which begin
with ``filiere:``.
"""

from typing import TextIO
from xml.sax.saxutils import quoteattr

from filiere.contacts.exporting.events import contacts, events, iso
from filiere.contacts.store import Store

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
"""


def write_xes(store: Store, target: TextIO) -> int:
    """Write the contacts of a store; return how many. Memory does not depend on their number."""
    target.write(_HEAD)
    count = 0
    for legs in contacts(store):
        count += 1
        first = legs[0]
        target.write("<trace>\n")
        _attribute(target, "string", "concept:name", first["contact_id"])
        _attribute(target, "string", "filiere:organisation", first["organisation"])
        _attribute(target, "string", "filiere:channel", first["channel"])
        _attribute(target, "string", "filiere:direction", first["direction"])
        _attribute(target, "string", "filiere:customer", first["customer_key"])
        for one in events(legs):
            target.write("<event>\n")
            _attribute(target, "string", "concept:name", one.type)
            _attribute(target, "date", "time:timestamp", iso(one.at))
            _attribute(target, "string", "org:resource", one.agent)
            _attribute(target, "string", "org:group", one.queue)
            _attribute(target, "string", "filiere:reason", one.reason)
            _attribute(target, "int", "filiere:leg", str(one.leg))
            target.write("</event>\n")
        target.write("</trace>\n")
    target.write("</log>\n")
    return count


def _attribute(target: TextIO, kind: str, key: str, value: str | None) -> None:
    if value is not None:
        clean = "".join(letter for letter in value if letter >= " " or letter in "\t\n")
        target.write(f"<{kind} key={quoteattr(key)} value={quoteattr(clean)}/>\n")

"""Golden cases written as changes of other cases, so that a dossier of two hundred answers is typed once.

``like`` names another case of the release, in any of its files. What the case does not say itself is taken from it:
facts, answers, inputs and registers one by one, all else whole. Its key, its name and what it expects are
always its own. The reader puts the two together, so that nothing after it meets a case in pieces.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from filiere.core.yaml_documents import Document, Key
from filiere.referentials.faults import FORM_FAULTS, find_close_words
from filiere.referentials.record_reader import ReleaseReading, read_record
from filiere.referentials.records.release import GoldenCase

OWN_KEYS = ("key", "name", "like", "expect")
MERGED_GROUPS = ("facts", "answers", "inputs", "register")


class CaseAssembler:
    """The cases of a release as its files are read."""

    def __init__(self) -> None:
        self._places: list[tuple[Document, Key]] = []
        self._keyed: dict[str, tuple[Document, Key]] = {}

    def read(self, document: Document, at: Key, reading: ReleaseReading) -> None:
        """Take one case in; it is made whole once every file is read."""
        self._places.append((document, at))
        item = _value_at(document, at)
        key = item.get("key") if isinstance(item, dict) else None
        if not isinstance(key, str):
            return
        if key in self._keyed:
            holder, place = self._keyed[key]
            where = f"{holder.path.name}:{holder.position(place)[0]}"
            reading.faults.append(
                document.place_fault((*at, "key"), FORM_FAULTS.build("taken-key", key=key, where=where))
            )
        else:
            self._keyed[key] = document, at

    def merge_cases(self, reading: ReleaseReading) -> dict[str, GoldenCase]:
        """Return the cases whole, under their places in the order of files and lines."""
        cases: dict[str, GoldenCase] = {}
        for document, at in self._places:
            data = self._assemble_case(document, at, reading)
            if data is None:
                continue
            list_, index = at
            # The lines stay those of the file: only what stands at the case is replaced.
            whole = replace(document, data={list_: {index: data}})
            case = read_record(whole, GoldenCase, at, reading.faults)
            if case is not None:
                place = str(len(cases))
                reading.places["case", place] = document, at
                cases[place] = case
        return cases

    def _assemble_case(self, document: Document, at: Key, reading: ReleaseReading) -> Any:
        """Return the data of a case with all it is ``like``; None after noting that it leads nowhere."""
        own = _value_at(document, at)
        chain = [own]
        while isinstance(chain[-1], dict) and isinstance(name := chain[-1].get("like"), str):
            found = self._keyed.get(name)
            base = _value_at(*found) if found else None
            # Each case tells what is wrong with its own "like", and no other's.
            if base is None and len(chain) == 1:
                unlike = FORM_FAULTS.build("case-unlike", name=name, near=find_close_words(name, self._keyed))
                reading.faults.append(document.place_fault((*at, "like"), unlike))
            elif base is chain[0]:
                circle = FORM_FAULTS.build("case-circle", name=own["like"])
                reading.faults.append(document.place_fault((*at, "like"), circle))
            if base is None or any(base is one for one in chain):
                return None
            chain.append(base)
        data = chain.pop()
        while chain and isinstance(data, dict):
            data = _merge_case(data, chain.pop())
        return data


def _merge_case(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    joined = {key: value for key, value in base.items() if key not in OWN_KEYS} | dict(own)
    for group in MERGED_GROUPS:
        first, second = base.get(group), own.get(group)
        if isinstance(first, dict) and isinstance(second, dict):
            joined[group] = first | second
    return joined


def _value_at(document: Document, at: Key) -> Any:
    data = document.data
    for part in at:
        data = data[part]
    return data

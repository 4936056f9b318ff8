"""How fast a dossier of about 190 questions answers and saves, alone and with fifty people at work on loopback.

Alone, in one process: every page of the questionnaire (target 100 ms by the median) and the saving of one answer (50).
Together: the real server, fifty people in ten companies who read a theme and save an answer in turn, for SECONDS
(300 by default, `BENCH_SECONDS` changes it). Targets: no error, 95 % of the answers within 400 ms, and no lost write:
each save makes one version, so what is counted at the end is what was acknowledged. On SQLite unless
`FILIERE_DATABASE_URL` names another database, which must be empty.
"""

import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

RUNS, PEOPLE, COMPANIES = 20, 50, 10
SECONDS = int(os.environ.get("BENCH_SECONDS", "300"))
PAUSE = (2, 8)
"""Seconds a person takes to read before the next answer: already brisk for questions of this length."""
WIDEST = (
    "has_outbound",
    "has_telework",
    "records_calls",
    "uses_outsourcers",
    "has_algorithmic_management",
    "has_agency_staff",
    "has_night_or_sunday",
    "has_offshore",
    "handles_sensitive_data",
    "has_own_building",
    "has_vehicles",
)
"""Facts that open the most questions."""
TESTS = str(Path(__file__).resolve().parents[1] / "tests")


def prepare(home: str) -> list[dict[str, Any]]:
    """Make the companies, their dossiers, answered whole, and the people, each with a session; return who is who."""
    os.environ |= {"FILIERE_HOME": home, "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    sys.path.insert(0, TESTS)
    from filiere.site.django_startup import migrate, start_django

    migrate(create=True)
    start_django()
    from django.conf import settings
    from django.test import Client
    from support.scenes import candidature_sample as sample
    from support.scenes import dossier_sample

    from filiere.site.accounts.session_proofs import SESSION_MARK
    from filiere.site.candidature.case_evaluation import list_answer_lines

    people = []
    for company in range(COMPANIES):
        organisation = sample.make_outsourcer()
        editors = [dossier_sample.make_member(organisation, "edit") for _ in range(PEOPLE // COMPANIES)]
        dossier = sample.make_candidature(organisation)
        sample.perimeter(dossier, editors[0])
        sample.facts(dossier, editors[0], **dict.fromkeys(WIDEST, "true"))
        dossier = dossier_sample.at(dossier, "declaring")
        sample.answer_all(dossier, editors[0])
        lines = [one for one in list_answer_lines(dossier) if one.place.kind == "answer"]
        for turn, editor in enumerate(editors):
            client = Client()
            client.force_login(editor)
            session = client.session
            session[SESSION_MARK] = {"user": editor.key, "how": "bench", "at": ""}
            session.save()
            mine = lines[turn :: len(editors)]
            people.append(
                {
                    "company": company,
                    "dossier": dossier.key,
                    "themes": sorted({one.sheet for one in lines}),
                    "cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
                    "lines": [(":".join(one.place), list(one.choices)) for one in mine],
                }
            )
    return people


def alone(person: dict[str, Any]) -> int:
    """Print the median of each page and of a save; the status is 1 when a target is missed."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    name, _, value = person["cookie"].partition("=")
    client.cookies[name] = value
    base = f"/fr/dossiers/{person['dossier']}/questionnaire/"
    missed = 0
    print(f"{'alone':<44}{'median ms':>11}{'max ms':>9}{'of which processor':>20}")
    for page in ("", *(f"theme/{one}/" for one in person["themes"])):
        times, worked = [], time.process_time()
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            if client.get(base + page).status_code != 200:
                return 1
            times.append((time.perf_counter() - start) * 1000)
        missed += _row(page or "questionnaire", times[1:], 100, time.process_time() - worked)
    line, levels = person["lines"][0]
    version, times, worked = 1, [], time.process_time()
    for turn in range(RUNS + 1):
        sent = {"line": line, "value": levels[turn % 2], "version": version}
        start = time.perf_counter()
        answer = client.post(base + "save/", sent)
        times.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            return 1
        version = answer.json()["version"]
    return missed + _row("save one answer", times[1:], 50, time.process_time() - worked)


def _row(name: str, times: list[float], target: float, worked: float) -> int:
    """Print a line; the time of the processor tells what a busy machine hides."""
    median, processor = statistics.median(times), worked * 1000 / (len(times) + 1)
    missed = "" if median < target else "  missed"
    print(f"{name:<44}{median:>11.1f}{max(times):>9.1f}{processor:>20.1f}{missed}")
    return int(median >= target)


class Worker(threading.Thread):
    """One person: reads a theme, saves an answer, waits, again."""

    def __init__(self, person: dict[str, Any], port: int, until: float) -> None:
        super().__init__()
        self.person, self.port, self.until = person, port, until
        self.times: list[float] = []
        self.errors: list[str] = []
        self.saved: dict[str, int] = {}

    def run(self) -> None:
        """Work until the time is over."""
        chance = random.Random(self.person["cookie"])
        versions: dict[str, int] = {}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        base = f"/fr/dossiers/{self.person['dossier']}/questionnaire/"
        token = "b" * 32
        headers = {"Host": "localhost", "Cookie": f"{self.person['cookie']}; csrftoken={token}"}
        posting = {**headers, "X-CSRFToken": token, "Accept": "application/json",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        while time.monotonic() < self.until:
            self._ask(link, "GET", f"{base}theme/{chance.choice(self.person['themes'])}/", None, headers)
            line, levels = chance.choice(self.person["lines"])
            body = {"line": line, "value": chance.choice(levels), "note": f"{chance.random()}"}
            body["version"] = str(versions.get(line, 1))
            told = self._ask(link, "POST", f"{base}save/", urlencode(body), posting)
            if told is not None:
                answer = json.loads(told)
                if "theirs" in answer:
                    versions[line] = answer["theirs"]["version"]
                elif "version" in answer:
                    versions[line] = answer["version"]
                    self.saved[line] = answer["version"]
            # A server closes a connection that nobody uses while someone reads.
            link.close()
            time.sleep(chance.uniform(*PAUSE))

    def _ask(self, link: Any, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes | None:
        start = time.perf_counter()
        try:
            link.request(method, path, body, headers)
            response = link.getresponse()
            told: bytes = response.read()
        except (OSError, http.client.HTTPException) as error:
            link.close()
            self.errors.append(repr(error))
            return None
        self.times.append((time.perf_counter() - start) * 1000)
        if response.status not in (200, 409):
            self.errors.append(f"{method} {path}: {response.status}")
            return None
        return told if method == "POST" else None


def together(people: list[dict[str, Any]], home: str) -> int:
    """Serve, let fifty people work, and count; the status is 1 when a target is missed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "filiere", "serve", "--port", str(port)], env=os.environ | {"FILIERE_HOME": home}
    )
    try:
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/fr/")
                break
            except OSError:
                time.sleep(0.1)
        until = time.monotonic() + SECONDS
        workers = [Worker(one, port, until) for one in people]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        server.terminate()
        server.wait(timeout=30)
    times = sorted(one for worker in workers for one in worker.times)
    errors = [one for worker in workers for one in worker.errors]
    lost = _lost(workers)
    p95 = times[int(len(times) * 0.95)] if times else float("inf")
    print(f"\n{PEOPLE} people, {SECONDS} s: {len(times)} answers, {len(times) / SECONDS:.0f} a second")
    print(f"median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, max {times[-1]:.0f} ms")
    print(f"errors {len(errors)} {errors[:3]}, lost writes {lost}")
    return int(bool(errors) or bool(lost) or p95 >= 400)


def _lost(workers: list[Worker]) -> int:
    """Count the saves acknowledged that are not in the history of their answer."""
    from filiere.referentials.workbook.layout import parse_line_key
    from filiere.site.candidature.models import AnswerVersion

    lost = 0
    for worker in workers:
        for line, version in worker.saved.items():
            place = parse_line_key(line)
            found = AnswerVersion.objects.filter(
                answer__dossier__key=worker.person["dossier"],
                answer__kind=place.kind if place else "",
                answer__key=place.key if place else "",
                version=version,
            )
            lost += not found.exists()
    return lost


def main() -> int:
    """Measure alone, then together."""
    with tempfile.TemporaryDirectory() as home:
        people = prepare(home)
        return alone(people[0]) + together(people, home)


if __name__ == "__main__":
    sys.exit(main())

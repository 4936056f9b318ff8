"""The site under people: a page of a dossier, autosave, fifty people at work at once, a committee that votes at once.

    ./dev bench site                    SQLite, fifty people for five minutes
    SITE_SECONDS=30 ./dev bench site    a shorter run
    FILIERE_DATABASE_URL=postgres://… ./dev bench site

The site is served by `filiere serve` on the loopback, over a demonstration built for the occasion (``SITE_HOME`` names
one that stands already; it is written to). Clients are threads of another process with a cookie each and nothing else:
no script runs and no style is fetched, so times are those of the server. Goals, which make the exit status: a page of
the questionnaire under 100 ms and an autosave under 50 ms, median of a quiet server; with fifty people, no error, the
95th percentile under 400 ms, and every answer saved is there at the end; thirteen ballots at once, all counted.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

PEOPLE = 50
SECONDS = float(os.environ.get("SITE_SECONDS", "300"))
PAUSE, AT_ONCE = (1.0, 5.0), (0.0, 0.0)
"""Seconds between two acts of one person: somebody who reads, types and clicks without a rest; and a machine."""
PAGE, SAVE, BUSY = 0.100, 0.050, 0.400
_LINE = re.compile(r'data-line="(answer[^"]+)"')
_CHOICE = re.compile(r'<input type="radio" name="([^"]+)\.value" value="([^"]+)"')
_VERSION = re.compile(r'name="([^"]+)\.version" value="(\d+)"')


@dataclass
class Client:
    """Somebody at a browser, by the door of the demonstration."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, float]:
        """Ask for a page, or send a form; the status, the body and the seconds it took."""
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        body = None
        if form is not None:
            form = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **form}
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        started = time.perf_counter()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request("GET" if body is None else "POST", path, body, headers)
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        took = time.perf_counter() - started
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        link.close()
        return answer.status, text, took

    def enter(self, key: str) -> None:
        """Enter as one of the people of the demonstration."""
        self.ask("/fr/sign-in/")
        status, _, _ = self.ask("/fr/sign-in/demo/", {"key": key, "next": "/fr/"})
        if status != 302:
            raise SystemExit(f"the door of the demonstration answered {status}")


@dataclass
class Seen:
    """What a run met: times by sort of act, statuses, and the last version of each answer that was saved."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    saved: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, status: int, took: float) -> None:
        """Keep one act."""
        with self.lock:
            self.times[kind].append(took)
            if status >= 400 and not (kind == "save" and status == 409):
                self.wrong[f"{kind} {status}"] += 1


def prepare(home: Path) -> dict[str, list[tuple[str, str]]]:
    """Fifty dossiers whose questionnaire is open, each with its editor, and thirteen ballots to cast; keys of all."""
    script = Path(__file__).with_name("_site_people.py")
    told = subprocess.run(
        [sys.executable, str(script), str(PEOPLE)], env=_environment(home), check=True, capture_output=True, text=True
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in told.stdout.splitlines():
        if line.startswith("@"):
            kind, person, thing = line[1:].split()
            found[kind].append((person, thing))
    return found


def _environment(home: Path) -> dict[str, str]:
    return os.environ | {"FILIERE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}


def work(
    client: Client,
    dossier: str,
    groups: list[str],
    seen: Seen,
    until: float,
    pause: tuple[float, float] = PAUSE,
) -> None:
    """Read pages of a dossier and answer its questions, one after another, until the time is over."""
    dice = Random(dossier)
    while time.perf_counter() < until:
        group = dice.choice(groups)
        path = f"/fr/dossiers/{dossier}/questionnaire/theme/{group}/"
        status, page, took = client.ask(path)
        seen.note("page", status, took)
        choices = defaultdict(list)
        for name, value in _CHOICE.findall(page):
            choices[name].append(value)
        versions = dict(_VERSION.findall(page))
        lines = [line for line in _LINE.findall(page) if choices.get(line)]
        for line in dice.sample(lines, min(4, len(lines))):
            value = dice.choice(choices[line])
            form = {"line": line, "value": value, "reason": "", "note": "", "version": versions[line]}
            status, body, took = client.ask(f"/fr/dossiers/{dossier}/questionnaire/save/", form)
            seen.note("save", status, took)
            found = re.search(r'"version": (\d+)', body)
            if status == 200 and found:
                with seen.lock:
                    seen.saved[dossier, line] = (int(found[1]), value)
            if time.perf_counter() > until:
                return
            time.sleep(dice.uniform(*pause))
        for name, path in (("overview", ""), ("questionnaire", "questionnaire/")):
            status, _, took = client.ask(f"/fr/dossiers/{dossier}/{path}")
            seen.note(name, status, took)
            time.sleep(dice.uniform(*pause))


def lost(seen: Seen, clients: dict[str, Client], groups: list[str]) -> int:
    """How many answers that the site said saved are not on its pages."""
    missing = 0
    for dossier in {one for one, _ in seen.saved}:
        pages = "".join(
            clients[dossier].ask(f"/fr/dossiers/{dossier}/questionnaire/theme/{group}/")[1] for group in groups
        )
        for (of, line), (version, value) in seen.saved.items():
            if of == dossier:
                kept = f'name="{line}.version" value="{version}"' in pages
                chosen = re.search(rf'name="{re.escape(line)}\.value" value="{re.escape(value)}" checked', pages)
                missing += not (kept and chosen)
    return missing


def vote(port: int, people: list[tuple[str, str]], seen: Seen) -> None:
    """Cast all the ballots of a round at the same moment."""
    clients = []
    for person, item in people:
        client = Client(port)
        client.enter(person)
        clients.append((client, item))
    gate = threading.Barrier(len(clients))

    def cast(client: Client, item: str) -> None:
        gate.wait()
        form = {"ballot-choice": "granted_24", "ballot-reasons": "Au vu du rapport fictif."}
        status, _, took = client.ask(f"/fr/dossiers/{item.replace('/', '/committee/')}/ballot/", form)
        seen.note("ballot", status, took)

    threads = [threading.Thread(target=cast, args=one) for one in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def tell(name: str, times: list[float]) -> str:
    """One line: how many, the median and the 95th percentile, in milliseconds."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{name:24} {len(times):6} {statistics.median(times) * 1000:8.1f} ms median {high * 1000:8.1f} ms p95"


def main() -> int:
    """Build, serve, measure; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        home = Path(os.environ.get("SITE_HOME", folder))
        subprocess.run([sys.executable, "-m", "filiere", "demo", "--no-serve"], env=_environment(home), check=True)
        found = prepare(home)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "filiere", "serve", "--port", str(port)],
            env=_environment(home),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            return measure(port, found)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=20)


def measure(port: int, found: dict[str, list[tuple[str, str]]]) -> int:
    """Measure a quiet server, a busy one and a vote."""
    for _ in range(600):
        try:
            Client(port).ask("/fr/")
            break
        except OSError:
            time.sleep(0.2)
    groups = [group for _, group in found["group"]]
    clients: dict[str, Client] = {}
    for person, dossier in found["dossier"]:
        clients[dossier] = Client(port)
        clients[dossier].enter(person)
    quiet, busy, ballots = Seen(), Seen(), Seen()
    first = found["dossier"][0][1]
    work(clients[first], first, groups, quiet, time.perf_counter() + min(15, SECONDS), AT_ONCE)
    until = time.perf_counter() + SECONDS
    threads = [
        threading.Thread(target=work, args=(client, dossier, groups, busy, until))
        for dossier, client in clients.items()
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    missing = lost(busy, clients, groups)
    vote(port, found["ballot"], ballots)
    every = [took for times in busy.times.values() for took in times]
    for label, seen in (("quiet", quiet), (f"{len(clients)} people", busy), ("vote", ballots)):
        for kind, times in sorted(seen.times.items()):
            print(tell(f"{label}: {kind}", times))
    print(tell(f"{len(clients)} people: all", every))
    high = sorted(every)[int(len(every) * 0.95)]
    goals = {
        f"page under {PAGE * 1000:.0f} ms": statistics.median(quiet.times["page"]) < PAGE,
        f"autosave under {SAVE * 1000:.0f} ms": statistics.median(quiet.times["save"]) < SAVE,
        f"p95 under {BUSY * 1000:.0f} ms": high < BUSY,
        f"no error {dict(quiet.wrong + busy.wrong + ballots.wrong)}": not (quiet.wrong + busy.wrong + ballots.wrong),
        f"no lost write of {len(busy.saved)} ({missing} lost)": missing == 0,
    }
    for name, met in goals.items():
        print(f"{'✓' if met else '✗'} {name}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

"""How long the server takes for each page of the demonstration, first and then by the median.

Public pages are asked twenty times; then, for a visitor and for each person of the demonstration, one page of each
address that links lead to, seven times. Whole pages are never cached; drawn charts may be, keyed by the hash of their
data. The floor in the same run is a page of the same site that draws nothing: the sign-in form. Targets: 1.5 s the
first time, 60 ms by the median, of wall on a machine that does nothing else; processor time stands beside it.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from html import unescape
from typing import Any

RUNS = 20
PERSON_RUNS = 7
PAGES = (
    "", "weight/", "map/", "map/?kind=regions18", "map/?kind=departments", "map/?kind=zones", "territories/REG-75/",
    "territories/R22-54/", "territories/DEP-86/", "outsourced/", "abroad/", "international/", "methods/", "register/",
    "register/?indicator=jobs&year=2008", "figures/jobs-outsourced-2008-unedic/", "sources/poitiers-2010-07/",
    "downloads/",
)  # fmt: skip
LABEL = (
    "label/", "label/search/?q=salaire", "label/releases/lrs@2027.1/", "label/releases/iso18295-1@2017/",
    "label/releases/lrs@2027.1/themes/hr_practice/", "label/releases/lrs@2027.1/questions/hr_newcomers_kept/",
    "label/compare/?from=lrs@2009.1&to=lrs@2027.1", "label/mappings/",
    "label/mappings/en15838@2009--iso18295-1@2017/", "label/simulations/", "label/simulations/1/",
)  # fmt: skip
"""Pages of the label, asked for by the demonstration's account, who sees drafts: a release may still be one."""


def time_page(client: Any, path: str, runs: int) -> tuple[Any, float, float, float, float]:
    """The answer, then in ms: the first time, the median, the longest, and the median of processor time."""
    walls, processors = [], []
    for _ in range(runs + 1):
        start, spent = time.perf_counter(), time.process_time()
        response = client.get(path)
        walls.append((time.perf_counter() - start) * 1000)
        processors.append((time.process_time() - spent) * 1000)
        if response.status_code != 200 or "text/html" not in response.get("Content-Type", ""):
            break
    later = walls[1:] or walls
    return response, walls[0], statistics.median(later), max(later), statistics.median(processors[1:] or processors)


def measure_people(client_of: Any, keys: list[str]) -> int:
    """Print the slowest page of each address that links lead a visitor or somebody to; how many miss."""
    from django.urls import Resolver404, resolve

    slowest: dict[str, tuple[float, float, float, str]] = {}
    open_to_all: set[str] = set()
    for key in ("", *keys):
        # What a visitor reaches is timed once, for them.
        client, queue, seen = client_of(key), deque(["/fr/dossiers/" if key else "/fr/"]), open_to_all.copy()
        while queue:
            path = queue.popleft()
            try:
                name = resolve(path.partition("?")[0]).view_name
            except Resolver404:
                continue
            if name in seen:
                continue
            answer, first, median, _, processor = time_page(client, path, PERSON_RUNS)
            if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
                continue
            seen.add(name)
            slowest[name] = max(slowest.get(name, (0.0, 0.0, 0.0, "")), (median, processor, first, f"{path} ({key})"))
            queue.extend(unescape(one) for one in re.findall(r'href="(/fr/[^"#]*)', answer.content.decode()))
        open_to_all = open_to_all or seen
    missed = sum(median >= 60 or first >= 1500 for median, _, first, _ in slowest.values())
    medians = sorted(median for median, *_ in slowest.values())
    print(f"\n{len(keys)} people, {len(slowest)} addresses; median of medians {statistics.median(medians):.1f} ms")
    print(f"{'address':<36}{'median ms':>10}{'processor':>10}{'first':>8}  page, person")
    for name, (median, processor, first, where) in sorted(slowest.items(), key=lambda one: one[1], reverse=True)[:30]:
        mark = "  missed" if median >= 60 or first >= 1500 else ""
        print(f"{name:<36}{median:>10.1f}{processor:>10.1f}{first:>8.0f}  {where}{mark}")
    return missed


def measure(home: str) -> int:
    """Print one line a page; the status is 1 when a target is missed."""
    os.environ |= {"FILIERE_HOME": home, "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    import django

    django.setup()
    from django.test import Client

    from filiere.site.accounts.models import User
    from filiere.site.demonstration_builder import DEMO_EMAIL

    client = Client(headers={"host": "localhost"})
    signed_in = Client(headers={"host": "localhost"})
    signed_in.force_login(User.objects.get(email=DEMO_EMAIL))
    missed = 0
    print(f"{'page':<60}{'first ms':>10}{'median ms':>11}{'max ms':>9}{'processor':>11}")
    asked = [(client, page) for page in ("sign-in/", *PAGES)] + [(signed_in, page) for page in LABEL]
    for who, page in asked:
        response, first, median, longest, processor = time_page(who, f"/fr/{page}", RUNS)
        if response.status_code != 200:
            print(f"{page}: status {response.status_code}", file=sys.stderr)
            return 1
        mark = "" if first < 1500 and median < 60 else "  missed"
        missed += bool(mark)
        print(f"{'/fr/' + page:<60}{first:>10.0f}{median:>11.1f}{longest:>9.1f}{processor:>11.1f}{mark}")

    def client_of(key: str) -> Client:
        found = Client(headers={"host": "localhost"})
        if key:
            found.force_login(User.objects.get(key=key))
        return found

    offered = client.get("/fr/sign-in/").content.decode()
    keys = list(dict.fromkeys(re.findall(r'(?:data-person|option value)="(u-\w+)"', offered)))
    missed += measure_people(client_of, keys)
    return 1 if missed else 0


def main() -> int:
    """Build the demonstration in a folder of its own, then measure in a process that has seen nothing yet."""
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "filiere", "demo", "--no-serve"]
        subprocess.run(command, env=os.environ | {"FILIERE_HOME": home}, check=True)
        return subprocess.run([sys.executable, __file__, home], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

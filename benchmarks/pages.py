"""How long the server takes for each public page of the demonstration, first and then by the median of twenty.

Whole pages are never cached; drawn charts may be, keyed by the hash of their data. The floor in the same run is a
page of the same site that draws nothing: the sign-in form. Targets: 1.5 s the first time, 60 ms by the median.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 20
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
    print(f"{'page':<60}{'first ms':>10}{'median ms':>11}{'max ms':>9}")
    asked = [(client, page) for page in ("sign-in/", *PAGES)] + [(signed_in, page) for page in LABEL]
    for who, page in asked:
        times = []
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            response = who.get(f"/fr/{page}")
            times.append((time.perf_counter() - start) * 1000)
            if response.status_code != 200:
                print(f"{page}: status {response.status_code}", file=sys.stderr)
                return 1
        first, median = times[0], statistics.median(times[1:])
        mark = "" if first < 1500 and median < 60 else "  missed"
        missed += bool(mark)
        print(f"{'/fr/' + page:<60}{first:>10.0f}{median:>11.1f}{max(times[1:]):>9.1f}{mark}")
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

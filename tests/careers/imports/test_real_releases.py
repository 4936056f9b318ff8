"""The releases 3.47 and 4.60 of ROME, where their tables are beside the checkout."""

from pathlib import Path

import pytest

from filiere.careers.imports import ReadingOptions, check_bridges, compare_releases, read_delivery
from filiere.careers.profession import load_profession
from filiere.careers.rome_tables import read_rome
from filiere.core.faults import Faults


def test_a_folder_of_all_releases_is_refused_and_each_is_read(shared_data: Path) -> None:
    folder = shared_data / "occupations"
    with pytest.raises(Faults) as told:
        read_delivery(folder, ReadingOptions())
    assert {one.code for one in told.value.faults} == {"import-two-versions", "import-several-kinds"}

    labels = (folder / "rome344_referentiel_activite.parquet",)
    older = read_delivery(folder, ReadingOptions(prefix="rome347", labels=labels))
    newer = read_delivery(folder, ReadingOptions(prefix="rome460"))
    assert older.nomenclature is not None
    assert newer.nomenclature is not None
    # Nothing that judges a delivery changes what the tables say.
    plain = read_rome([folder], prefix="rome347", version="3.47")
    assert older.nomenclature.jobs == plain.jobs
    assert older.nomenclature.moves == plain.moves

    found = compare_releases(older, newer)
    counts = (len(found.added), len(found.removed), len(found.renamed), len(found.meaning_changed), found.unchanged)
    assert counts == (1053, 0, 527, 4, 0)
    assert sum(counts[2:]) == len(older.nomenclature.jobs)
    profession = load_profession()
    for release in (older, newer):
        assert release.nomenclature is not None
        assert check_bridges(release.nomenclature, release.system, profession).faults == ()

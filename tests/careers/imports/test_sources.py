"""The other sources: ESCO, certifications, hiring plans, tables between nomenclatures, observed moves."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from filiere.careers.imports import (
    CodePair,
    HiringNeed,
    ListedCertification,
    ObservedMove,
    ReadingOptions,
    Release,
    read_delivery,
    read_release_file,
    write_release,
)
from filiere.careers.nomenclature import ItemKind
from filiere.core.faults import Faults


def write(folder: Path, files: dict[str, str], encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding=encoding)
    return folder


def read(path: Path, **options: object) -> Release:
    return read_delivery(path, ReadingOptions(**options))  # type: ignore[arg-type]


def list_codes(path: Path, **options: object) -> list[str]:
    with pytest.raises(Faults) as told:
        read(path, **options)
    return [one.code for one in told.value.faults]


def list_gaps(release: Release) -> set[str]:
    return {one.code for one in release.gaps} - {"gap-date-from-file", "gap-version-unsaid"}


ESCO = {
    "occupations_fr.csv": (
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description,code\n"
        'Occupation,http://x/occupation/o1,9999,gardien de phare,"veilleur\nvigie, de nuit",Veille.,9999.1\n'
        "Occupation,http://x/occupation/o2,9999,fondeur de cloches,,Fond.,9999.2\n"
        "ISCOGroup,http://x/isco/C9999,9999,Métiers de la côte,,,9999\n"
    ),
    "skills_fr.csv": (
        "conceptType,conceptUri,skillType,preferredLabel\n"
        "KnowledgeSkillCompetence,http://x/skill/s1,knowledge,marées\n"
        "KnowledgeSkillCompetence,http://x/skill/s2,skill/competence,veiller de nuit\n"
        "SkillGroup,http://x/skill/S9,,veilles et gardes\n"
    ),
    "occupationSkillRelations_fr.csv": (
        "occupationUri,relationType,skillType,skillUri\n"
        "http://x/occupation/o1,essential,knowledge,http://x/skill/s1\n"
        "http://x/occupation/o1,optional,skill/competence,http://x/skill/s2\n"
    ),
}


def test_groups_of_the_tree_are_neither_jobs_nor_titles_nor_items(tmp_path: Path) -> None:
    release = read(write(tmp_path / "ESCO dataset - v1.2.0", ESCO))
    found = release.nomenclature
    assert found is not None
    assert (release.label, release.system) == ("ESCO 1.2.0", "esco")
    assert [one.label for one in found.jobs["o1"].titles] == ["gardien de phare", "veilleur", "vigie, de nuit"]
    assert {one.label for job in found.jobs.values() for one in job.titles}.isdisjoint({"Métiers de la côte"})
    assert {key: item.kind for key, item in found.items.items()} == {
        "s1": ItemKind.KNOWLEDGE,
        "s2": ItemKind.ACTIVITY,
    }
    assert [(one.item, one.base) for one in found.jobs["o1"].requirements] == [("s1", True), ("s2", False)]
    assert list_gaps(release) == {"gap-groups-left-out"}


def test_an_esco_without_skills_says_so(tmp_path: Path) -> None:
    release = read(write(tmp_path / "e", {"occupations_fr.csv": ESCO["occupations_fr.csv"]}), version="1.2.0")
    assert list_gaps(release) == {"gap-groups-left-out", "gap-tables-absent"}


FICHE = (
    "<FICHE><NUMERO_FICHE>{number}</NUMERO_FICHE><INTITULE>{title}</INTITULE><NOMENCLATURE_EUROPE><NIVEAU>NIV4</NIVEAU>"
    "<INTITULE>Niveau 4</INTITULE></NOMENCLATURE_EUROPE><CODES_ROME><ROME><CODE>{code}</CODE><LIBELLE>Un métier"
    "</LIBELLE></ROME></CODES_ROME><ACTIF>Oui</ACTIF><DATE_FIN_ENREGISTREMENT>31/12/2030</DATE_FIN_ENREGISTREMENT>"
    "<BLOCS_COMPETENCES><BLOC_COMPETENCES><CODE>BC01</CODE><LIBELLE>Bloc</LIBELLE></BLOC_COMPETENCES>"
    "</BLOCS_COMPETENCES></FICHE>"
)


def make_xml(*rows: tuple[str, str, str], head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    fiches = "".join(FICHE.format(number=number, title=title, code=code) for number, title, code in rows)
    return f"{head}<FICHES><VERSION_FLUX>4.1</VERSION_FLUX>{fiches}</FICHES>"


KEPT = ListedCertification("RNCP90001", "Titre A", 4, True, "2030-12-31", ("D1408",))


def test_certifications_are_kept_for_the_codes_of_the_profession(tmp_path: Path) -> None:
    xml = make_xml(("RNCP90001", "Titre A", "D1408"), ("RNCP90002", "Titre B", "A1101"))
    path = tmp_path / "rncp.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("export_fiches_RNCP_V4_1_2026-07-21.xml", xml)
    release = read(path, profession_codes={"D1408"})
    assert release.records == (KEPT,)
    assert list_gaps(release) == {"gap-filtered"}
    assert read_release_file(write_release(release, tmp_path / "kept")) == release


def test_the_csv_export_says_the_same_as_the_xml(tmp_path: Path) -> None:
    files = {
        "export_fiches_CSV_Standard_2026.csv": (
            "Id_Fiche;Numero_Fiche;Intitule;Nomenclature_Europe_Niveau;Date_Fin_Enregistrement;Actif\n"
            "1;RNCP90001;Titre A;NIV4;31/12/2030;ACTIVE\n2;RNCP90002;Titre B;NIV5;31/12/2030;INACTIVE\n"
        ),
        "export_fiches_CSV_Rome_2026.csv": (
            "Numero_Fiche;Codes_Rome_Code;Codes_Rome_Libelle\nRNCP90001;D1408;Un métier\nRNCP90002;A1101;Autre\n"
        ),
    }
    assert read(write(tmp_path / "csv", files), profession_codes={"D1408"}).records == (KEPT,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (make_xml(("RNCP90001", "A", "D1408"))[:-20], "import-not-a-table"),
        (make_xml(head='<?xml version="1.0" encoding="ISO-8859-15"?>'), "import-xml-encoding"),
        (make_xml(head='<!DOCTYPE x [<!ENTITY a "b">]>'), "import-not-a-table"),
        (make_xml(), "import-empty-table"),
        (make_xml(("RNCP90001", "A", "D1408"), ("RNCP90001", "B", "D1408")), "import-repeated"),
        (make_xml(("90001", "A", "D1408")), "import-number"),
    ],
)
def test_a_bad_register_is_refused(text: str, code: str, tmp_path: Path) -> None:
    path = write(tmp_path / "x", {"rncp.xml": text}) / "rncp.xml"
    assert list_codes(path, profession_codes={"D1408"}) == [code]


BMO = ("annee", "Code métier BMO", "Nom métier BMO", "Dept", "REG", "BE26", "NOMBE26", "met", "xmet", "smet")
NEEDS = [
    (2026, "R1X67", "Télévendeurs", "59", "32", 3201, "Bassin A", 40, 12, "*"),
    (2026, "R1X68", "Vendeurs", "59", "32", 3201, "Bassin A", 8, 0, 3),
]


def test_hiring_plans_are_read_from_a_workbook_and_withheld_numbers_are_unknown(tmp_path: Path) -> None:
    path = tmp_path / "bmo.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Description").write_row(0, 0, ("Variable", "Sens"))
        sheet = book.add_worksheet("BMO_2026_open_data")
        for rank, row in enumerate((BMO, *NEEDS)):
            sheet.write_row(rank, 0, row)
    release = read(path)
    assert release.records[0] == HiringNeed(2026, "3201", "Bassin A", "59", "32", "R1X67", "Télévendeurs", 40, 12, None)
    assert list_gaps(release) == {"gap-withheld"}
    text = "\n".join(";".join(map(str, row)) for row in (BMO, *NEEDS))
    assert read(write(tmp_path / "csv", {"bmo.csv": text})).records == release.records


def test_bad_hiring_plans_are_told_all_at_once(tmp_path: Path) -> None:
    rows = (BMO, (2026, "D1408", "x", "59", "32", "", "y", "many", 1, 1))
    folder = write(tmp_path / "csv", {"bmo.csv": "\n".join(";".join(map(str, row)) for row in rows)})
    assert list_codes(folder) == ["import-blank", "import-foreign-code", "import-number"]
    folder = write(tmp_path / "less", {"bmo.csv": "met;xmet\n1;1\n"})
    assert list_codes(folder) == ["import-missing-columns"]


def test_pairs_between_nomenclatures_are_n_to_n(tmp_path: Path) -> None:
    files = {
        "fap_rome.csv": "Fap;Rome;intitule_rome\nR1Z67;D1408;Conseil\nR1Z67;D1401;Assistance\nA0Z00;NA;NA\n",
        "fap_pcs.csv": "Fap;PCS;intitule_PCS\nR1Z67;555a;Vendeurs à distance\n",
    }
    release = read(write(tmp_path / "pairs", files))
    assert release.records == (
        CodePair("fap", "R1Z67", "pcs", "555a", "Vendeurs à distance"),
        CodePair("fap", "R1Z67", "rome", "D1401", "Assistance"),
        CodePair("fap", "R1Z67", "rome", "D1408", "Conseil"),
    )
    assert list_gaps(release) == {"gap-no-code"}
    wrong = write(tmp_path / "wrong", {"t.csv": "Fap;Rome\nD1408;R1Z67\n"})
    assert list_codes(wrong) == ["import-foreign-code", "import-foreign-code"]


HEADER = "from,to,share,source,years,country\n"


def write_moves(folder: Path, *rows: str) -> Path:
    return write(folder / "moves", {"moves.csv": HEADER + "\n".join(rows) + "\n"})


def test_observed_moves_say_their_source_years_and_country(tmp_path: Path) -> None:
    path = write_moves(tmp_path, "D1505,D1408,0.04,Enquête A,2018-2021,FR", "D1505,D1401,0.01,Enquête A,2018-2021,FR")
    release = read(path, codes={"D1505", "D1408", "D1401"})
    assert release.records[1] == ObservedMove("D1505", "D1408", 0.04, "Enquête A", "2018-2021", "FR")
    assert release.publisher.name == "Enquête A"
    assert list_gaps(release) == set()
    assert list_gaps(read(path)) == {"gap-codes-unchecked"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("D1505,D1408,1.5,A,2018,FR",), "import-number"),
        (("D1505,D1408,nan,A,2018,FR",), "import-number"),
        (("D1505,D1408,0.1,A,2021-2018,FR",), "import-number"),
        (("D1505,D1408,0.1,A,2018,France",), "import-number"),
        (("D1505,D1408,0.1,,2018,FR",), "import-blank"),
        (("D1505,D1408,0.6,A,2018,FR", "D1505,D1401,0.6,A,2018,FR"), "import-shares"),
        (("D1505,D1408,0.1,A,2018,FR", "D1505,D1408,0.2,A,2018,FR"), "import-repeated"),
        (("D1505,D1408,0.1,A,2018,FR", "A1101,Z9999,0.2,A,2018,FR"), "import-unknown-codes"),
    ],
)
def test_bad_observed_moves_are_refused(rows: tuple[str, ...], code: str, tmp_path: Path) -> None:
    assert list_codes(write_moves(tmp_path, *rows), codes={"D1505", "D1408", "D1401"}) == [code]


def test_two_kinds_of_data_in_one_folder_are_a_fault(tmp_path: Path) -> None:
    folder = write(tmp_path / "both", {"fap.csv": "Fap;Rome\nR1Z67;D1408\n", "moves.csv": HEADER + "A,B,1,s,2018,FR\n"})
    assert list_codes(folder) == ["import-several-kinds"]
    assert read(folder, prefix="fap").name == "Code pairs"

"""What is wrong with a file of occupations that somebody brings, and what it does not say: one entry a code."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English. Codes that begin with
# "gap" stop nothing: they name what the release does not say.
_ENTRIES: dict[str, FaultEntry] = {
    "import-not-found": (
        "Ce chemin ne mène ni à un fichier ni à un dossier.",
        "This path leads neither to a file nor to a folder.",
        "Vérifiez le chemin.",
        "Check the path.",
    ),
    "import-empty-folder": (
        "Ce dossier ne contient aucune table (.csv, .parquet, .xlsx, .xml){named_fr}.",
        "This folder holds no table (.csv, .parquet, .xlsx, .xml){named_en}.",
        "Donnez le dossier où l’archive a été décompressée, ou l’archive elle-même.",
        "Give the folder where the archive was unpacked, or the archive itself.",
    ),
    "import-empty-file": (
        "Ce fichier est vide.",
        "This file is empty.",
        "Téléchargez-le de nouveau.",
        "Download it again.",
    ),
    "import-empty-table": (
        "Cette table n’a que son en-tête : aucune ligne.",
        "This table has a header only: no row.",
        "Téléchargez de nouveau l’export complet.",
        "Download the whole export again.",
    ),
    "import-broken-archive": (
        "Cette archive est tronquée ou abîmée{part_fr}.",
        "This archive is cut short or damaged{part_en}.",
        "Téléchargez-la de nouveau, et vérifiez sa taille.",
        "Download it again, and check its size.",
    ),
    "import-archive-too-large": (
        "Cette archive se décompresse en {size} octets, {ratio} fois sa taille, ou contient {members} fichiers : la "
        "limite est de {most} octets, {most_ratio} fois et {most_members} fichiers.",
        "This archive unpacks to {size} bytes, {ratio} times its size, or holds {members} files: the limit is {most} "
        "bytes, {most_ratio} times and {most_members} files.",
        "Ne la décompressez pas ; téléchargez-la de nouveau depuis la page de l’éditeur.",
        "Do not unpack it; download it again from the publisher’s page.",
    ),
    "import-archive-locked": (
        "Le fichier « {name} » de l’archive est protégé par un mot de passe, ou y figure deux fois.",
        "The file “{name}” of the archive is protected by a password, or stands there twice.",
        "Donnez l’archive telle que l’éditeur la publie.",
        "Give the archive as its publisher issues it.",
    ),
    "import-file-too-large": (
        "Ce fichier fait {size} octets ; la limite est de {most}.",
        "This file is {size} bytes; the limit is {most}.",
        "Vérifiez que c’est bien le fichier voulu.",
        "Check that it is the file you mean.",
    ),
    "import-not-a-table": (
        "Ce fichier n’est pas un fichier {form} lisible : {why}.",
        "This file is not a readable {form} file: {why}.",
        "Téléchargez-le de nouveau, ou enregistrez-le en CSV.",
        "Download it again, or save it as CSV.",
    ),
    "import-encoding": (
        "Le texte n’est pas en UTF-8 (octet 0x{byte}) ; il se lit en ISO-8859-15, comme les exports JSON et XML.",
        "The text is not UTF-8 (byte 0x{byte}); it reads as ISO-8859-15, as the JSON and XML exports do.",
        "Prenez l’export CSV, qui est en UTF-8, ou indiquez --encoding iso-8859-15.",
        "Take the CSV export, which is UTF-8, or say --encoding iso-8859-15.",
    ),
    "import-xml-encoding": (
        "Ce XML annonce un autre encodage que UTF-8 (l’ISO-8859-15 des anciens exports, sans doute).",
        "This XML declares another encoding than UTF-8 (ISO-8859-15 as older exports, no doubt).",
        "Prenez l’export en UTF-8, ou l’export CSV.",
        "Take the export in UTF-8, or the CSV export.",
    ),
    "import-encoding-said": (
        "{said} a été annoncé, mais le fichier est en UTF-8.",
        "{said} was announced, but the file is UTF-8.",
        "Retirez --encoding.",
        "Leave --encoding out.",
    ),
    "import-csv-broken": (
        "Cette ligne n’est pas du CSV valide : un guillemet est resté ouvert, ou une case est trop longue.",
        "This line is not valid CSV: a quotation mark was left open, or a cell is too long.",
        "Téléchargez de nouveau le fichier : il est peut-être tronqué.",
        "Download the file again: it may be cut short.",
    ),
    "import-row-width": (
        "Cette ligne a {found} cases, et l’en-tête {expected}.",
        "This line has {found} cells, and the header {expected}.",
        "Un libellé qui contient une virgule doit être entre guillemets : reprenez le fichier d’origine.",
        "A label that holds a comma must be quoted: take the original file again.",
    ),
    "import-missing-columns": (
        "Il manque des colonnes : {names}.",
        "Columns are missing: {names}.",
        "Colonnes trouvées : {found}. Prenez l’export d’origine, ou une version que l’outil connaît.",
        "Columns found: {found}. Take the original export, or a release that the tool knows.",
    ),
    "import-missing-table": (
        "Il manque la table des métiers (« {name} »).",
        "The table of jobs (“{name}”) is missing.",
        "Donnez l’archive ou le dossier entier, pas une seule table.",
        "Give the whole archive or folder, not one table.",
    ),
    "import-unknown-form": (
        "Rien ici n’a une forme connue. Tables lues : {names}.",
        "Nothing here has a known form. Tables read: {names}.",
        "Formes connues : ROME 3 et 4, ESCO, RNCP, BMO, tables entre FAP, ROME, PCS et CITP, passages observés (from, "
        "to, share, source, years, country).",
        "Known forms: ROME 3 and 4, ESCO, RNCP, BMO, tables between FAP, ROME, PCS and ISCO, observed moves (from, to, "
        "share, source, years, country).",
    ),
    "import-several-kinds": (
        "Plusieurs sortes de données sont ici : {names}.",
        "Several kinds of data are here: {names}.",
        "Importez-les une à une : --prefix choisit les fichiers par le début de leur nom.",
        "Import them one by one: --prefix picks files by how their names begin.",
    ),
    "import-two-versions": (
        "Plusieurs versions sont ici : {versions}.",
        "Several versions are here: {versions}.",
        "Gardez les fichiers d’une seule version{hint_fr}.",
        "Keep the files of one version only{hint_en}.",
    ),
    "import-no-version": (
        "Ni « version.txt » ni les noms des fichiers n’indiquent la version.",
        "Neither “version.txt” nor the names of files say the version.",
        "Indiquez-la : --release 4.61.",
        "Say it: --release 4.61.",
    ),
    "import-bad-version": (
        "« {value} » n’est pas une version.",
        "“{value}” is not a version.",
        "Écrivez des chiffres, des lettres, des points et des tirets, 20 caractères au plus : 4.61.",
        "Write digits, letters, full stops and hyphens, 20 characters at most: 4.61.",
    ),
    "import-bad-date": (
        "« {value} » n’est pas un jour.",
        "“{value}” is not a day.",
        "Écrivez AAAA-MM-JJ.",
        "Write YYYY-MM-DD.",
    ),
    "import-blank": (
        "La colonne « {column} » est vide.",
        "The column “{column}” is blank.",
        "Corrigez la ligne, ou téléchargez de nouveau le fichier.",
        "Correct the line, or download the file again.",
    ),
    "import-foreign-code": (
        "« {code} » n’est pas un code {system} ; il a la forme {like}.",
        "“{code}” is not a code of {system}; it has the form of {like}.",
        "Vérifiez que la table est bien celle de cette nomenclature.",
        "Check that the table is that of this nomenclature.",
    ),
    "import-repeated-code": (
        "« {code} » est déjà donné, ligne {line}, avec un autre contenu.",
        "“{code}” is already given, line {line}, with another content.",
        "Gardez une seule des deux lignes.",
        "Keep one of the two lines.",
    ),
    "import-repeated": (
        "« {code} » est donné deux fois, avec deux contenus.",
        "“{code}” is given twice, with two contents.",
        "Gardez-le une fois.",
        "Keep it once.",
    ),
    "import-unknown-codes": (
        "{count} lignes sur {total} nomment un métier que la version n’a pas ({examples}) : plus d’une sur {one_in}.",
        "{count} of {total} lines name a job that the release does not have ({examples}): more than one in {one_in}.",
        "Cette table est sans doute d’une autre version : prenez toutes les tables de la même.",
        "This table is no doubt of another release: take all tables of the same one.",
    ),
    "import-number": (
        "« {value} », colonne « {column} », n’est pas {wanted}.",
        "“{value}”, column “{column}”, is not {wanted}.",
        "Corrigez la valeur.",
        "Correct the value.",
    ),
    "import-shares": (
        "Les parts des passages depuis « {code} » ({source}, {years}) font plus que 1 : {sum}.",
        "The shares of moves from “{code}” ({source}, {years}) sum to more than 1: {sum}.",
        "Écrivez chaque part entre 0 et 1, de toutes les personnes parties du métier.",
        "Write each share between 0 and 1, of all people who left the job.",
    ),
    "import-orphaned-bridge": (
        "La passerelle « {bridge} » perd « {phrase} » : la version n’a plus {items}. Métiers touchés : {occupations}.",
        "The bridge “{bridge}” loses “{phrase}”: the release no longer has {items}. Occupations concerned: "
        "{occupations}.",
        "Donnez à la formulation les lignes qui les remplacent, puis importez de nouveau.",
        "Give the phrase the lines that replace them, then import again.",
    ),
    "import-orphaned-code": (
        "Le code {code} de « {job} » n’est plus dans la version.",
        "The code {code} of “{job}” is no longer in the release.",
        "Donnez au métier le code qui le remplace, ou la date de fin de l’ancien, puis importez de nouveau.",
        "Give the job the code that replaces it, or the last day of the old one, then import again.",
    ),
    "release-unreadable": (
        "Ce fichier n’est pas une version importée, ou il est abîmé : {why}.",
        "This file is not an imported release, or it is damaged: {why}.",
        "Importez de nouveau : filiere careers import.",
        "Import again: filiere careers import.",
    ),
    "release-too-many-lines": (
        "Ce fichier a {count} lignes ; la limite est de {most}.",
        "This file has {count} lines; the limit is {most}.",
        "Importez de nouveau : filiere careers import.",
        "Import again: filiere careers import.",
    ),
    "release-altered": (
        "Le contenu a l’empreinte {found}, et non {expected} : il a été modifié depuis l’import.",
        "The content has the fingerprint {found}, not {expected}: it was changed since the import.",
        "Importez de nouveau : filiere careers import.",
        "Import again: filiere careers import.",
    ),
    "release-other-kind": (
        "Ce fichier contient {found}, et non {wanted}.",
        "This file holds {found}, not {wanted}.",
        "Donnez un fichier de la même sorte.",
        "Give a file of the same kind.",
    ),
    "release-not-comparable": (
        "{name} ne se compare pas à {other}.",
        "{name} cannot be compared with {other}.",
        "Donnez à --against une version de la même nomenclature.",
        "Give --against a release of the same nomenclature.",
    ),
    "release-not-written": (
        "Le fichier ne peut pas être écrit : {why}.",
        "The file cannot be written: {why}.",
        "Vérifiez le dossier et ses droits, ou donnez-en un autre avec --into.",
        "Check the folder and its permissions, or give another with --into.",
    ),
    "gap-tables-absent": (
        "Tables absentes : {names}. Leur contenu manque.",
        "Tables absent: {names}. What they would say is missing.",
        "Importez l’export complet pour l’avoir.",
        "Import the whole export to have it.",
    ),
    "gap-tables-empty": (
        "Tables sans aucune ligne : {names}.",
        "Tables without any row: {names}.",
        "Vérifiez l’export.",
        "Check the export.",
    ),
    "gap-unknown-codes": (
        "{table} : {count} lignes sur {total} nomment un métier que la version n’a pas ({examples}) ; elles sont "
        "laissées de côté.",
        "{table}: {count} of {total} lines name a job that the release does not have ({examples}); they are left out.",
        "Rien à faire si elles sont peu nombreuses ; sinon, comparez les versions des tables.",
        "Nothing to do where they are few; otherwise compare the releases of the tables.",
    ),
    "gap-items-unlabelled": (
        "{count} lignes de fiches n’ont pas de libellé dans cette version ({examples}).",
        "{count} lines of sheets have no label in this release ({examples}).",
        "Donnez une table de libellés d’une autre version avec --labels.",
        "Give a table of labels of another release with --labels.",
    ),
    "gap-labels-borrowed": (
        "{count} libellés viennent de {file}, d’une autre version.",
        "{count} labels come from {file}, of another release.",
        "Rien à faire : le rapport et le fichier gardé l’indiquent.",
        "Nothing to do: the report and the file say so.",
    ),
    "gap-moves-unsaid": (
        "{count} passages officiels n’ont pas de sorte (proche ou évolution) : cette version ne la donne plus.",
        "{count} official moves are of no kind (near or evolution): this release no longer gives it.",
        "Rien à faire.",
        "Nothing to do.",
    ),
    "gap-base-unsaid": (
        "La version n’indique pas ce que tout le monde doit savoir faire dans un métier : toutes les lignes comptent "
        "autant.",
        "The release does not say what everybody in a job must do: all lines count alike.",
        "Rien à faire.",
        "Nothing to do.",
    ),
    "gap-texts-unknown": (
        "{count} textes de fiches sont d’une partie inconnue ; ils sont laissés de côté.",
        "{count} texts of sheets are of an unknown part; they are left out.",
        "Rien à faire.",
        "Nothing to do.",
    ),
    "gap-repeated-rows": (
        "{table} : {count} lignes répètent une autre ; elles comptent une fois.",
        "{table}: {count} lines repeat another; they count once.",
        "Rien à faire.",
        "Nothing to do.",
    ),
    "gap-groups-left-out": (
        "{count} groupes de l’arbre ne sont pas des métiers ; leurs noms n’entrent pas dans les intitulés.",
        "{count} groups of the tree are no jobs; their names are kept out of titles.",
        "Rien à faire.",
        "Nothing to do.",
    ),
    "gap-no-code": (
        "{count} lignes n’ont pas de code en face ({examples}).",
        "{count} lines have no code opposite ({examples}).",
        "Rien à faire : l’éditeur n’en donne pas.",
        "Nothing to do: the publisher gives none.",
    ),
    "gap-codes-padded": (
        "{count} codes de {system} avaient perdu leurs zéros de tête ({examples}) ; ils leur sont rendus.",
        "{count} codes of {system} had lost their leading zeros ({examples}); they are put back.",
        "Rien à faire : un tableur les retire.",
        "Nothing to do: a spreadsheet drops them.",
    ),
    "gap-withheld": (
        "{count} nombres sont masqués par l’éditeur (« * ») : inconnus, et non nuls.",
        "{count} numbers are withheld by the publisher (“*”): unknown, not zero.",
        "Rien à faire.",
        "Nothing to do.",
    ),
    "gap-version-unsaid": (
        "Le fichier n’indique pas sa version : {version}, d’après sa date.",
        "The file does not say its version: {version}, from its date.",
        "Indiquez-la avec --release.",
        "Say it with --release.",
    ),
    "gap-date-from-file": (
        "Le jour {date} est celui du fichier le plus récent, et non celui que l’éditeur donne.",
        "The day {date} is that of the newest file, not one that the publisher gives.",
        "Indiquez-le avec --date.",
        "Say it with --date.",
    ),
    "gap-bridges-unchecked": (
        "Les passerelles n’ont pas pu être vérifiées : {why}.",
        "Bridges could not be checked: {why}.",
        "Importez l’export complet.",
        "Import the whole export.",
    ),
    "gap-meaning-unjudged": (
        "Le sens de {count} codes n’a pas pu être comparé : l’une des deux versions n’en donne que le titre.",
        "The meaning of {count} codes could not be compared: one of the two releases gives their title only.",
        "Rien à faire.",
        "Nothing to do.",
    ),
    "gap-codes-unchecked": (
        "Les codes n’ont pas été comparés à une nomenclature : seule leur forme l’a été.",
        "Codes were not compared with a nomenclature: only their form was.",
        "Donnez une version importée avec --nomenclature.",
        "Give an imported release with --nomenclature.",
    ),
    "gap-codes-of-kept-release": (
        "Les codes ont été comparés à {release}, la version gardée la plus récente.",
        "Codes were compared with {release}, the newest release that is kept.",
        "Pour une autre, donnez --nomenclature.",
        "For another, give --nomenclature.",
    ),
    "gap-filtered": (
        "{left} fiches sur {total} ne nomment aucun des {codes} codes ROME de la profession ; elles sont laissées de "
        "côté.",
        "{left} of {total} certifications name none of the {codes} ROME codes of the profession; they are left out.",
        "Rien à faire.",
        "Nothing to do.",
    ),
}

CATALOGUE = FaultCatalogue(_ENTRIES)

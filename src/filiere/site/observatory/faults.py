"""What may be wrong with a source or a scenario of the observatory: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "source-decided-late": (
            "Une autre version de cette source a été acceptée depuis : ce que celle-ci doit masquer a été "
            "décidé sans elle.",
            "Another version of this source has since been accepted: what this one must withhold was decided "
            "without it.",
            "Importez de nouveau le même fichier : il n’est pas gardé deux fois, et ce qu’il doit masquer est "
            "décidé de nouveau. Puis acceptez la version.",
            "Import the same file again: it is not stored twice, and what it must withhold is decided again. "
            "Then accept the version.",
        ),
        "already-accepted": (
            "La version {version} est déjà acceptée.",
            "Version {version} is already accepted.",
            "Il n’y a rien à faire.",
            "There is nothing to do.",
        ),
        "figure-leap": (
            "La correction change un nombre de plus de dix fois : {leap}.",
            "The correction changes a number more than tenfold: {leap}.",
            "Si c’est bien cela, cochez la case ; sinon, corrigez le nombre.",
            "If that is right, tick the box; otherwise correct the number.",
        ),
        "figure-moved": (
            "Quelqu’un a changé ce chiffre, ou ce que les usages retiennent, depuis que vous avez ouvert la page.",
            "Someone has changed this figure, or the figures retained for uses, since you opened the page.",
            "Rien n’a été enregistré. La page montre maintenant ce qui est en vigueur : relisez, puis recommencez.",
            "Nothing was saved. The page now shows the current state: review it, then start over.",
        ),
        "missing-file": (
            "Ce fichier n’existe pas, ou n’est pas un fichier.",
            "This file does not exist, or is not a file.",
            "Vérifiez le chemin.",
            "Check the path.",
        ),
        "rejects-left-out": (
            "Ce fichier est déjà chargé sans {rejected} lignes fautives, et n’a pas été accepté.",
            "This file is already loaded without {rejected} faulty rows, and has not been accepted.",
            "Acceptez la version dans l’espace de l’équipe, ou relancez avec --allow-rejects.",
            "Accept the version on the staff pages, or run again with --allow-rejects.",
        ),
        "load-under-way": (
            "Un autre fichier de source est en cours de chargement : le site en charge un seul à la fois.",
            "Another source file is being loaded: the site loads one at a time.",
            "Le vôtre n’a pas été chargé et rien n’a changé. Envoyez-le de nouveau dans quelques minutes.",
            "Yours was not loaded and nothing has changed. Upload it again in a few minutes.",
        ),
        "not-pending": (
            "La version {version} n’attend pas de décision.",
            "Version {version} is not awaiting a decision.",
            "Pour écarter une version acceptée, acceptez-en une autre : elle la remplacera.",
            "To set aside an accepted version, accept another one: it will replace it.",
        ),
        "already-retained": (
            "Ce chiffre est déjà retenu pour l’usage « {label} ».",
            "This figure is already retained for the use “{label}”.",
            "Il n’y a rien à faire.",
            "There is nothing to do.",
        ),
        "use-label-missing": (
            "L’usage « {use} » est nouveau et n’a pas de nom.",
            "The use “{use}” is new and has no name.",
            "Nommez cet usage dans les deux langues, ou choisissez un usage existant.",
            "Name this use in both languages, or choose an existing one.",
        ),
    }
)
fault = CATALOGUE.build

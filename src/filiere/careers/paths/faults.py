"""What can be wrong with what is asked of paths: the fault and its remedy, in both languages."""

from filiere.core.faults import FaultCatalogue

CATALOGUE = FaultCatalogue(
    {
        "path-personal-input": (
            "« {name} » : {what} n’entre pas dans le calcul d’un passage, et n’est pas gardé.",
            "“{name}”: {what} has no part in the computation of a path, and is not kept.",
            "Retirez cette donnée. Un passage se calcule du métier et de ce que la personne sait faire.",
            "Remove this input. A path is computed from the job and from what the person can do.",
        ),
        "path-unknown-job": (
            "« {code} » n’est ni un métier de la profession, ni un code de la nomenclature chargée ({nomenclature}).",
            "“{code}” is neither a job of the profession nor a code of the loaded nomenclature ({nomenclature}).",
            "Écrivez l’intitulé du métier, ou chargez la nomenclature de ce code.{near_fr}",
            "Write the title of the job, or load the nomenclature of this code.{near_en}",
        ),
        "path-unknown-target": (
            "« {code} » n’est ni un métier de la profession, ni une sortie qu’elle décrit.",
            "“{code}” is neither an occupation of the profession nor an exit that it describes.",
            "Donnez le code d’un métier ou d’une sortie.{near_fr}",
            "Give the code of an occupation or an exit.{near_en}",
        ),
        "path-unknown-skill": (
            "« {code} » n’est pas une compétence que la profession ou la nomenclature chargée décrit.",
            "“{code}” is not a skill that the profession or the loaded nomenclature describes.",
            "Recopiez l’identifiant ou les mots d’une compétence.{near_fr}",
            "Copy the id or the words of a skill.{near_en}",
        ),
        "path-orphan-bridge": (
            "La passerelle « {id} » ne relie plus rien : « {value} » n’est plus dans la profession.",
            "The bridge “{id}” no longer links anything: “{value}” is no longer in the profession.",
            "Rétablissez la formulation ou la compétence, ou retirez la passerelle.",
            "Restore the phrase or the skill, or remove the bridge.",
        ),
    }
)

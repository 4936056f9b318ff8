"""Why an act of the dialogue is refused, in both languages, with what to do."""

from __future__ import annotations

from filiere.core import Fault, Faults
from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "dialogue-words-missing": (
        "Ce texte est nécessaire.",
        "This text is required.",
        "Écrivez-le en quelques phrases.",
        "Write it in a few sentences.",
    ),
    "dialogue-colleges-form": (
        "La ligne {line} ne décrit pas un collège.",
        "Line {line} does not describe a college.",
        "Un collège par ligne : nom, nom anglais, quorum, par exemple « Salariés ; Employees ; 2 ».",
        "One college a line: name, English name, quorum, for instance “Salariés ; Employees ; 2”.",
    ),
    "dialogue-seat-held": (
        "{person} tient déjà un siège de cette instance à ces dates.",
        "{person} already holds a seat of this body on these dates.",
        "Mettez d’abord fin à ce siège.",
        "End that seat first.",
    ),
    "dialogue-seat-days": (
        "Un mandat ne peut pas finir avant d’avoir commencé.",
        "A mandate cannot end before it began.",
        "Corrigez les dates.",
        "Correct the dates.",
    ),
    "dialogue-no-account": (
        "Aucun compte n’a cette adresse.",
        "No account has this address.",
        "Demandez à la personne d’ouvrir un compte, ou vérifiez l’adresse.",
        "Ask the person to open an account, or check the address.",
    ),
    "dialogue-meeting-past": (
        "Une réunion ne se convoque pas pour un jour passé.",
        "A meeting cannot be called for a day that has passed.",
        "Choisissez aujourd’hui ou un jour à venir.",
        "Choose today or a later day.",
    ),
    "dialogue-meeting-step": (
        "Cette réunion n’en est pas à cette étape.",
        "This meeting is not at that step.",
        "Dans l’ordre : convocation, ouverture, présences, votes, clôture, compte rendu, approbation.",
        "The order is: call, opening, attendance, votes, closing, minutes, approval.",
    ),
    "dialogue-meeting-early": (
        "Cette réunion est convoquée pour le {day}.",
        "This meeting is called for {day}.",
        "Ouvrez-la ce jour-là, ou convoquez-en une autre.",
        "Open it on that day, or call another one.",
    ),
    "dialogue-meeting-votes-open": (
        "Un vote est encore ouvert : {codes}.",
        "A vote is still open: {codes}.",
        "Terminez-le, ou déclarez-le nul s’il ne peut pas être compté ; puis fermez la réunion.",
        "Close it, or declare it void if it cannot be counted; then close the meeting.",
    ),
    "dialogue-not-a-seat": (
        "Ce siège n’est pas un siège de cette instance aujourd’hui.",
        "This is not a seat of this body today.",
        "Choisissez un siège de la liste.",
        "Choose a seat of the list.",
    ),
    "dialogue-proxy": (
        "Un pouvoir se donne à un siège présent du même collège, par un siège absent qui n’en tient pas lui-même.",
        "A proxy is given to a seat that is present, of the same college, by a seat that is away and holds none.",
        "Choisissez un autre siège, ou notez d’abord les présences.",
        "Choose another seat, or record attendance first.",
    ),
    "dialogue-deadline-order": (
        "Les amendements à des amendements se déposent encore après les autres, ou le même jour.",
        "Amendments to amendments are filed after the others, or on the same day.",
        "Donnez une seconde date égale ou plus tardive.",
        "Give a second date that is the same or later.",
    ),
    "dialogue-text-empty": (
        "Il n’y a là aucun paragraphe à discuter.",
        "There is no paragraph to discuss there.",
        "Collez un texte, ou choisissez un critère et un champ qui ont des mots.",
        "Paste a text, or choose a criterion and a field that have words.",
    ),
    "dialogue-text-place": (
        "« {place} » n’est pas un champ d’un critère de la version {release}.",
        "“{place}” is no field of a criterion of release {release}.",
        "Écrivez la clé du critère, puis le champ : {fields}.",
        "Write the key of the criterion, then the field: {fields}.",
    ),
    "dialogue-text-code": (
        "Le code « {code} » est déjà celui d’un texte de cette instance.",
        "The code “{code}” is already that of a text of this body.",
        "Choisissez-en un autre.",
        "Choose another one.",
    ),
    "dialogue-amend-late": (
        "Les amendements se déposaient jusqu’au {day}.",
        "Amendments could be filed until {day}.",
        "Demandez au secrétariat de reporter la date, ou prenez position lors de la réunion.",
        "Ask the secretary to move the deadline, or take position at the meeting.",
    ),
    "dialogue-amend-voted": (
        "Le texte entier est voté : il ne s’amende plus.",
        "The whole text has been voted: it can no longer be amended.",
        "Proposez un nouveau texte.",
        "Propose a new text.",
    ),
    "dialogue-amendment-step": (
        "L’amendement {code} n’en est pas à cette étape : il est {state}.",
        "Amendment {code} is not at that step: it is {state}.",
        "Rechargez la page pour voir ce qu’il est devenu.",
        "Reload the page to see what became of it.",
    ),
    "dialogue-amendment-other": (
        "Cet amendement a été déposé par une autre organisation.",
        "This amendment was filed by another organisation.",
        "Son auteur seul le récrit ou le retire ; vous pouvez l’amender.",
        "Only its author rewrites or withdraws it; you may amend it.",
    ),
    "dialogue-amendment-amended": (
        "D’autres amendements visent ces mots : {codes}.",
        "Other amendments target these words: {codes}.",
        "Retirez le vôtre et déposez-en un autre, ou amendez-le à votre tour.",
        "Withdraw yours and file another one, or amend it in turn.",
    ),
    "dialogue-reasons-too-deep": (
        "Ce motif est celui d’un amendement à un motif : il ne s’amende pas à son tour.",
        "These are the reasons of an amendment to reasons: they cannot be amended in turn.",
        "Amendez le motif d’origine, ou déposez un autre amendement à ce motif.",
        "Amend the original reasons, or file another amendment to them.",
    ),
    "dialogue-reasons-whole": (
        "Un motif ne se vote pas en entier : chaque amendement adopté en fait aussitôt une nouvelle version.",
        "Reasons are not voted as a whole: each amendment adopted makes a new version of them at once.",
        "Votez les amendements au motif un par un.",
        "Vote on the amendments to the reasons one by one.",
    ),
    "dialogue-moved": (
        "Cette page a changé pendant que vous écriviez : la version {found} a remplacé la version {known}.",
        "This page changed while you were writing: version {found} has replaced version {known}.",
        "Rien n’est perdu : votre texte est ci-dessous et l’autre est à côté. Réunissez-les, puis enregistrez.",
        "Nothing is lost: your text is below and the other one beside it. Combine them, then save.",
    ),
    "dialogue-nothing-changed": (
        "Ce sont les mêmes mots qu’avant.",
        "These are the same words as before.",
        "Changez-les, ou quittez la page.",
        "Change them, or leave the page.",
    ),
    "dialogue-vote-collision": (
        "Ces amendements adoptés ne peuvent pas s’appliquer ensemble : {pairs}.",
        "These accepted amendments cannot both apply: {pairs}.",
        "Le texte entier se vote une fois que l’un des deux est tombé.",
        "The whole text is voted once one of each pair has fallen.",
    ),
    "dialogue-vote-pending": (
        "Des amendements attendent encore : {codes}.",
        "Amendments are still pending: {codes}.",
        "Votez-les, ou dites-les irrecevables ; le texte entier vient ensuite.",
        "Vote on them, or rule them inadmissible; the whole text comes after.",
    ),
    "dialogue-vote-order": (
        "L’amendement {code} est appelé avant celui-ci.",
        "Amendment {code} is called before this one.",
        "Suivez l’ordre d’appel : suppression d’abord, puis le plus éloigné du texte.",
        "Follow the calling order: deletion first, then the furthest from the text.",
    ),
    "dialogue-vote-open": (
        "Un vote est déjà ouvert sur ces mots.",
        "A vote is already open on these words.",
        "Terminez-le d’abord.",
        "Close it first.",
    ),
    "dialogue-vote-not-open": (
        "Ce vote n’est plus ouvert.",
        "This vote is no longer open.",
        "Rechargez la page : son résultat y est, ou la nouvelle version des mots.",
        "Reload the page: its result is there, or the new version of the words.",
    ),
    "dialogue-vote-countable": (
        "Les bulletins de ce vote peuvent être comptés : il ne se déclare pas nul.",
        "The ballots of this vote can be counted: it cannot be declared void.",
        "Terminez le vote et comptez.",
        "Close the vote and count.",
    ),
    "dialogue-vote-words": (
        "Les mots ont changé depuis que vous les avez lus : ce bulletin porterait sur d’autres mots.",
        "The words have changed since you read them: this ballot would be on other words.",
        "Relisez le texte voté, puis votez.",
        "Read the words put to the vote again, then vote.",
    ),
    "dialogue-ballots-missing": (
        "Sièges présents sans vote : {missing} ({names}).",
        "Seats present without a vote: {missing} ({names}).",
        "Attendez leur bulletin, ou notez qu’ils ont quitté la salle.",
        "Wait for their ballots, or record that they left the room.",
    ),
    "dialogue-no-dissent": (
        "Votre vote ne s’écarte pas de la décision.",
        "Your vote does not differ from the decision.",
        "Seul un siège qui a voté autrement joint une note de désaccord.",
        "Only a seat that voted otherwise attaches a note of disagreement.",
    ),
    "dialogue-dissent-late": (
        "Une note de désaccord se joint dans les {days} jours, jusqu’au {day}.",
        "A note of disagreement is attached within {days} days, until {day}.",
        "Faites consigner votre désaccord au prochain compte rendu.",
        "Have your disagreement recorded in the next minutes.",
    ),
    "dialogue-dissent-twice": (
        "Votre siège a déjà joint sa note à cette décision.",
        "Your seat has already attached its note to this decision.",
        "Une note ne se modifie pas et ne se détache pas.",
        "A note can be neither changed nor detached.",
    ),
    "dialogue-paper-empty": (
        "Cette pièce ne contient rien.",
        "This paper holds nothing.",
        "Collez son texte, donnez son adresse, ou l’empreinte du fichier que vous envoyez à part.",
        "Paste its text, give its address, or the fingerprint of the file that you send apart.",
    ),
    "dialogue-minutes-approved": (
        "Ce compte rendu est approuvé.",
        "These minutes are approved.",
        "Faites consigner une rectification au prochain compte rendu.",
        "Have a correction recorded in the next minutes.",
    ),
    "dialogue-minutes-none": (
        "Il n’y a pas encore de compte rendu à approuver.",
        "There are no minutes to approve yet.",
        "Attendez que le secrétariat l’écrive.",
        "Wait for the secretary to write them.",
    ),
    "dialogue-minutes-absent": (
        "Votre siège n’était pas présent à cette réunion.",
        "Your seat was not present at this meeting.",
        "Un siège qui y était approuve le compte rendu.",
        "A seat that was there approves the minutes.",
    ),
    "dialogue-position-future": (
        "Une position se date du jour où elle est prise, au plus tard aujourd’hui.",
        "A position is dated on the day it is taken, today at the latest.",
        "Corrigez la date.",
        "Correct the date.",
    ),
    "dialogue-position-other": (
        "Vous ne siégez pas pour cette organisation.",
        "You do not sit for this organisation.",
        "Un membre n’enregistre que la position de son organisation.",
        "A member records the position of their own organisation only.",
    ),
    "dialogue-agreement-days": (
        "Un accord se dépose une fois signé, et au plus tard aujourd’hui.",
        "An agreement is deposited once signed, and today at the latest.",
        "Corrigez les dates.",
        "Correct the dates.",
    ),
    "dialogue-agreement-hash": (
        "Une empreinte SHA-256 a 64 chiffres hexadécimaux.",
        "A SHA-256 fingerprint has 64 hexadecimal digits.",
        "Copiez celle du fichier déposé (sha256sum, ou certutil -hashfile sous Windows).",
        "Copy that of the deposited file (sha256sum, or certutil -hashfile on Windows).",
    ),
    "dialogue-agreement-other-file": (
        "Ce fichier n’est pas celui qui a été déposé : son empreinte est {found}, celle de l’accord {recorded}.",
        "This file is not the one deposited: its fingerprint is {found}, that of the agreement {recorded}.",
        "Envoyez le fichier déposé, ou enregistrez un autre accord.",
        "Send the file that was deposited, or record another agreement.",
    ),
    "dialogue-agreement-has-file": (
        "Le fichier de cet accord est déjà conservé.",
        "The file of this agreement is already kept.",
        "Il n’y a rien à faire.",
        "There is nothing to do.",
    ),
    "dialogue-unknown-decision": (
        "Aucune décision publique ne porte la clé « {key} ».",
        "No public decision has the key “{key}”.",
        "Demandez la liste à /api/v1/programme/dialogue/decisions.",
        "See /api/v1/programme/dialogue/decisions for the list.",
    ),
}

FAULTS = FaultCatalogue(_ENTRIES)


def fault(code: str, key: str | None = None, /, **values: object) -> Fault:
    """Return the fault of that code, at a key."""
    return FAULTS.build(code, **values).at(key=key)


def refuse(code: str, key: str | None = None, /, **values: object) -> Faults:
    """Return the exception of one fault."""
    return Faults([fault(code, key, **values)])

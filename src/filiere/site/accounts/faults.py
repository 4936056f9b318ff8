"""What may be wrong with an account, a role and an approval: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "invitation-foreign": (
            "Cette invitation est faite à une autre adresse que celle de votre compte.",
            "This invitation is for a different address from your account’s.",
            "Si elle est pour vous, déconnectez-vous puis ouvrez le lien de nouveau ; sinon, laissez-la.",
            "If it is for you, sign out and open the link again; otherwise leave it.",
        ),
        "invitation-sender": (
            "L’auteur de l’invitation ne peut plus accorder ce qu’elle prévoyait.",
            "The person who invited you can no longer give what the invitation promised.",
            "Demandez une nouvelle invitation à l’équipe ; celle-ci n’a rien changé.",
            "Ask the staff for a new invitation; this one has changed nothing.",
        ),
        "account-erased": (
            "Le compte de cette personne est effacé.",
            "This person has been erased.",
            "Il n’y a plus rien à demander.",
            "There is nothing left to request.",
        ),
        "totp-wrong": (
            "Ce code n’est pas celui que l’application devait donner.",
            "This code is not the one your authenticator app should show.",
            "Attendez le code suivant et tapez-le ; vérifiez aussi que le téléphone est à l’heure.",
            "Wait for the next code and enter it; also check that your phone’s clock is right.",
        ),
        "passkey-known": (
            "Cette clé est déjà enregistrée.",
            "This key is already registered.",
            "Choisissez un autre appareil.",
            "Choose another device.",
        ),
        "too-many-factors": (
            "Le compte a déjà {max_factors} seconds facteurs.",
            "The account already has {max_factors} second factors.",
            "Retirez-en un d’abord.",
            "Remove one first.",
        ),
        "approval-over": (
            "Cette demande est {words}.",
            "This request is {words}.",
            "S’il le faut, faites-en une nouvelle.",
            "If necessary, make a new one.",
        ),
        "approval-asked-already": (
            "{name} a déjà demandé la même chose (demande {key}).",
            "{name} has already asked for the same thing (request {key}).",
            "Contresignez cette demande plutôt que d’en faire une autre.",
            "Countersign that request instead of making another.",
        ),
        "approval-asker": (
            "La personne qui a fait cette demande n’a plus le droit de la faire.",
            "The person who made this request no longer has the right to make it.",
            "Refusez-la ; une personne qui a ce droit peut en faire une nouvelle.",
            "Refuse it; someone who has this right can make a new one.",
        ),
        "approval-reason": (
            "Le motif a {count} caractères ; il en faut entre {min_reason_length} et {max_reason_length}.",
            "The reason has {count} characters; it must have between {min_reason_length} and {max_reason_length}.",
            "Donnez votre motif en une phrase ; les autres personnes le liront.",
            "Give your reason in one sentence; the other people will read it.",
        ),
        "other-side": (
            "Cette personne et vous êtes des deux côtés d’une même organisation.",
            "You and this person are on opposite sides of the same organisation.",
            "Un autre administrateur doit contresigner.",
            "Another administrator must countersign.",
        ),
        "sessions-closed-often": (
            "Vous avez fermé trois fois les sessions de cette personne : encore, et elle ne pourrait plus agir.",
            "You have closed this person’s sessions three times: doing it again would leave them unable to act.",
            "Si son compte est volé, fermez-le ou demandez-le. Sinon, attendez {hours} h.",
            "If the account has been compromised, close it or request its closure. Otherwise wait {hours} h.",
        ),
        "own-account": (
            "Vous ne pouvez pas faire cela sur votre propre compte.",
            "You cannot do this to your own account.",
            "Demandez-le à un autre administrateur ; vos propres réglages sont dans « Mon compte ».",
            "Ask another administrator; your own settings are under “My account”.",
        ),
        "clock-followed": (
            "L’horloge du serveur est suivie : il n’y a rien à confirmer.",
            "The server’s clock is trusted: there is nothing to confirm.",
            "Ne faites rien.",
            "Do nothing.",
        ),
        "clock-not-asked": (
            "L’exploitant du serveur n’a pas indiqué la date du jour.",
            "The server operator has not stated today’s date.",
            "Il l’indique par « filiere clock confirm {day} » ; ou demandez-le ici, et une autre personne contresigne.",
            "The operator can state it with “filiere clock confirm {day}”; or request it here, and someone else"
            " countersigns.",
        ),
        "name-missing": (
            "Le compte n’a pas de nom.",
            "The account has no name.",
            "Donnez le nom de la personne.",
            "Enter the person’s name.",
        ),
        "name-malformed": (
            "Le nom contient un retour à la ligne ou un caractère invisible.",
            "The name contains a line break or an invisible character.",
            "Tapez-le au clavier, sur une ligne.",
            "Type it on the keyboard, on one line.",
        ),
        "mailbox-taken": (
            "Un compte existe déjà pour une autre forme de cette adresse : c’est la même boîte aux lettres.",
            "An account already exists for another form of this address: it is the same mailbox.",
            "Chaque personne n’a qu’un compte. Utilisez celui-là : il permet aussi d’accepter l’invitation.",
            "Each person has one account. Use that one: it can accept the invitation too.",
        ),
        "email-taken": (
            "Un compte existe déjà pour {email}.",
            "An account already exists for {email}.",
            "Donnez un rôle à ce compte plutôt que d’en ouvrir un second.",
            "Give that account a role instead of opening a second one.",
        ),
        "email-malformed": (
            "« {email} » n’est pas une adresse électronique.",
            "“{email}” is not an e-mail address.",
            "Écrivez-la sous la forme nom@domaine.",
            "Enter it as name@domain.",
        ),
        "account-closed": (
            "Ce compte est fermé.",
            "This account is closed.",
            "Rouvrez-le d’abord.",
            "Reopen it first.",
        ),
        "role-held": (
            "Cette personne a déjà ce rôle.",
            "This person already has this role.",
            "Il n’y a rien à demander.",
            "There is nothing to request.",
        ),
        "invitation-void": (
            "Ce lien n’est pas valable : il a déjà servi, a expiré, a été retiré ou est incomplet.",
            "This link does not work: it has already been used, has expired, was withdrawn, or is incomplete.",
            "Si vous avez déjà accepté, connectez-vous. Sinon, demandez une nouvelle invitation à son auteur, "
            "et ouvrez le lien en entier.",
            "If you have already accepted, sign in. Otherwise ask the person who invited you for a new "
            "invitation, and make sure to open the whole link.",
        ),
        "own-invitation": (
            "C’est votre propre adresse, ou une variante : vous ne pouvez pas vous inviter vous-même.",
            "This is your own address, or another form of it: you cannot invite yourself.",
            "Ce qu’il vous faut, un autre collègue le demande pour vous.",
            "Ask a colleague to request what you need.",
        ),
        "invitation-revoked": (
            "Cette invitation a été retirée ou changée.",
            "This invitation was withdrawn or changed.",
            "Refusez la demande.",
            "Refuse the request.",
        ),
        "last-factor": (
            "C’est votre dernier second facteur, et ce que vous exercez ici en demande un.",
            "This is your last second factor, and your role here requires one.",
            "Ajoutez-en un autre, puis retirez celui-ci.",
            "Add another first, then remove this one.",
        ),
        "own-factors": (
            "Vous ne pouvez pas réinitialiser vos propres seconds facteurs.",
            "You cannot reset your own second factors.",
            "Demandez-le à un autre administrateur, ou retirez-les un à un depuis votre compte.",
            "Ask another administrator, or remove them one by one from your account.",
        ),
        "key-in-environment": (
            "La clé vient de FILIERE_SECRET_KEY : cette commande ne peut pas la changer pour vous.",
            "The key is set by FILIERE_SECRET_KEY: this command cannot change it for you.",
            "Mettez-y une nouvelle clé, et l’actuelle dans FILIERE_SECRET_KEY_FALLBACKS, puis relancez la commande.",
            "Put a new key there, and the current one in FILIERE_SECRET_KEY_FALLBACKS, then run the command again.",
        ),
        "key-lost": (
            "La clé actuelle n’est pas celle de la base : en générer une autre n’ouvrirait rien.",
            "The current key is not the database’s: generating another would not open anything.",
            "Remettez la clé précédente dans secret-key ; filiere keys status indique laquelle. Si elle est "
            "définitivement perdue : filiere keys declare-lost.",
            "Put the former key back in secret-key; filiere keys status shows which. If it is lost for good: "
            "filiere keys declare-lost.",
        ),
        "key-not-lost": (
            "La clé du site ouvre sa base : rien n’est perdu.",
            "The site’s key opens its database: nothing is lost.",
            "Ne faites rien.",
            "Do nothing.",
        ),
        "site-running": (
            "Le site tourne : il garderait en mémoire la clé d’avant, et ne lirait plus rien.",
            "The site is running: it would keep the former key in memory, and could no longer read anything.",
            "Arrêtez le service (sur chaque machine), changez la clé, redémarrez-le.",
            "Stop the service (on every machine), change the key, start it again.",
        ),
        "last-administrator": (
            "C’est le dernier administrateur des comptes : après lui, personne ne pourrait plus rien donner.",
            "This is the last account administrator: without them no one could grant anything.",
            "Donnez d’abord ce rôle à une autre personne, ou demandez à l’exploitant du serveur.",
            "Give this role to someone else first, or ask the server operator.",
        ),
        "own-case": (
            "Cette demande vous concerne.",
            "This request concerns you.",
            "Une personne qui n’y a pas d’intérêt doit la contresigner.",
            "Someone with no interest in it must countersign it.",
        ),
        "without-the-right": (
            "Contresigner demande le droit de la demande elle-même : {reason}.",
            "Countersigning requires the same right as the request: to {reason}.",
            "Une personne qui détient ce droit doit la contresigner.",
            "Someone who holds this right must countersign it.",
        ),
        "not-for-oneself": (
            "Vous ne pouvez pas demander cela pour vous, ni pour une variante de votre adresse.",
            "You cannot request this for yourself, or for another form of your own address.",
            "Un autre collègue doit le demander, et un troisième le contresigner.",
            "Another colleague must request it, and a third person countersign it.",
        ),
        "last-awaited": (
            "C’est la seule personne pouvant agir dans un dossier où un délai court contre une partie inactive.",
            "This is the only person who can act in a dossier where a deadline is running against a party that "
            "takes no action.",
            "Donnez d’abord le même rôle ou le même accès à une autre personne. Si le compte est compromis, "
            "fermez-en les sessions, ou demandez sa fermeture, qui doit être contresignée.",
            "Give the same role or access to someone else first. If the account has been compromised, close its"
            " sessions, or request its closure, which someone else countersigns.",
        ),
        "password-wrong": (
            "Le mot de passe n’est pas le bon.",
            "The password is wrong.",
            "Vérifiez-le, et la touche des majuscules.",
            "Check it, and check Caps Lock.",
        ),
        "retention-unfinished": (
            "Durées de conservation qui n’ont pas pu être appliquées : {failed} ; les autres l’ont été jusqu’au bout.",
            "Retention rules that could not be applied: {failed}; all the others were.",
            "logs/site.jsonl indique lesquelles et pourquoi ; réparez, puis recommencez.",
            "logs/site.jsonl shows which and why; fix the cause, then try again.",
        ),
        "passkey-refused": (
            "La clé n’a pas pu être vérifiée.",
            "The key could not be checked.",
            "Recommencez, ou utilisez une application de codes.",
            "Try again, or use an authenticator app.",
        ),
    }
)
fault = CATALOGUE.build

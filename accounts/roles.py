"""§ 1.2 Hulpverlening versus toezicht / handhaving: the roles an account may hold, each with what it is for.

A role says which functions somebody may be given, never which dossiers: that takes a grant on the case.
"""

from django.utils.translation import gettext_lazy as _


class Role:
    """One role. `kind` groups the roles that may stand together on one account (policy.roles_refusal)."""

    code: str
    label: str
    prose: str
    kind: str
    may_be_granted = False
    beheer = False


class Dossierfunctie(Role):
    """Works for the resident; may be given a dossier, one function per case."""

    kind = "dossier"
    may_be_granted = True


class Toezicht(Role):
    """Checks or enforces; is never given a dossier. What reaches them is a recorded disclosure."""

    kind = "toezicht"


class Beheer(Role):
    """Works in /beheer/: registers, terms and logs. Sees metadata, never the content of a dossier."""

    kind = "beheer"
    beheer = True


class Hulpverlener(Dossierfunctie):
    code = "hulpverlener"
    label = _("Hulpverlener")
    prose = _(
        "Helpt inwoners en werkt vanuit vertrouwen. Ziet alleen de dossiers waarvoor toegang is gegeven, "
        "en schrijft daarin wat nodig is voor de hulp."
    )


class Regievoerder(Dossierfunctie):
    code = "regievoerder"
    label = _("Regievoerder")
    prose = _(
        "Zorgt dat de hulp aan een gezin één geheel is: één gezin, één plan, één regisseur. "
        "In werk en inkomen is dit de eerste rol. Ziet alleen de dossiers waarvoor toegang is gegeven."
    )


class Teamleider(Dossierfunctie):
    code = "teamleider"
    label = _("Teamleider")
    prose = _(
        "Verdeelt het werk in het team en vervangt waar nodig. Leidinggeven geeft zelf geen toegang: "
        "ook een teamleider ziet alleen dossiers waarvoor toegang is gegeven."
    )


class Achterwacht(Dossierfunctie):
    code = "achterwacht"
    label = _("Achterwacht")
    prose = _(
        "Is buiten kantooruren te bellen. Opent in acuut gevaar een besloten of afgeschermd dossier voor een collega "
        "die belt, als tweede persoon. Krijgt daar zelf geen inhoud mee te zien."
    )


class Handhaver(Toezicht):
    code = "handhaver"
    label = _("Handhaver")
    prose = _(
        "Handhaaft de regels, zoals leerplicht, sociale recherche of werk en inkomen als handhaver. "
        "Krijgt nooit toegang tot een dossier. Wat een handhaver mag weten, is een vastgelegde verstrekking."
    )


class Toezichthouder(Toezicht):
    code = "toezichthouder"
    label = _("Toezichthouder Wmo")
    prose = _(
        "Houdt toezicht op de uitvoering van de Wmo. Ziet geen dossiers, behalve in een afgesproken inzage "
        "van genoemde dossiers met een einddatum."
    )


class PrivacyOfficer(Beheer):
    code = "privacy_officer"
    label = _("Privacy officer")
    prose = _(
        "Beheert accounts, overeenkomsten, bewaartermijnen en de geheimhoudingsverklaring, "
        "en bekijkt de toegangslog. Ziet wie wat wanneer deed, nooit de inhoud van een dossier."
    )


class FunctionarisGegevensbescherming(Beheer):
    code = "fg"
    label = _("Functionaris gegevensbescherming")
    prose = _(
        "Houdt onafhankelijk toezicht op het gebruik van persoonsgegevens. Leest mee in alle registers, "
        "beslist niets en wijzigt niets."
    )


class Applicatiebeheerder(Beheer):
    code = "applicatiebeheerder"
    label = _("Applicatiebeheerder")
    prose = _(
        "Maakt accounts aan, geeft rollen voor het dagelijks werk en sluit accounts af. "
        "Ziet geen inhoud van dossiers en geeft geen rollen in het beheer."
    )


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        Hulpverlener,
        Regievoerder,
        Teamleider,
        Achterwacht,
        Handhaver,
        Toezichthouder,
        PrivacyOfficer,
        FunctionarisGegevensbescherming,
        Applicatiebeheerder,
    )
}

CHOICES = [(role.code, role.label) for role in ROLES.values()]
MANAGERS = (PrivacyOfficer.code, Applicatiebeheerder.code)
OFFICERS = tuple(role.code for role in ROLES.values() if role.beheer)

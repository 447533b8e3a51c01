"""The fixed choices of a dossier: purposes, legal bases, kinds. Codes are stored, labels are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """§ 2 Need to know: what personal data are used for (doel)."""

    TRIAGE = "triage", _("Vraag verhelderen")
    SUPPORT = "hulpverlening", _("Hulp en ondersteuning bieden")
    COORDINATION = "casusregie", _("Hulp op elkaar afstemmen (casusregie)")
    SAFETY = "veiligheid", _("Veiligheid beschermen")
    PROVISION = "voorziening", _("Voorziening of uitkering verstrekken")


class LegalBasis(models.TextChoices):
    """§ 2 Need to know: the law and task a processing rests on (wet + taak)."""

    YOUTH = "jeugdwet", _("Jeugdwet: jeugdhulp (art. 2.3)")
    WMO = "wmo", _("Wmo 2015: maatschappelijke ondersteuning (art. 2.3.2)")
    PARTICIPATION = "participatiewet", _("Participatiewet: bijstand en re-integratie (art. 7)")
    DEBT = "wgs", _("Wet gemeentelijke schuldhulpverlening (art. 3)")
    MENTAL_HEALTH = "wvggz", _("Wvggz / Wzd: verplichte zorg (voorheen BOPZ)")


class BsnReason(models.TextChoices):
    """§ 1.4 Uitzonderingen BSN: why there is no number (yet)."""

    ANONYMITY = "anonimiteit", _("Anonimiteit is nog nodig om een hulprelatie op te bouwen")
    SIMPLE_HELP = "eenvoudig", _("Eenvoudige hulp, geen vragen aan anderen nodig")
    NOT_VERIFIED = "niet_geverifieerd", _("Nog niet gecontroleerd")


class IdentityDocument(models.TextChoices):
    """§ 1.4 Uitzonderingen BSN, bijlage o: how the identity was checked (legitimatieplicht)."""

    PASSPORT = "paspoort", _("Paspoort")
    ID_CARD = "identiteitskaart", _("Identiteitskaart")
    DRIVING_LICENCE = "rijbewijs", _("Rijbewijs")
    RESIDENCE_PERMIT = "verblijfsdocument", _("Verblijfsdocument")
    KNOWN = "bekend", _("Al bekend bij de gemeente, opnieuw gecontroleerd")


class Source(models.TextChoices):
    """§ 4.1 Casusregie: where something was learned."""

    RESIDENT = "inwoner", _("Van de inwoner zelf")
    FAMILY = "naaste", _("Van een naaste")
    OWN = "waarneming", _("Eigen waarneming")
    PROFESSIONAL = "professional", _("Van een andere professional")
    POLICE = "politie", _("Politie of Openbaar Ministerie")
    BRP = "brp", _("Basisregistratie Personen")
    OTHER = "anders", _("Anders")


class EntryKind(models.TextChoices):
    PHONE = "telefoon", _("Telefoon")
    VISIT = "huisbezoek", _("Huisbezoek")
    MAIL = "mail", _("Mail")
    MEETING = "overleg", _("Overleg")
    CRISIS = "crisis", _("Crisis")
    DISCLOSURE = "verstrekking", _("Verstrekking")
    PORTAL = "portaal", _("Bericht van de inwoner")


# What the system writes: of what left or came in, and what a resident said in the portal. Nobody does so by hand.
WRITTEN_BY_SYSTEM = (EntryKind.DISCLOSURE, EntryKind.PORTAL)
WRITTEN_BY_HAND = [choice for choice in EntryKind.choices if choice[0] not in WRITTEN_BY_SYSTEM]


# In a list of notes and documents: beside the kinds of notes.
ANY_DOCUMENT = "document"
# Where what is in a note of this kind mostly comes from; whoever writes it can say otherwise.
SOURCE_OF_KIND = {
    EntryKind.PHONE: Source.RESIDENT,
    EntryKind.VISIT: Source.OWN,
    EntryKind.MAIL: Source.PROFESSIONAL,
    EntryKind.MEETING: Source.PROFESSIONAL,
    EntryKind.CRISIS: Source.OWN,
}


class RelationKind(models.TextChoices):
    PARENT = "ouder", _("Ouder")
    CHILD = "kind", _("Kind")
    PARTNER = "partner", _("Partner")


class Gender(models.TextChoices):
    MALE = "M", _("Man")
    FEMALE = "V", _("Vrouw")
    UNKNOWN = "O", _("Onbekend")


class Channel(models.TextChoices):
    """§ 4 Betrokkenheid cliënt: a way to reach somebody."""

    POST = "post", _("Post")
    MAIL = "mail", _("E-mail")
    PHONE = "telefoon", _("Telefoon")
    SMS = "sms", _("Sms")
    IN_PERSON = "persoon", _("In persoon")
    PORTAL = "portaal", _("Portaal")


class Portal(models.TextChoices):
    """How much of the portal somebody gets; whoever looks over their shoulder cannot tell which."""

    OFF = "uit", _("Uit")
    REDUCED = "beperkt", _("Beperkt")
    FULL = "volledig", _("Volledig")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Maandag")
    TUESDAY = 1, _("Dinsdag")
    WEDNESDAY = 2, _("Woensdag")
    THURSDAY = 3, _("Donderdag")
    FRIDAY = 4, _("Vrijdag")
    SATURDAY = 5, _("Zaterdag")
    SUNDAY = 6, _("Zondag")

    @property
    def short(self) -> str:
        return str(self.label)[:2].lower()

"""§ 4 Betrokkenheid cliënt: what can be asked, and on which grounds something is not shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShieldGround(models.TextChoices):
    """§ 4.2 Casusregiedossier: the only grounds on which an entry or a passage is not shown to who asks for it."""

    RESIDENT = "betrokkene", _("Bescherming van de betrokkene")
    OTHERS = "anderen", _("Rechten en vrijheden van anderen")
    TREATMENT = "behandeling", _("Ernstig nadeel voor de behandeling")


class RequestKind(models.TextChoices):
    """AVG art. 15–21, Jeugdwet art. 7.3.9: what a resident can ask; `COMPLAINT` is about how it was handled."""

    INSIGHT = "inzage", _("Inzage: zien wat er over mij in het dossier staat")
    COPY = "kopie", _("Een kopie van wat er over mij in het dossier staat")
    CORRECTION = "correctie", _("Iets laten verbeteren")
    STATEMENT = "verklaring", _("Mijn eigen verhaal erbij laten zetten")
    DESTRUCTION = "vernietiging", _("Gegevens laten weghalen")
    RESTRICTION = "beperking", _("Gegevens een tijd niet laten gebruiken")
    OBJECTION = "bezwaar", _("Ik ben het niet eens met het gebruik van mijn gegevens")
    COMPLAINT = "klacht", _("Een klacht over hoe met mijn gegevens wordt omgegaan")


# In a word, for colleagues.
IN_A_WORD = {
    RequestKind.INSIGHT: _("Inzage"),
    RequestKind.COPY: _("Kopie"),
    RequestKind.CORRECTION: _("Verbeteren"),
    RequestKind.STATEMENT: _("Eigen verhaal"),
    RequestKind.DESTRUCTION: _("Vernietigen"),
    RequestKind.RESTRICTION: _("Gebruik beperken"),
    RequestKind.OBJECTION: _("Bezwaar tegen gebruik"),
    RequestKind.COMPLAINT: _("Klacht over gegevens"),
}


class Asker(models.TextChoices):
    """Who asks, seen from whom it is about."""

    SELF = "zelf", _("De inwoner zelf")
    PARENT = "gezag", _("Wie het gezag heeft")
    REPRESENTATIVE = "vertegenwoordiger", _("Een vertegenwoordiger")


class Outcome(models.TextChoices):
    """What was decided."""

    GRANTED = "toegewezen", _("Ja, helemaal")
    PARTLY = "deels", _("Ja, voor een deel")
    REFUSED = "geweigerd", _("Nee")
    REFERRED = "doorgestuurd", _("Doorgestuurd naar wie erover gaat")
    NOTHING = "niets", _("Wij hebben niets gevonden")


IS_YES = (Outcome.GRANTED, Outcome.PARTLY)


class LetterKind(models.TextChoices):
    """AVG art. 12: what somebody who did not ask in the portal hears on paper."""

    RECEIPT = "ontvangst", _("Bevestiging van ontvangst")
    EXTENSION = "verlenging", _("Bericht dat het langer duurt")
    IDENTITY = "legitimatie", _("Vraag om te laten zien wie het vraagt")
    DECISION = "besluit", _("Besluit met het antwoord")


class Exit(models.TextChoices):
    """How it reached them. Told by word of mouth: where nothing on paper is safe."""

    POST = "post", _("Met de gewone post")
    REGISTERED = "aangetekend", _("Aangetekend met de post")
    HANDED = "balie", _("Afgegeven aan de balie")
    READ = "gelezen", _("Samen gelezen aan de balie")
    TOLD = "verteld", _("Verteld, niet op papier")


BY_POST = (Exit.POST, Exit.REGISTERED)
# Face to face: who it is was seen.
FACE_TO_FACE = (Exit.HANDED, Exit.READ)


class Work(models.TextChoices):
    """What a dossier did with one record because of a decision."""

    MENDED = "verbeterd", _("Verbeterd")
    STATEMENT = "verhaal", _("Eigen verhaal erbij gezet")
    RESTRICTED = "beperkt", _("Gebruik beperkt")


class RestrictionGround(models.TextChoices):
    """AVG art. 18 lid 1, a to d."""

    ACCURACY = "juistheid", _("Er wordt uitgezocht of het klopt")
    UNLAWFUL = "onrechtmatig", _("Wij mochten dit niet gebruiken, maar de inwoner wil niet dat het weg is")
    CLAIM = "rechtsvordering", _("De inwoner heeft het nodig voor een rechtszaak")
    OBJECTION = "bezwaar", _("De inwoner maakte bezwaar, en daar is nog niet over beslist")


class UseGround(models.TextChoices):
    """AVG art. 18 lid 2: for nothing else may it be read."""

    CONSENT = "toestemming", _("De inwoner vindt het goed")
    CLAIM = "rechtsvordering", _("Voor een rechtszaak")
    OTHERS = "anderen", _("Om de rechten van een ander te beschermen")
    PUBLIC = "algemeen_belang", _("Om een zwaar algemeen belang")

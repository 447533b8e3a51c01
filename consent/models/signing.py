"""§ 3.1 Toestemmingsverklaring: one person who must sign something, whatever it is: a consent, what a plan says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from cases.records import DossierRecord
from sealing.fields import SealedTextField


class SigningMethod(models.TextChoices):
    PAPER = "papier", _("Op papier, met een scan")
    SCREEN = "scherm", _("Op dit scherm, met u erbij")
    PORTAL = "portaal", _("In het portaal")


class SignatureState(models.TextChoices):
    ASKED = "gevraagd", _("Nog niet getekend")
    SIGNED = "getekend", _("Getekend")
    REFUSED = "geweigerd", _("Geweigerd")


class AnySignature(DossierRecord):
    """`capacity`: a code of `consent.policy` (inwoner, ouder, …). The scan of a signature on paper lies in the file
    store under this record's id. `sha256`: of the words that stood before them when they signed.
    """

    signer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("wie"))
    name = SealedTextField()
    capacity = models.CharField(_("als"), max_length=20)
    state = models.CharField(_("stand"), max_length=20, choices=SignatureState, default=SignatureState.ASKED)
    method = models.CharField(_("hoe"), max_length=20, choices=SigningMethod, blank=True)
    decided_at = models.DateTimeField(_("op"), null=True)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("met wie erbij")
    )
    typed_name = SealedTextField()
    drawn = SealedTextField(help_text="Getekend op het scherm: een pad van SVG")
    reason = SealedTextField(help_text="Waarom iemand weigerde, in eigen woorden")
    scan_type = models.CharField(_("soort scan"), max_length=100, blank=True)
    sha256 = models.CharField(_("hash van de tekst"), max_length=64, blank=True)

    class Meta(DossierRecord.Meta):
        abstract = True

    @property
    def is_asked(self) -> bool:
        return self.state == SignatureState.ASKED


def constraints_of_signature(*, moment: str, how: str) -> list[models.CheckConstraint]:
    """The same for each kind of signature, under names of its own."""
    return [
        models.CheckConstraint(
            name=moment,
            condition=Q(state=SignatureState.ASKED, decided_at__isnull=True)
            | ~Q(state=SignatureState.ASKED) & Q(decided_at__isnull=False),
        ),
        models.CheckConstraint(name=how, condition=~Q(state=SignatureState.SIGNED) | ~Q(sha256="") & ~Q(method="")),
    ]

"""§ 3.1 Toestemmingsverklaring: what a resident said yes to, and who signed for it."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.models import Person
from cases.records import DossierRecord, RecordQuerySet
from consent.models.signing import AnySignature, constraints_of_signature
from consent.models.texts import RIGHT_TO_LEFT, ConsentText, Language
from consent.scope import DataKind
from consent.states import NEXT_CONSENT, ConsentStatus
from sealing.fields import SealedJSONField, SealedTextField


class Route(models.TextChoices):
    """§ 3.1 Toestemmingsverklaring: how a consent can come to its end."""

    SPOKEN = "mondeling", _("Mondeling")
    PAPER = "papier", _("Op papier")
    PORTAL = "portaal", _("In het portaal")
    RULE = "regel", _("Vanzelf: de dag of een regel maakte er een eind aan")


class ConsentQuerySet(RecordQuerySet):
    def holding(self, on: date):
        """What can carry a disclosure on this day. `decides_until`: from that birthday on others decide."""
        return self.filter(
            Q(decides_until__isnull=True) | Q(decides_until__gt=on),
            status=ConsentStatus.ACTIVE,
            valid_from__lte=on,
            valid_until__gte=on,
        )

    def run_out(self, on: date):
        """Active or waiting, of which the last day is over, or the birthday came on which others decide."""
        over = Q(valid_until__lt=on) | Q(decides_until__lte=on)
        return self.filter(over, status__in=[ConsentStatus.ACTIVE, ConsentStatus.TO_SIGN])


class Consent(DossierRecord):
    """One resident, one organisation, named data, one purpose, from one day up to and including another.

    `about` is that resident alone. `may_give`: we to them; `may_ask`: they to us. `shown`: exactly the words that are
    signed, of which `sha256` is the hash. The evidence, a sealed PDF, lies in the file store under this record's id.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents", verbose_name=_("inwoner"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="consents", verbose_name=_("organisatie")
    )
    professional = SealedTextField(help_text="Wie daar, met functie; leeg: wie daar bij de hulp betrokken is")
    may_give = models.BooleanField(_("wij geven gegevens"), default=True)
    may_ask = models.BooleanField(_("wij vragen gegevens"), default=False)
    kinds = ArrayField(models.CharField(max_length=20, choices=DataKind), verbose_name=_("welke gegevens"))
    detail = SealedTextField(help_text="Welke gegevens precies, in eigen woorden")
    goal = SealedTextField(help_text="Waarvoor de gegevens nodig zijn")
    valid_from = models.DateField(_("vanaf"))
    valid_until = models.DateField(_("tot en met"))
    decides_until = models.DateField(_("tot de verjaardag waarop anderen beslissen"), null=True)
    status = models.CharField(_("stand"), max_length=20, choices=ConsentStatus, default=ConsentStatus.DRAFT)
    text_version = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name=_("tekst"))
    language = models.CharField(_("taal"), max_length=5, choices=Language, default=Language.DUTCH)
    shown = SealedTextField(help_text="De tekst zoals die is getekend")
    sha256 = models.CharField(_("hash van de tekst"), max_length=64, blank=True)
    explained_at = models.DateTimeField(_("uitgelegd op"), null=True)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    explanation = SealedJSONField(help_text="Eigen woorden van de inwoner, in welke taal, met wie erbij")
    activated_at = models.DateTimeField(_("geldig geworden op"), null=True)
    ended_at = models.DateTimeField(_("geëindigd op"), null=True)
    ended_route = models.CharField(_("hoe geëindigd"), max_length=20, choices=Route, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = SealedTextField()
    evidence_sha256 = models.CharField(_("hash van het bewijs"), max_length=64, blank=True)
    renews = models.ForeignKey("self", models.SET_NULL, null=True, related_name="renewed_by")
    reviewed_for = models.DateField(_("taak gemaakt voor"), null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta(DossierRecord.Meta):
        verbose_name = _("toestemming")
        verbose_name_plural = _("toestemmingen")
        constraints = [
            models.CheckConstraint(name="a_consent_names_what", condition=~Q(kinds=[])),
            models.CheckConstraint(name="a_consent_gives_or_asks", condition=Q(may_give=True) | Q(may_ask=True)),
            models.CheckConstraint(name="a_consent_has_an_end", condition=Q(valid_until__gte=F("valid_from"))),
            models.CheckConstraint(
                name="what_is_signed_stands_fast",
                condition=Q(status=ConsentStatus.DRAFT)
                | Q(status=ConsentStatus.LAPSED)
                | Q(shown__isnull=False) & ~Q(sha256="") & Q(explained_at__isnull=False),
            ),
            models.CheckConstraint(
                name="active_since", condition=~Q(status=ConsentStatus.ACTIVE) | Q(activated_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"toestemming {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("consent:consent", args=[self.pk])

    def holds_on(self, day: date) -> bool:
        """As `ConsentQuerySet.holding` for one."""
        decides = self.decides_until is None or self.decides_until > day
        return self.status == ConsentStatus.ACTIVE and decides and self.valid_from <= day <= self.valid_until

    @property
    def last_day(self) -> date:
        """Its own, or the day before the birthday from which others decide."""
        if self.decides_until is None or self.decides_until > self.valid_until:
            return self.valid_until
        return self.decides_until - timedelta(days=1)

    @property
    def kind_labels(self) -> list[str]:
        return [DataKind(kind).label for kind in self.kinds]

    @property
    def direction(self) -> str:
        if self.may_give and self.may_ask:
            return _("geven en vragen")
        return _("geven") if self.may_give else _("vragen")

    @property
    def is_over(self) -> bool:
        return not NEXT_CONSENT[self.status]

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT


class Signature(AnySignature):
    """§ 3.1 Toestemmingsverklaring: one person who must sign one consent, and what they did."""

    hangs_on = ("consent",)

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="signatures", verbose_name=_("toestemming"))

    class Meta(AnySignature.Meta):
        verbose_name = _("handtekening")
        verbose_name_plural = _("handtekeningen")
        constraints = constraints_of_signature(moment="a_decision_has_its_moment", how="signed_says_what_and_how")

    def __str__(self):
        return f"handtekening {self.pk.hex[-6:]}"

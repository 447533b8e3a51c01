"""§ 3.3 Zorgvuldigheid: what left the dossier, or came in: what exactly, to whom, on which ground, by whom and when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.models import Dossier, Entry, Person
from cases.records import DossierRecord, RecordQuerySet, Tie, further_ties
from consent.incoming import CameBy
from consent.models.consents import Consent
from consent.models.grounds import Ground
from consent.models.telling import Told
from consent.scope import DataKind
from consent.states import DisclosureStatus
from sealing.fields import SealedJSONField, SealedTextField
from sealing.models import SealedModel, new_id


class DisclosureKind(models.TextChoices):
    """A question tells its receiver that somebody is helped here: it needs cover as much as an answer does."""

    GIVEN = "verstrekking", _("Wij geven gegevens")
    QUESTION = "vraag", _("Wij vragen gegevens")
    HANDOVER = "overdracht", _("Warme overdracht")
    INCOMING = "ontvangst", _("Wij kregen gegevens")


class Medium(models.TextChoices):
    LINK = "link", _("Beveiligde link")
    SPOKEN = "gesprek", _("In een gesprek of aan de telefoon")
    PAPER = "papier", _("Op papier, uitgereikt of per post")
    SYSTEM = "systeem", _("In een ander beveiligd systeem")


class DisclosureQuerySet(RecordQuerySet):
    def due(self, now):
        """Queued, and the time to take it back is over."""
        return self.filter(status=DisclosureStatus.QUEUED, send_at__lte=now)

    def unconfirmed(self):
        """Sent by a link, and the receiver has not said that it came."""
        sent = self.filter(status=DisclosureStatus.SENT, medium=Medium.LINK)
        return sent.exclude(deliveries__confirmed_at__isnull=False)


class Disclosure(Told, DossierRecord):
    """`about`: the persons it concerns; each of them has a `Cover`, or the database refuses to send it.

    `items`: exactly what went, fixed when it is queued: a list of {"id", "kind", "title", "date", "source", "own",
    "text", "statement"}; `items_sha256` is the hash of that list as canonical JSON. The PDF as sent lies in the file
    store under this record's id. `careful`: question → answer about need and proportion.
    `came_by`, `came_on`: of what others gave us, on which ground and on which day.
    """

    kind = models.CharField(_("soort"), max_length=20, choices=DisclosureKind)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="disclosures", verbose_name=_("organisatie")
    )
    receiver = SealedJSONField(help_text="name, function, email, phone van wie het kreeg of gaf")
    kinds = ArrayField(
        models.CharField(max_length=20, choices=DataKind), verbose_name=_("welke gegevens"), default=list
    )
    record_ids = ArrayField(models.UUIDField(), verbose_name=_("welke stukken"), default=list)
    items = SealedJSONField()
    items_sha256 = models.CharField(_("hash van wat er ging"), max_length=64, blank=True)
    question = SealedJSONField(help_text="Bij een vraag: wat, waarom, over welke periode")
    careful = SealedJSONField()
    without_bsn = SealedTextField(help_text="Waarom er geen BSN bij is")
    whole_reason = SealedTextField(help_text="Waarom het hele dossier nodig is")
    status = models.CharField(_("stand"), max_length=20, choices=DisclosureStatus, default=DisclosureStatus.DRAFT)
    medium = models.CharField(_("hoe"), max_length=20, choices=Medium, blank=True)
    send_at = models.DateTimeField(_("gaat op"), null=True)
    sent_at = models.DateTimeField(_("gegaan op"), null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+", verbose_name=_("notitie"))
    answers = models.ForeignKey("self", models.SET_NULL, null=True, related_name="answered_by")
    shielded = models.BooleanField(_("afgeschermd bij inzage"), default=False)
    shield_reason = SealedTextField()
    shield_review_on = models.DateField(_("afscherming bekijken op"), null=True)
    came_by = models.CharField(_("op welke grond gekregen"), max_length=20, choices=CameBy, blank=True)
    came_on = models.DateField(_("gekregen op"), null=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta(DossierRecord.Meta):
        verbose_name = _("verstrekking")
        verbose_name_plural = _("verstrekkingen")
        constraints = [
            models.CheckConstraint(
                name="what_was_sent_is_fixed",
                condition=~Q(status=DisclosureStatus.SENT)
                | Q(sent_at__isnull=False, sent_by__isnull=False, items__isnull=False)
                & ~Q(items_sha256="")
                & ~Q(medium=""),
            ),
            models.CheckConstraint(
                name="a_shielding_has_a_review", condition=Q(shielded=False) | Q(shield_review_on__isnull=False)
            ),
            models.CheckConstraint(
                name="received_is_incoming",
                condition=Q(kind=DisclosureKind.INCOMING, status=DisclosureStatus.RECEIVED)
                | ~Q(kind=DisclosureKind.INCOMING) & ~Q(status=DisclosureStatus.RECEIVED),
            ),
        ]
        indexes = [
            *DossierRecord.Meta.indexes,
            models.Index(fields=["send_at"], name="disclosure_queued", condition=Q(status=DisclosureStatus.QUEUED)),
        ]

    def __str__(self):
        return f"verstrekking {self.pk.hex[-6:]}"

    @property
    def by_plan(self) -> set[bool]:
        """Whether a signed plan covers it: both where it covers some of whom it is about, and not others."""
        return {planned is not None for planned in self.covers.values_list("planned", flat=True)}

    @property
    def link(self) -> "Delivery | None":
        """The newest link; an earlier one was closed for it."""
        return max(self.deliveries.all(), key=lambda one: (one.made_at, one.pk), default=None)

    @property
    def waits_since(self):
        """When it went, for what nobody confirmed yet; None for what waits for nobody."""
        if self.status != DisclosureStatus.SENT or self.medium != Medium.LINK:
            return None
        return None if any(one.confirmed_at for one in self.deliveries.all()) else self.sent_at

    def get_absolute_url(self):
        incoming = self.kind == DisclosureKind.INCOMING
        return reverse("consent:incoming" if incoming else "consent:disclosure", args=[self.pk])


class Cover(models.Model):
    """Why what concerns one person may leave: exactly one of a consent, a ground, and a signed plan.

    `planned`: the id of what names the receiver in the plan of a room above (`consent.planned`). No foreign key: what
    went because of it stays recorded when the plan is gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="covers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="covers")
    ground = models.ForeignKey(Ground, models.PROTECT, null=True, related_name="covers")
    planned = models.UUIDField(_("onderdeel van het plan"), null=True)

    class Meta:
        verbose_name = _("dekking")
        verbose_name_plural = _("dekkingen")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "person"], name="one_cover_for_each_person"),
            models.CheckConstraint(
                name="a_consent_a_ground_or_a_plan",
                condition=Q(consent__isnull=False, ground=None, planned=None)
                | Q(consent=None, ground__isnull=False, planned=None)
                | Q(consent=None, ground=None, planned__isnull=False),
            ),
        ]

    def __str__(self):
        return f"dekking {self.pk.hex[-6:]}"


# What proves that something might leave is kept as long as the note that it left.
further_ties += [
    Tie(holder, Cover, column, dependent="disclosure_id", day="disclosure__destroy_on")
    for holder, column in ((Consent, "consent_id"), (Ground, "ground_id"))
]


class DeliveryQuerySet(models.QuerySet):
    def to_take_in(self):
        """A receiver wrote back, and it does not stand in the dossier yet."""
        return self.filter(answered_at__isnull=False, disclosure__answered_by=None)

    def unanswered(self):
        """Sent, and nobody confirmed; the newest link alone counts, an earlier one was closed for it."""
        return self.filter(confirmed_at=None, revoked_at=None, disclosure__status=DisclosureStatus.SENT)

    def silent_since(self, before):
        """Unanswered since then, and nobody was asked to call yet."""
        return self.unanswered().filter(made_at__lte=before, reminded_at=None)


class Delivery(SealedModel):
    """One link by which a receiver gets what was sent, or answers what was asked.

    `token_digest` and `code_digest`: keyed hashes; neither the link nor the code is kept. The code goes another way
    than the link. Five wrong codes close it. `answer`: what the receiver wrote back.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="deliveries")
    token_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    code_digest = models.BinaryField(max_length=32, editable=False)
    made_at = models.DateTimeField(_("gemaakt op"))
    expires_at = models.DateTimeField(_("geldig tot"))
    wrong_codes = models.PositiveSmallIntegerField(_("foute codes"), default=0)
    secrecy_at = models.DateTimeField(_("geheimhouding aanvaard op"), null=True)
    opened_at = models.DateTimeField(_("geopend op"), null=True)
    confirmed_at = models.DateTimeField(_("ontvangst bevestigd op"), null=True)
    answer = SealedJSONField()
    answered_at = models.DateTimeField(_("beantwoord op"), null=True)
    revoked_at = models.DateTimeField(_("gesloten op"), null=True)
    reminded_at = models.DateTimeField(_("gevraagd om te bellen op"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("aflevering")
        verbose_name_plural = _("afleveringen")

    def __str__(self):
        return f"aflevering {self.pk.hex[-6:]}"

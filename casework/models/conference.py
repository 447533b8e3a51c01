"""§ 4.1 Casusregie en procescoördinatie: a case conference, who takes part, and what each of them brings."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.records import DossierRecord, RecordQuerySet
from casework.conferences import ConferenceStatus, Part, Reply, Told
from consent.scope import DataKind
from sealing.fields import SealedJSONField, SealedTextField


class Conference(DossierRecord):
    """`anonymous` until everybody in `about` knows of it and of who takes part, and somebody chose to name them.

    `careful`: why it is needed and cannot be done with less. `told_*`: what the residents were told, when and how;
    `coordination_told_on`: that help is coordinated at all. `mask_more`: words masked beside those that were found.
    """

    starts_at = models.DateTimeField(_("wanneer"))
    is_online = models.BooleanField(_("online"), default=False)
    place = SealedTextField()
    goal = SealedTextField()
    careful = SealedJSONField()
    status = models.CharField(_("stand"), max_length=20, choices=ConferenceStatus, default=ConferenceStatus.PLANNED)
    anonymous = models.BooleanField(_("anoniem"), default=True)
    mask_more = SealedJSONField()
    coordination_told_on = models.DateField(_("verteld dat er wordt afgestemd op"), null=True)
    told_on = models.DateField(_("verteld van dit overleg op"), null=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_how = SealedTextField()
    told_people = ArrayField(models.UUIDField(), verbose_name=_("aan wie verteld"), default=list)
    told_participants = ArrayField(models.UUIDField(), verbose_name=_("over wie verteld"), default=list)
    ahead_reason = SealedTextField(help_text="Waarom het doorging terwijl iemand nog moest afstemmen")
    minutes = SealedTextField()
    closed_at = models.DateTimeField(_("afgesloten op"), null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(DossierRecord.Meta):
        verbose_name = _("overleg")
        verbose_name_plural = _("overleggen")
        constraints = [
            models.CheckConstraint(
                name="named_only_when_everybody_knows",
                condition=Q(anonymous=True)
                | Q(
                    coordination_told_on__isnull=False,
                    told_on__isnull=False,
                    told_by__isnull=False,
                    about__contained_by=F("told_people"),
                ),
            ),
            models.CheckConstraint(
                name="a_conference_that_is_over_says_when",
                condition=Q(status=ConferenceStatus.PLANNED, closed_at=None, closed_by=None)
                | ~Q(status=ConferenceStatus.PLANNED) & Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"overleg {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:conference", args=[self.pk])

    @property
    def is_planned(self) -> bool:
        return self.status == ConferenceStatus.PLANNED

    @property
    def told(self) -> Told:
        people, participants = frozenset(self.told_people), frozenset(self.told_participants)
        return Told(self.coordination_told_on, self.told_on, people, participants)


class ParticipantQuerySet(RecordQuerySet):
    def attended_by(self, user):
        """Whose conference is still to come, and that rest on what still holds: the database says which those are."""
        return self.filter(user=user, pk__in=RawSQL("SELECT unnest(my_attendances())", []))


class Participant(DossierRecord):
    """Somebody who takes part. `user`: who reads here; nobody else does. `why`: on which ground they take part.

    `sheet`: all that they can read, as the regisseur looked it over, and nothing else; `sheet_consents`,
    `sheet_grounds` and `sheet_planned` (of the plan who names them): what it rests on; the database shows it no longer
    when one of them has ended.
    """

    hangs_on = ("conference",)

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="participants")
    part = models.CharField(_("als"), max_length=20, choices=Part)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="attendances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = SealedTextField()
    why = SealedTextField(help_text="Op welke grond iemand meedoet")
    reply = models.CharField(_("antwoord"), max_length=20, choices=Reply, blank=True)
    replied_at = models.DateTimeField(_("geantwoord op"), null=True)
    align_until = models.DateField(_("afstemmen tot en met"), null=True)
    reply_note = SealedTextField()
    removed_at = models.DateTimeField(_("doet niet meer mee sinds"), null=True)
    sheet = SealedJSONField()
    sheet_at = models.DateTimeField(_("te lezen sinds"), null=True)
    sheet_consents = ArrayField(models.UUIDField(), verbose_name=_("op welke toestemmingen"), default=list)
    sheet_grounds = ArrayField(models.UUIDField(), verbose_name=_("op welke uitzonderingen"), default=list)
    sheet_planned = ArrayField(models.UUIDField(), verbose_name=_("op welke onderdelen van het plan"), default=list)
    seen_at = models.DateTimeField(_("eerst gelezen op"), null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta(DossierRecord.Meta):
        verbose_name = _("deelnemer")
        verbose_name_plural = _("deelnemers")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"], condition=Q(removed_at=None), name="somebody_takes_part_once"
            ),
            models.CheckConstraint(
                name="who_has_no_account_reads_nothing", condition=Q(user__isnull=False) | Q(sheet_at=None)
            ),
        ]

    def __str__(self):
        return f"deelnemer {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:attend", args=[self.pk])


class AgendaItem(DossierRecord):
    """A point of the agenda, of who brings it: `brought_by`, or the regisseur. `why`: on which ground they bring it.

    `kinds`: what it is about: whoever reads it with names needs a consent or a ground for these.
    """

    hangs_on = ("conference", "brought_by")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="items")
    brought_by = models.ForeignKey(Participant, models.CASCADE, null=True, related_name="brought")
    title = SealedTextField()
    text = SealedTextField()
    why = SealedTextField(help_text="Op welke grond dit wordt ingebracht")
    kinds = ArrayField(models.CharField(max_length=20, choices=DataKind), verbose_name=_("welke gegevens"))

    class Meta(DossierRecord.Meta):
        verbose_name = _("agendapunt")
        verbose_name_plural = _("agendapunten")

    def __str__(self):
        return f"agendapunt {self.pk.hex[-6:]}"

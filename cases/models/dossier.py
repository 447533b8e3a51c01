"""The dossier of a household, and who may open it."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.functional import cached_property
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from cases import roles
from cases.choices import LegalBasis, Purpose
from cases.models.household import Household
from cases.models.person import Person
from sealing.fields import SealedTextField
from sealing.models import Sealed, SealedModel, new_id


class DossierStatus(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "gesloten", "Gesloten"


NEXT_STATUSES = {
    DossierStatus.OPEN: [DossierStatus.CLOSED],
    DossierStatus.CLOSED: [DossierStatus.OPEN],
}


class DossierQuerySet(models.QuerySet):
    def visible_to(self, user, now):
        """§ 4.2 Casusregiedossier: only dossiers this person was granted; superusers are no exception.

        A plain join: one person has at most one running grant on a dossier, the database sees to that.
        """
        return self.filter(running_grant(now, "grants__"), grants__user=user)


class Dossier(SealedModel):
    """§ 4.2 Casusregiedossier: `codename` is what titles, mails and logs call it, two neutral words.

    `destroy_on` is the latest date of its records, set when it closes; nothing here is kept without one.
    """

    codename = models.CharField("codenaam", max_length=60, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="dossiers")
    legal_basis = models.CharField("grondslag", max_length=20, choices=LegalBasis)
    purpose = models.CharField("doel", max_length=20, choices=Purpose)
    question = SealedTextField(help_text="De vraag waar dit dossier om begon")
    status = models.CharField(max_length=10, choices=DossierStatus, default=DossierStatus.OPEN)
    safety_marked = models.BooleanField("veiligheidsmarkering", default=False)
    opened_on = models.DateField("geopend op")
    closed_on = models.DateField("gesloten op", null=True)
    close_reason = SealedTextField()
    destroy_on = models.DateField("te vernietigen op", null=True)
    updated_at = models.DateTimeField("laatst gewijzigd")

    objects = DossierQuerySet.as_manager()
    history = HistoricalRecords(bases=[Sealed, models.Model])

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        default_permissions = ()
        permissions = [(role.code, role.description) for role in roles.CASE_ROLES.values()]
        constraints = [
            models.CheckConstraint(
                name="closed_means_dated",
                condition=Q(status=DossierStatus.OPEN, closed_on__isnull=True, destroy_on__isnull=True)
                | Q(status=DossierStatus.CLOSED, closed_on__isnull=False, destroy_on__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["destroy_on", "id"], name="dossier_due", condition=Q(destroy_on__isnull=False)),
            models.Index(fields=["status", "-updated_at"], name="dossier_recent"),
        ]

    def __str__(self):
        return self.codename

    def get_absolute_url(self):
        return reverse("cases:dossier", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == DossierStatus.OPEN


class DossierPerson(models.Model):
    """Whom the dossier is about. Who may open the dossier may see these persons."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="dossier_persons")
    person = models.ForeignKey(Person, models.PROTECT, related_name="dossier_persons")

    class Meta:
        verbose_name = "betrokkene"
        verbose_name_plural = "betrokkenen"
        constraints = [models.UniqueConstraint(fields=["dossier", "person"], name="a_person_once_per_dossier")]

    def __str__(self):
        return f"persoon {self.person_id.hex[-6:]} in dossier {self.dossier_id.hex[-6:]}"


class GrantQuerySet(models.QuerySet):
    def running(self, now):
        """Grants whose period holds at `now`."""
        return self.filter(running_grant(now))


class Grant(UserObjectPermissionBase, SealedModel):
    """§ 1.1 Geheimhoudingsplicht: who gave whom access to which dossier, why, from when and until when.

    guardian's object permission with a period: the permission is the role on the case. guardian's own checks
    know nothing of periods and are not used; `DossierQuerySet.visible_to` and `cases.backends` are.
    """

    content_object = models.ForeignKey(Dossier, models.CASCADE, related_name="grants", db_constraint=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants_given")
    reason = SealedTextField()
    secrecy_version = models.PositiveIntegerField("versie van de geheimhouding die is getoond")
    valid_from = models.DateTimeField("vanaf")
    valid_until = models.DateTimeField("tot", null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="grants_ended")

    objects = UserObjectPermissionManager.from_queryset(GrantQuerySet)()
    history = HistoricalRecords(bases=[Sealed, models.Model])

    class Meta:
        verbose_name = "toegang"
        verbose_name_plural = "toegangen"
        unique_together = ()
        constraints = [
            ExclusionConstraint(
                name="one_function_at_a_time_per_case",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("content_object", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]
        indexes = [models.Index(fields=["user", "content_object"], name="grant_of_user")]

    def __str__(self):
        return f"toegang {self.pk.hex[-6:]}"

    @cached_property
    def role(self) -> type[roles.CaseRole]:
        return roles.CASE_ROLES[self.permission.codename]

    @property
    def role_label(self) -> str:
        return self.role.label


class Lookup(models.Model):
    """§ 2.5 Toegankelijkheid van informatie: somebody found this person with a purpose, and may see them for a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lookups")
    person = models.ForeignKey(Person, models.CASCADE, related_name="lookups")
    purpose = models.CharField("doel", max_length=20, choices=Purpose)
    at = models.DateTimeField("op")
    until = models.DateTimeField("tot")

    class Meta:
        verbose_name = "opzoeking"
        verbose_name_plural = "opzoekingen"
        indexes = [models.Index(fields=["user", "until"], name="lookup_of_user")]

    def __str__(self):
        return f"opzoeking {self.pk.hex[-6:]}"


def running_grant(now, prefix="") -> Q:
    """The one definition of a grant that holds at `now`."""
    return Q(**{f"{prefix}valid_from__lte": now}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": now})
    )

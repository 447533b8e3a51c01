"""The dossier of a household, and who may open it."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from guardian.managers import UserObjectPermissionManager
from guardian.models import BaseObjectPermission, UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from cases import authorisation, roles
from cases.choices import LegalBasis, Purpose
from cases.models.household import Household
from cases.models.person import Person
from sealing.fields import SealedTextField
from sealing.models import Sealed, SealedModel, new_id
from terms.categories import SEPARATE

# The shortest time the database knows.
AN_INSTANT = timedelta(microseconds=1)


class DossierStatus(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "gesloten", _("Gesloten")


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

    def without_regisseur(self, now):
        """§ 4.1 Casusregie: nobody who still works here leads it now."""
        leads = Grant.objects.running(now).filter(user__is_active=True, permission__codename=roles.Regisseur.code)
        return self.exclude(pk__in=leads.values("content_object"))


class Dossier(SealedModel):
    """§ 4.2 Casusregiedossier: `codename` is what titles, mails and logs call it, two neutral words.

    `destroy_on` is the latest date of its records, set when it closes; nothing here is kept without one.
    """

    codename = models.CharField(_("codenaam"), max_length=60, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="dossiers")
    legal_basis = models.CharField(_("grondslag"), max_length=20, choices=LegalBasis)
    purpose = models.CharField(_("doel"), max_length=20, choices=Purpose)
    question = SealedTextField(help_text=_("De vraag waar dit dossier om begon"))
    status = models.CharField(max_length=10, choices=DossierStatus, default=DossierStatus.OPEN)
    safety_marked = models.BooleanField(_("veiligheidsmarkering"), default=False)
    # Of a colleague, or with a safe house in it: told to nobody, and opened in danger by the on-call person alone.
    restricted = models.BooleanField(_("besloten"), default=False)
    protection_reason = SealedTextField(help_text=_("Waarom het een veiligheidsmarkering heeft of besloten is"))
    opened_on = models.DateField(_("geopend op"))
    closed_on = models.DateField(_("gesloten op"), null=True)
    close_reason = SealedTextField()
    destroy_on = models.DateField(_("te vernietigen op"), null=True)
    updated_at = models.DateTimeField(_("laatst gewijzigd"))

    objects = DossierQuerySet.as_manager()
    history = HistoricalRecords(bases=[Sealed, models.Model])

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
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


class DossierPersonQuerySet(models.QuerySet):
    def showing_addresses(self, grants):
        """§ 2.5 Toegankelijkheid: where these grants show the address of a person, also while that person hides."""
        return self.filter(dossier__in=grants.values("content_object"), address_closed=False, other_home=False)

    def from_another_home(self, person_ids):
        """Of these persons who are in these dossiers only as somebody who lives elsewhere as well."""
        theirs = self.filter(person__in=person_ids)
        at_home = set(theirs.filter(other_home=False).values_list("person", flat=True))
        return set(theirs.filter(other_home=True).values_list("person", flat=True)) - at_home


class DossierPerson(models.Model):
    """Whom the dossier is about. Who may open the dossier may see these persons.

    `address_closed`: they hid from whoever opened it, so this dossier does not show their address while they hide.
    `other_home`: they live in another household as well, and what is known of where and how to reach them is of there:
    this dossier shows none of it, whether they hide or not.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="dossier_persons")
    person = models.ForeignKey(Person, models.PROTECT, related_name="dossier_persons")
    address_closed = models.BooleanField(_("adres dicht"), default=False)
    other_home = models.BooleanField(_("woont ook in een ander gezin"), default=False)

    objects = DossierPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("betrokkene")
        verbose_name_plural = _("betrokkenen")
        constraints = [models.UniqueConstraint(fields=["dossier", "person"], name="a_person_once_per_dossier")]

    def __str__(self):
        return f"persoon {self.person_id.hex[-6:]} in dossier {self.dossier_id.hex[-6:]}"


class GrantQuerySet(models.QuerySet):
    def running(self, now):
        """Grants whose period holds at `now`."""
        return self.filter(running_grant(now))

    def not_ended(self, now):
        """Grants that run at `now`, or have still to begin."""
        return self.filter(grant_not_ended(now))


class Grant(UserObjectPermissionBase, SealedModel):
    """§ 1.1 Geheimhoudingsplicht: who gave whom access to which dossier, why, from when and until when.

    guardian's object permission with a period: the permission is the role on the case. guardian's own checks
    know nothing of periods and are not used; `DossierQuerySet.visible_to` and `cases.backends` are.
    § 2.5 Toegankelijkheid: `used_on`, `confirmed_on` and `lapses_on` say whether it is still needed; they move
    without history.
    """

    content_object = models.ForeignKey(Dossier, models.CASCADE, related_name="grants", db_constraint=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants_given")
    reason = SealedTextField()
    secrecy_version = models.PositiveIntegerField(_("versie van de geheimhouding die is getoond"))
    valid_from = models.DateTimeField(_("vanaf"))
    valid_until = models.DateTimeField(_("tot"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="grants_ended")
    cover_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="covered_by",
        verbose_name=_("vervangt"),
    )
    # § 2.3 Bewaartermijnen: what it opens beside the ordinary, and who said so, when and why.
    categories = ArrayField(
        models.CharField(max_length=30, choices=authorisation.CHOICES),
        verbose_name=_("ook toegang tot"),
        default=list,
        blank=True,
    )
    categories_reason = SealedTextField()
    categories_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("soorten bepaald door")
    )
    categories_at = models.DateTimeField(_("soorten bepaald op"), null=True)
    # A weaker role that gave way to a cover waits for it here, and goes on when the cover ends.
    after_cover = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="resumes")
    used_on = models.DateField(_("laatst gebruikt op"), null=True)
    confirmed_on = models.DateField(_("nodig bevonden op"), null=True)
    lapses_on = models.DateField(_("vervalt op"), null=True)

    objects = UserObjectPermissionManager.from_queryset(GrantQuerySet)()
    history = HistoricalRecords(bases=[Sealed, models.Model])

    class Meta:
        verbose_name = _("toegang")
        verbose_name_plural = _("toegangen")
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
            ),
            models.CheckConstraint(
                name="only_categories_authorised_apart", condition=Q(categories__contained_by=list(SEPARATE))
            ),
        ]
        indexes = [models.Index(fields=["user", "content_object"], name="grant_of_user")]

    def __str__(self):
        return f"toegang {self.pk.hex[-6:]}"

    def save(self, *args, **kwargs):
        """Without guardian's own `save`, which fetches the dossier: a team lead may not see it."""
        if self.permission.codename not in roles.CASE_ROLES:
            raise ValueError(f"{self.permission.codename} is no role on a dossier.")
        super(BaseObjectPermission, self).save(*args, **kwargs)

    @cached_property
    def role(self) -> type[roles.CaseRole]:
        return roles.CASE_ROLES[self.permission.codename]

    @property
    def last_day(self) -> date | None:
        """A grant that runs until midnight ends with the day before; None without an end."""
        return localdate(self.valid_until - AN_INSTANT) if self.valid_until else None

    @property
    def role_label(self) -> str:
        return self.role.label

    @property
    def opens(self) -> tuple[str, ...]:
        """The categories of record that can be read with it."""
        return authorisation.opens(self.categories)

    @property
    def categories_label(self) -> str:
        return authorisation.named(self.categories)


class Lookup(models.Model):
    """§ 2.5 Toegankelijkheid van informatie: somebody found this person with a purpose, and may see them for a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lookups")
    person = models.ForeignKey(Person, models.CASCADE, related_name="lookups")
    purpose = models.CharField(_("doel"), max_length=20, choices=Purpose)
    at = models.DateTimeField(_("op"))
    until = models.DateTimeField(_("tot"))

    class Meta:
        verbose_name = _("opzoeking")
        verbose_name_plural = _("opzoekingen")
        indexes = [models.Index(fields=["user", "until"], name="lookup_of_user")]

    def __str__(self):
        return f"opzoeking {self.pk.hex[-6:]}"


def running_grant(now, prefix="") -> Q:
    """The one definition of a grant that holds at `now`."""
    return Q(**{f"{prefix}valid_from__lte": now}) & grant_not_ended(now, prefix)


def grant_not_ended(now, prefix="") -> Q:
    return Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": now})

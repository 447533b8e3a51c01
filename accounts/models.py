"""§ 1.1 Geheimhoudingsplicht: who works here, for whom, and which secrecy declaration they accepted."""

import hashlib

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import policy, roles
from accounts.agreements import ENFORCING_SORTS, Agreement, AgreementKind, Covenant, PartnerSort
from accounts.processing import Processing
from sealing.models import new_id

__all__ = [
    "Agreement",
    "AgreementKind",
    "Covenant",
    "Organisation",
    "PartnerSort",
    "Processing",
    "SecrecyAcceptance",
    "SecrecyText",
    "Team",
    "User",
]


class Unchangeable(Exception):
    """Somebody tried to change or delete what must stay as it was: publish a new version instead."""


class AppendOnlyQuerySet(models.QuerySet):
    """Rows are added and read. The database refuses the rest as well (migration 0003)."""

    def update(self, **kwargs):
        raise Unchangeable(self.model.__name__)

    def delete(self):
        raise Unchangeable(self.model.__name__)


class AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Unchangeable(str(self))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Unchangeable(str(self))


class OrganisationQuerySet(models.QuerySet):
    def with_agreement_on(self, on):
        """§ 1.1 Geheimhoudingsplicht: partners with an agreement or covenant that holds on this day."""
        return self.filter(Exists(Agreement.objects.running(on).filter(organisation=OuterRef("pk"))))


class Organisation(models.Model):
    """The municipality itself, or a partner. A partner's people come in only under a valid agreement."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Gemeente")
        PARTNER = "partner", _("Partner")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("naam"), max_length=200, unique=True)
    kind = models.CharField(_("soort"), max_length=20, choices=Kind.choices)
    sort = models.CharField(
        _("soort partner"),
        max_length=40,
        choices=PartnerSort.choices,
        blank=True,
        help_text=_("De wet behandelt hen verschillend. Verplicht voor een partner; leeg voor de gemeente zelf."),
    )
    enforces = models.BooleanField(
        _("handhaaft"),
        default=False,
        help_text=_(
            "Zoals politie en Openbaar Ministerie. Wie daar werkt, krijgt nooit toegang tot een dossier: "
            "wat zij mogen weten, is een vastgelegde verstrekking."
        ),
    )

    address = models.CharField(
        _("postadres"),
        max_length=300,
        blank=True,
        help_text=_("Van de organisatie zelf, nooit een huisadres. Zonder adres gaat er niets op papier heen."),
    )
    email = models.EmailField(
        _("algemeen e-mailadres"),
        blank=True,
        help_text=_("Een postbus die ook leest wie invalt. Daar komt het bericht dat een toestemming is ingetrokken."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="police_and_prosecutor_enforce",
                condition=~Q(sort__in=ENFORCING_SORTS) | Q(enforces=True),
                violation_error_message=_("Politie en Openbaar Ministerie handhaven altijd. Vink het aan."),
            ),
            models.CheckConstraint(
                name="the_municipality_is_no_partner",
                condition=Q(kind="partner") | Q(sort="", enforces=False),
                violation_error_message=_("Soort partner en handhaven zijn voor partners, niet voor de gemeente zelf."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.kind == self.Kind.PARTNER and not self.sort:
            raise ValidationError({"sort": _("Kies wat voor partner dit is.")})

    @property
    def is_internal(self) -> bool:
        return self.kind == self.Kind.MUNICIPALITY

    @property
    def facts(self) -> policy.OrganisationFacts:
        """What `policy.may_exchange` asks. For a list prefetch `agreements__covenant`."""
        found = [agreement.facts for agreement in self.agreements.all()]
        agreements = tuple(facts for facts in found if facts is not None)
        return policy.OrganisationFacts(internal=self.is_internal, enforces=self.enforces, agreements=agreements)

    def agreement_to_show(self, on) -> policy.Agreement | None:
        """What decides about access on this day: the agreement that reaches furthest, or else the first to come."""
        agreements = self.facts.agreements
        return policy.furthest(agreements, on) or min(agreements, key=lambda one: one.valid_from, default=None)


class Team(models.Model):
    """Colleagues who take over from each other. Its lead is whoever is in it with the role teamleider."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("naam"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self):
        return self.name


class UserQuerySet(models.QuerySet):
    def with_opening_facts(self, on):
        """Everything `policy.refusal_to_open` asks, in one query."""
        text = SecrecyText.objects.in_force(on).values("pk", "sha256")[:1]
        accepted = SecrecyAcceptance.objects.filter(
            user=OuterRef("pk"), text=OuterRef("_text"), text_sha256=OuterRef("_sha256")
        )
        return (
            self.select_related("organisation")
            .annotate(agreement_facts=Agreement.objects.furthest(on).filter(organisation=OuterRef("organisation"))[:1])
            .annotate(_text=models.Subquery(text.values("pk")), _sha256=models.Subquery(text.values("sha256")))
            .annotate(secrecy_accepted=Exists(accepted))
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, *, name, organisation, roles=(), **fields):
        """Without a password nobody can sign in until a one-time link is used.

        Raises ValidationError for roles that do not go together.
        """
        user = self.model(email=email, name=name, organisation=organisation, roles=list(roles), **fields)
        user.refuse_wrong_roles()
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Django's command calls this. It gives no role, so neither content nor /beheer/."""
        fields.setdefault("name", email)
        organisation = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY).first()
        return self.create_user(email, password, organisation=organisation, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works here. Residents are another kind of account.

    Django's own permissions are not used: content comes from grants on a case, /beheer/ from roles. Therefore
    being superuser gives nothing here (accounts/backends.py).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(
        _("e-mailadres"), unique=True, error_messages={"unique": _("Dit adres is al in gebruik.")}
    )
    name = models.CharField(_("naam"), max_length=150)
    job_title = models.CharField(_("functie"), max_length=150, blank=True)
    phone = models.CharField(_("telefoon"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisatie"),
        on_delete=models.PROTECT,
        related_name="users",
        null=True,
        help_text=_("Zonder organisatie kan iemand niets openen."),
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.SET_NULL, related_name="members", null=True, blank=True
    )
    roles = ArrayField(
        models.CharField(max_length=40, choices=roles.CHOICES),
        verbose_name=_("rollen"),
        default=list,
        blank=True,
    )
    is_active = models.BooleanField(_("actief"), default=True)
    created_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    oidc_issuer = models.CharField(_("inlogdienst"), max_length=300, blank=True, editable=False)
    oidc_subject = models.CharField(_("naam bij de inlogdienst"), max_length=255, blank=True, editable=False)
    daily_digest = models.BooleanField(_("dagelijks bericht per mail"), default=True)
    last_digest_on = models.DateField(_("laatste dagelijks bericht"), null=True, editable=False)
    shortcuts = models.BooleanField(_("sneltoetsen"), default=True)
    # § 2.5 Toegankelijkheid: whether somebody reads about their own address; the address itself is kept nowhere.
    home_index = models.BinaryField(_("eigen adres (vingerafdruk)"), null=True, editable=False)
    calendar_token_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("medewerker")
        verbose_name_plural = _("medewerkers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="addresses_are_in_lower_case", condition=Q(email=Lower("email"))),
            models.UniqueConstraint(
                fields=["oidc_issuer", "oidc_subject"], condition=~Q(oidc_subject=""), name="one_account_per_subject"
            ),
            models.UniqueConstraint(
                fields=["calendar_token_sha256"],
                condition=~Q(calendar_token_sha256=""),
                name="one_account_per_calendar_token",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self.email = self.email.lower()
        self.refuse_wrong_roles()

    def refuse_wrong_roles(self):
        refusal = policy.roles_refusal(self.roles)
        if refusal:
            raise ValidationError({"roles": refusal})

    def get_short_name(self):
        return self.name

    def has_role(self, code: str) -> bool:
        """Holds the role and may use it: a closed account holds nothing."""
        return self.is_active and code in self.roles

    @property
    def role_labels(self) -> list[str]:
        return [str(roles.ROLES[code].label) for code in self.roles if code in roles.ROLES]

    @property
    def is_internal(self) -> bool:
        return self.organisation is not None and self.organisation.is_internal

    def has_perm(self, perm, obj=None):
        """Asks the backends only: Django's shortcut for superusers would be a way around every wall."""
        return self.is_active and any(backend.has_perm(self, perm, obj=obj) for backend in get_backends())

    def has_perms(self, perm_list, obj=None):
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label):
        return False


class SecrecyTextQuerySet(AppendOnlyQuerySet):
    def in_force(self, on):
        """Texts that have come into force, the one that holds now first."""
        return self.filter(in_force_from__lte=on).order_by("-in_force_from", "-version")

    def current(self, on):
        """The text that holds on this day, or None: then nobody opens anything."""
        return self.in_force(on).first()


class SecrecyText(AppendOnly):
    """§ 1.1 Geheimhoudingsplicht: a version of the declaration. New words are a new version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(_("versie"), unique=True)
    text = models.TextField(_("tekst"))
    sha256 = models.CharField(_("vingerafdruk (SHA-256)"), max_length=64, editable=False)
    in_force_from = models.DateField(
        _("geldt vanaf"), help_text=_("Vanaf deze dag wordt iedereen gevraagd om deze versie te aanvaarden.")
    )

    objects = SecrecyTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("geheimhoudingsverklaring")
        verbose_name_plural = _("geheimhoudingsverklaringen")
        ordering = ["-version"]

    def __str__(self):
        return str(_("versie %(version)s")) % {"version": self.version}

    def save(self, *args, **kwargs):
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)


class SecrecyAcceptance(AppendOnly):
    """§ 1.1 Geheimhoudingsplicht: who accepted which text, when; the hash says which words exactly."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, verbose_name=_("medewerker"), on_delete=models.PROTECT, related_name="acceptances")
    text = models.ForeignKey(SecrecyText, verbose_name=_("versie"), on_delete=models.PROTECT)
    text_sha256 = models.CharField(_("vingerafdruk (SHA-256)"), max_length=64)
    accepted_at = models.DateTimeField(_("aanvaard op"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanvaarding")
        verbose_name_plural = _("aanvaardingen")
        ordering = ["-accepted_at"]
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="accepted_once_per_version")]

    def __str__(self):
        return str(self.pk)

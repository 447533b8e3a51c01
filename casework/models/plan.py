"""§ 4.1 Casusregie: the support plan of a household, in versions that its people sign."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.models import Household
from cases.records import DossierRecord
from casework.domains import CHOICES
from casework.states import PlanStatus, VersionStatus
from consent.models.consents import Route
from consent.models.signing import AnySignature, SignatureState, constraints_of_signature
from sealing.fields import SealedJSONField, SealedTextField


class Plan(DossierRecord):
    """One household's plan, from the day somebody began it; `about`: everybody in it.

    That a household has one that runs at most, and that one that runs has exactly one regisseur, is kept by the
    database (migrations/0004_walls_plan). docs/adr/0093-one-plan-one-regisseur.md
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="plans", verbose_name=_("gezin"))
    status = models.CharField(_("stand"), max_length=20, choices=PlanStatus, default=PlanStatus.ACTIVE)
    wish = SealedTextField(help_text="Wat het gezin wil bereiken, in eigen woorden")
    evaluate_on = models.DateField(_("evalueren uiterlijk"))
    ended_at = models.DateTimeField(_("afgerond op"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = SealedTextField(help_text="Waarom het plan is afgerond")

    class Meta(DossierRecord.Meta):
        verbose_name = _("plan")
        verbose_name_plural = _("plannen")
        constraints = [
            models.UniqueConstraint(
                name="one_active_plan_per_household", fields=["household"], condition=Q(status=PlanStatus.ACTIVE)
            ),
            models.CheckConstraint(
                name="an_ended_plan_says_when_and_by_whom",
                condition=Q(status=PlanStatus.ACTIVE, ended_at=None, ended_by=None)
                | Q(status=PlanStatus.ENDED, ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"plan {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:plan", args=[self.dossier_id])

    @property
    def runs(self) -> bool:
        return self.status == PlanStatus.ACTIVE


class PlanVersion(DossierRecord):
    """What the plan says from one signing to the next. Once somebody signed it, nothing in it changes.

    The proof, a sealed PDF, lies in the file store under this record's id.
    """

    hangs_on = ("plan",)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("versie"))
    status = models.CharField(_("stand"), max_length=20, choices=VersionStatus, default=VersionStatus.DRAFT)
    why = SealedTextField(help_text="Waarom deze versie er kwam, of verviel")
    asked_at = models.DateTimeField(_("klaar om te tekenen op"), null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    holds_from = models.DateTimeField(_("geldt vanaf"), null=True)
    ended_at = models.DateTimeField(_("geldt tot"), null=True)
    evidence_sha256 = models.CharField(_("hash van het bewijs"), max_length=64, blank=True)

    class Meta(DossierRecord.Meta):
        verbose_name = _("versie van een plan")
        verbose_name_plural = _("versies van plannen")
        constraints = [
            models.UniqueConstraint(name="a_version_number_once_per_plan", fields=["plan", "number"]),
            models.UniqueConstraint(
                name="one_version_being_made",
                fields=["plan"],
                condition=Q(status__in=[VersionStatus.DRAFT, VersionStatus.TO_SIGN]),
            ),
            models.UniqueConstraint(name="one_version_holds", fields=["plan"], condition=Q(status=VersionStatus.HOLDS)),
            models.CheckConstraint(
                name="what_holds_has_its_moment",
                condition=~Q(status=VersionStatus.HOLDS) | Q(holds_from__isnull=False, asked_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"versie {self.number} van plan {self.plan_id.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:version", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == VersionStatus.DRAFT

    @property
    def waits(self) -> bool:
        return self.status == VersionStatus.TO_SIGN

    @property
    def holds(self) -> bool:
        return self.status == VersionStatus.HOLDS

    @property
    def runs(self) -> bool:
        """What was signed of it binds, or will once the others signed."""
        return self.waits or self.holds


class PartKind(models.TextChoices):
    """In the order in which a plan is read."""

    STRENGTH = "kracht", _("Wat goed gaat en wie helpt")
    GOAL = "doel", _("Doel")
    ACTION = "actie", _("Wie doet wat")
    SAFETY = "veiligheid", _("Afspraak over veiligheid")
    INVOLVED = "betrokken", _("Wie bij de hulp betrokken is")


class PlanPart(DossierRecord):
    """One goal, action, strength, agreement about safety, or somebody who is directly involved.

    `about`: whom it concerns; they read it, and nobody else of the family. `who`: who does it, or the name of who is
    involved. § 3 Toestemming, tenzij: those who are `INVOLVED` in the version that holds, and no others, may exchange
    about the treatment of whom it concerns. `replaces`: whom they stand in for.
    """

    hangs_on = ("version", "goal")

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="parts", verbose_name=_("versie"))
    kind = models.CharField(_("soort"), max_length=20, choices=PartKind)
    domain = models.CharField(_("leefgebied"), max_length=40, choices=CHOICES, blank=True)
    goal = models.ForeignKey("self", models.CASCADE, null=True, related_name="actions", verbose_name=_("bij doel"))
    text = SealedTextField(help_text="In de woorden van de inwoner")
    who = SealedTextField(help_text="Wie het doet, of wie betrokken is")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("organisatie")
    )
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name=_("vervangt"))
    due_on = models.DateField(_("wanneer"), null=True)

    class Meta(DossierRecord.Meta):
        verbose_name = _("onderdeel van een plan")
        verbose_name_plural = _("onderdelen van plannen")
        constraints = [
            models.CheckConstraint(name="a_goal_has_its_domain", condition=~Q(kind=PartKind.GOAL) | ~Q(domain="")),
            models.CheckConstraint(
                name="an_action_belongs_to_a_goal",
                condition=Q(kind=PartKind.ACTION, goal__isnull=False) | ~Q(kind=PartKind.ACTION) & Q(goal=None),
            ),
            models.CheckConstraint(name="a_part_concerns_somebody", condition=~Q(about=[])),
        ]

    def __str__(self):
        return f"onderdeel {self.pk.hex[-6:]}"


class PlanSignature(AnySignature):
    """One person who must sign what the plan says about one of its people (`about`), and what they did.

    `shown`: exactly those words; each signs what concerns that person, and sees nothing of another's part. Who takes a
    signature back did sign: that stays, with the moment at which it was taken back.
    """

    hangs_on = ("version",)

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="signatures", verbose_name=_("versie"))
    shown = SealedTextField(help_text="De tekst zoals die is getekend")
    shown_sha256 = models.CharField(_("hash van de tekst die voorligt"), max_length=64)
    decides_until = models.DateField(_("tot de verjaardag waarop anderen beslissen"), null=True)
    withdrawn_at = models.DateTimeField(_("teruggenomen op"), null=True)
    withdrawn_how = models.CharField(_("hoe teruggenomen"), max_length=20, choices=Route, blank=True)

    class Meta(AnySignature.Meta):
        verbose_name = _("handtekening onder een plan")
        verbose_name_plural = _("handtekeningen onder plannen")
        constraints = [
            *constraints_of_signature(moment="a_plan_decision_has_its_moment", how="a_plan_signed_says_how"),
            models.CheckConstraint(
                name="only_what_was_signed_is_taken_back",
                condition=Q(withdrawn_at=None, withdrawn_how="")
                | Q(withdrawn_at__isnull=False, state=SignatureState.SIGNED) & ~Q(withdrawn_how=""),
            ),
        ]

    def __str__(self):
        return f"handtekening {self.pk.hex[-6:]}"

    @property
    def stands(self) -> bool:
        """Signed, and not taken back."""
        return self.state == SignatureState.SIGNED and self.withdrawn_at is None


class Outcome(models.TextChoices):
    """How far a goal has come."""

    REACHED = "bereikt", _("Bereikt")
    ON_ITS_WAY = "op_weg", _("Op weg")
    STUCK = "stil", _("Het gaat nog niet")
    NOT_NEEDED = "niet_meer_nodig", _("Niet meer nodig")


class Evaluation(DossierRecord):
    """§ 2.4 Triage / vraagverheldering: the plan looked at together. `outcomes`: of each goal, by id, how it is."""

    hangs_on = ("plan", "version")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="evaluations", verbose_name=_("plan"))
    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="+", verbose_name=_("versie"))
    held_on = models.DateField(_("gehouden op"))
    present = SealedTextField(help_text="Wie erbij waren")
    outcomes = SealedJSONField(help_text="Hoe het met elk doel staat")
    conclusion = SealedTextField(help_text="Wat er is afgesproken")
    next_on = models.DateField(_("volgende evaluatie uiterlijk"))

    class Meta(DossierRecord.Meta):
        verbose_name = _("evaluatie")
        verbose_name_plural = _("evaluaties")
        constraints = [models.CheckConstraint(name="the_next_is_later", condition=Q(next_on__gt=models.F("held_on")))]

    def __str__(self):
        return f"evaluatie {self.pk.hex[-6:]}"

"""§ 2.3 Bewaartermijnen: term sets as versioned data, and who put which into force from when."""

from datetime import date
from math import inf

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terms import categories, policy

POLICY = "beleid"
STATUTORY = "wettelijk"
CHECK_NOTE = _("Controleer dit op wetten.overheid.nl: de bron is een bewaarde kopie en kan zijn gewijzigd.")


class LengthField(models.CharField):
    """A `terms.policy.Length`, kept as ISO 8601 text (P5Y, P42D)."""

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 16
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return value and policy.Length.parse(value)

    def to_python(self, value):
        if value is None or isinstance(value, policy.Length):
            return value
        try:
            return policy.Length.parse(value)
        except policy.NotALength:
            raise ValidationError(_("Schrijf de termijn als P5Y, P6M of P42D.")) from None

    def get_prep_value(self, value):
        return None if value is None else str(self.to_python(value))


class TermSet(models.Model):
    """A version of all terms together. What was once put into force is never altered: a change is a new version."""

    code = models.CharField(_("soort"), max_length=20, choices=[(POLICY, _("Beleid")), (STATUTORY, _("Wettelijk"))])
    version = models.PositiveSmallIntegerField(_("versie"))
    title = models.CharField(_("titel"), max_length=200)
    source = models.TextField(_("bron"))

    class Meta:
        verbose_name = _("termijnenset")
        verbose_name_plural = _("termijnensets")
        ordering = ("code", "version")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_term_set_per_version")]

    def __str__(self):
        return f"{self.code} {self.version}"

    @property
    def check_note(self) -> str:
        return CHECK_NOTE

    @property
    def in_force_from(self):
        """The first day the set as a whole holds; None while nobody put it into force."""
        first = self.choices.filter(category="").order_by("from_on").first()
        return first and first.from_on


class Term(models.Model):
    """How long one category is kept in one set, counted from what, and where that stands.

    `legal_basis` narrows a term to records on that basis (the code the record carries); empty holds for all others.
    """

    term_set = models.ForeignKey(TermSet, models.PROTECT, related_name="terms", verbose_name=_("set"))
    category = models.CharField(_("categorie"), max_length=30, choices=categories.CHOICES)
    legal_basis = models.CharField(_("grondslag"), max_length=20, blank=True)
    length = LengthField(_("termijn"))
    start_event = models.CharField(_("begint bij"), max_length=20, choices=categories.START_EVENT_CHOICES)
    article = models.CharField(_("artikel"), max_length=200)
    selection_list_number = models.CharField(_("nummer selectielijst 2020"), max_length=20, blank=True)
    note = models.TextField(_("toelichting"), blank=True)

    class Meta:
        verbose_name = _("bewaartermijn")
        verbose_name_plural = _("bewaartermijnen")
        ordering = ("term_set", "category", "legal_basis")
        constraints = [
            models.UniqueConstraint(fields=["term_set", "category", "legal_basis"], name="one_term_per_category")
        ]

    def __str__(self):
        return f"{self.term_set} {self.category} {self.length}"

    @property
    def source(self) -> str:
        """What a page shows beside a destruction date: the article and, where there is one, the selection list."""
        if not self.selection_list_number:
            return self.article
        return f"{self.article}; selectielijst 2020, {self.selection_list_number}"


class TermChoice(models.Model):
    """From `from_on` this set holds, for everything or for one category (and legal basis).

    Without a person it is the choice the installation made: it puts the policy into force, but it is not the
    considered choice that is needed where the law is longer.

    `recomputed_on`: since then the dates of what was closed before `from_on` are by this choice too; without it only
    what closes from that day on.
    """

    term_set = models.ForeignKey(TermSet, models.PROTECT, related_name="choices", verbose_name=_("set"))
    category = models.CharField(_("categorie"), max_length=30, blank=True, choices=categories.CHOICES)
    legal_basis = models.CharField(_("grondslag"), max_length=20, blank=True)
    from_on = models.DateField(_("in werking vanaf"))
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("besloten door")
    )
    chosen_at = models.DateTimeField(_("besloten op"), null=True)
    reason = models.TextField(_("reden"), blank=True)
    recomputed_on = models.DateField(_("herberekend op"), null=True)

    class Meta:
        verbose_name = _("inwerkingstelling")
        verbose_name_plural = _("inwerkingstellingen")
        ordering = ("from_on", "pk")
        constraints = [
            models.CheckConstraint(name="a_basis_narrows_a_category", condition=Q(legal_basis="") | ~Q(category="")),
            models.CheckConstraint(
                name="a_choice_by_a_person_has_its_moment",
                condition=Q(chosen_by__isnull=True, chosen_at__isnull=True)
                | Q(chosen_by__isnull=False, chosen_at__isnull=False),
            ),
        ]
        indexes = [models.Index(F("from_on").desc(), name="term_choice_latest_first")]

    def __str__(self):
        return f"{self.term_set} vanaf {self.from_on}"

    @property
    def place(self) -> tuple[date, float]:
        """The later one holds, of the same day the one made last; one that is not saved yet comes after all of them."""
        return self.from_on, self.pk or inf

    def covers(self, category: str, legal_basis: str) -> bool:
        return self.category in ("", category) and self.legal_basis in ("", legal_basis)

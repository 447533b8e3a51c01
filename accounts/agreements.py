"""§ 5 Convenant / reglement and § 1.1 Geheimhoudingsplicht: what the municipality agreed with its partners.

An agreement is between the municipality and one organisation. A covenant is one text in which several take part: each
of them through an agreement of its own. docs/adr/0085-partners-and-agreements.md
"""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import DateField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Greatest, JSONObject, Least
from django.utils.translation import gettext_lazy as _

from accounts import policy
from sealing.models import new_id

REMIND_DAYS = 60
WORDS = r"\S"
NO_COVENANT = Value(UUID(int=0), output_field=models.UUIDField())


class PartnerSort(models.TextChoices):
    """What sort of organisation a partner is, as far as a law treats it differently."""

    CARE = "zorgaanbieder", _("Zorgaanbieder")
    YOUTH_CARE = "jeugdhulpaanbieder", _("Jeugdhulpaanbieder")
    YOUTH_HEALTH = "jeugdgezondheidszorg", _("Jeugdgezondheidszorg (GGD)")
    GENERAL_PRACTITIONER = "huisarts", _("Huisarts")
    HEALTH_INSURER = "zorgverzekeraar", _("Zorgverzekeraar")
    SCHOOL = "school", _("School of samenwerkingsverband")
    YOUTH_PROTECTION = "gecertificeerde_instelling", _("Gecertificeerde instelling (GI)")
    CHILD_PROTECTION = "raad_kinderbescherming", _("Raad voor de Kinderbescherming")
    SAFE_AT_HOME = "veilig_thuis", _("Veilig Thuis")
    POLICE = "politie", _("Politie")
    PROSECUTOR = "openbaar_ministerie", _("Openbaar Ministerie")
    PROBATION = "reclassering", _("Reclassering")
    HOUSING = "woningcorporatie", _("Woningcorporatie")
    BENEFITS = "uitkeringsinstantie", _("UWV, SVB of andere gemeente")
    WELFARE = "welzijn", _("Welzijn, cliëntondersteuning of vrijwilligers")
    SUPPLIER = "leverancier", _("Leverancier die gegevens verwerkt")
    OTHER = "anders", _("Anders")


ENFORCING_SORTS = (PartnerSort.POLICE.value, PartnerSort.PROSECUTOR.value)


class AgreementKind(models.TextChoices):
    """The policy says bewerkersovereenkomst; the AVG (art. 28) calls the same a verwerkersovereenkomst."""

    BEWERKERSOVEREENKOMST = "bewerkersovereenkomst", _("Bewerkersovereenkomst")
    DIENSTVERLENINGSOVEREENKOMST = "dienstverleningsovereenkomst", _("Dienstverleningsovereenkomst")
    CONVENANT = "convenant", _("Convenant / reglement")


class CovenantQuerySet(models.QuerySet):
    def in_force(self, on: date):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), in_force_from__lte=on)


class Covenant(models.Model):
    """§ 5 Convenant / reglement: what partners who work together of their own accord agreed; items a to i.

    Without `in_force_from` a draft. In force its words stay as they were agreed: other words are another covenant.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("naam"), max_length=200, unique=True)
    in_force_from = models.DateField(
        _("in werking vanaf"),
        null=True,
        blank=True,
        help_text=_("Leeg: nog een concept. In werking kan pas als alle negen onderdelen zijn ingevuld."),
    )
    valid_until = models.DateField(
        _("geldig tot en met"), null=True, blank=True, help_text=_("Leeg: geldig tot iemand hier een einddatum invult.")
    )
    parties_and_aims = models.TextField(
        _("(a) organisaties, verantwoordelijken en doelen"),
        blank=True,
        help_text=_("De betrokken organisaties, verantwoordelijken en relevante doelstellingen."),
    )
    special_data = models.TextField(
        _("(b) bijzondere persoonsgegevens"),
        blank=True,
        help_text=_("De verwerking van bijzondere persoonsgegevens."),
    )
    informing = models.TextField(
        _("(c) hoe burgers worden geïnformeerd"),
        blank=True,
        help_text=_("De wijze waarop betrokken burgers worden geïnformeerd over het gebruik van hun persoonsgegevens."),
    )
    processings = models.TextField(
        _("(d) de belangrijkste verwerkingen"),
        blank=True,
        help_text=_(
            "De belangrijkste verwerkingen van persoonsgegevens die binnen de samenwerking plaatsvinden, de melding "
            "daarvan bij de functionaris voor de gegevensbescherming en de eenduidige protocollering van de "
            "privacyregels die bij de verwerking in acht genomen moeten worden."
        ),
    )
    consent = models.TextField(
        _("(e) hoe toestemming wordt verkregen"),
        blank=True,
        help_text=_("De wijze waarop bij betrokken burgers toestemming voor gegevensverwerking wordt verkregen."),
    )
    without_consent = models.TextField(
        _("(f) wanneer zonder toestemming"),
        blank=True,
        help_text=_(
            "Een beschrijving van de gevallen waarin zonder toestemming van betrokkene gegevens worden verwerkt."
        ),
    )
    escalation = models.TextField(
        _("(g) escalatie bij spoed en nood"),
        blank=True,
        help_text=_(
            "Een beschrijving van een procedure in verband met escalatie bij spoed- en/of noodgevallen. "
            "Iedereen die hier werkt, leest deze procedure bij Acuut gevaar."
        ),
    )
    rights = models.TextField(
        _("(h) rechten van betrokkenen"),
        blank=True,
        help_text=_(
            "De wijze waarop betrokkenen gebruik kunnen maken van hun rechten op grond van de Wet bescherming "
            "persoonsgegevens (sinds 25 mei 2018 de AVG)."
        ),
    )
    security_and_secrecy = models.TextField(
        _("(i) beveiliging en geheimhouding"),
        blank=True,
        help_text=_(
            "De wijze waarop organisaties invulling geven aan informatiebeveiliging en geheimhoudingsverplichting."
        ),
    )

    objects = CovenantQuerySet.as_manager()

    ITEMS = (
        "parties_and_aims", "special_data", "informing", "processings", "consent", "without_consent", "escalation",
        "rights", "security_and_secrecy",
    )  # fmt: skip

    class Meta:
        verbose_name = _("convenant")
        verbose_name_plural = _("convenanten")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_covenant_in_force_has_its_nine_items",
                condition=Q(in_force_from__isnull=True)
                | Q(
                    parties_and_aims__regex=WORDS,
                    special_data__regex=WORDS,
                    informing__regex=WORDS,
                    processings__regex=WORDS,
                    consent__regex=WORDS,
                    without_consent__regex=WORDS,
                    escalation__regex=WORDS,
                    rights__regex=WORDS,
                    security_and_secrecy__regex=WORDS,
                ),
                violation_error_message=_("Een convenant gaat pas in werking als alle negen onderdelen zijn ingevuld."),
            ),
            models.CheckConstraint(
                name="a_covenant_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("in_force_from")),
                violation_error_message=_("De einddatum ligt voor de begindatum."),
            ),
            models.CheckConstraint(
                name="a_draft_covenant_has_no_end",
                condition=Q(valid_until__isnull=True) | Q(in_force_from__isnull=False),
                violation_error_message=_("Vul ook in vanaf wanneer het convenant geldt."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def facts(self) -> policy.Agreement | None:
        """None of a draft: that holds on no day."""
        if self.in_force_from is None:
            return None
        return policy.Agreement(AgreementKind.CONVENANT, self.in_force_from, self.valid_until)

    def clean(self):
        super().clean()
        if self.in_force_from is not None:
            empty = [name for name in self.ITEMS if not getattr(self, name).strip()]
            if empty:
                needed = _("Vul dit onderdeel in voordat het convenant in werking gaat.")
                raise ValidationError(dict.fromkeys(empty, needed))


class AgreementQuerySet(models.QuerySet):
    """`begins_on` and `ends_on`: the days on which the agreement and, where there is one, its covenant both hold."""

    def with_period(self):
        """Without those of a covenant that is still a draft: they hold on no day."""
        return self.filter(Q(covenant=None) | Q(covenant__in_force_from__isnull=False)).annotate(
            begins_on=Greatest("valid_from", "covenant__in_force_from"),
            ends_on=Least("valid_until", "covenant__valid_until"),
        )

    def running(self, on: date):
        """Holds on this day; the last day counts."""
        return self.with_period().filter(Q(ends_on=None) | Q(ends_on__gte=on), begins_on__lte=on)

    def furthest(self, on: date):
        """The facts of those that began, as one JSON value, the one that reaches furthest first (policy.furthest)."""
        begun = self.with_period().filter(begins_on__lte=on).order_by(F("ends_on").desc(nulls_first=True), "pk")
        return begun.values_list(JSONObject(kind="kind", valid_from="begins_on", valid_until="ends_on"), flat=True)

    def lapsing(self, on: date):
        """Still holds, but its owner had to be reminded by now, and no other takes over."""
        return self.running(on).ending(on)

    def ending(self, on: date):
        """Ends soon, or did a few days ago, and no other takes over: what somebody may have to be told of."""
        soon = self.with_period().unsucceeded().alias(remind_on=REMIND_ON)
        return soon.filter(remind_on__lte=on, ends_on__gte=on - policy.TOLD_WITHIN)

    def without_owner(self, on: date):
        """Still holds, and nobody here answers for it: never named, or left since."""
        return self.running(on).filter(Q(owner=None) | Q(owner__is_active=False))

    def lapsed(self, on: date):
        return self.with_period().filter(ends_on__lt=on)

    def evaluation_overdue(self, on: date):
        """§ 2.2 Aandachtspunten bij signalering: still holds, and should have been evaluated by now."""
        return self.running(on).filter(evaluate_on__lt=on)

    def unsucceeded(self):
        """No other of the same kind with this organisation begins on the day after its last.

        One that runs beside it, of another covenant, takes nothing over.
        """
        next_day = ExpressionWrapper(OuterRef("ends_on") + 1, output_field=DateField())
        same = {"organisation": OuterRef("organisation"), "kind": OuterRef("kind")}
        return self.exclude(Exists(Agreement.objects.with_period().filter(begins_on=next_day, **same)))


REMIND_ON = ExpressionWrapper(F("ends_on") - F("remind_days"), output_field=DateField())


class Agreement(models.Model):
    """What the municipality agreed with one organisation, from when, until when, and who here answers for it.

    `taken_over`: from before this register, when a kind and dates were all there was. It holds as it did, but allows no
    structural exchange before somebody filled in the rest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="agreements", verbose_name=_("organisatie")
    )
    kind = models.CharField(
        _("soort"),
        max_length=40,
        choices=AgreementKind.choices,
        help_text=_("De AVG noemt een bewerkersovereenkomst een verwerkersovereenkomst."),
    )
    covenant = models.ForeignKey(
        Covenant,
        models.PROTECT,
        related_name="agreements",
        null=True,
        blank=True,
        verbose_name=_("convenant"),
        help_text=_("Alleen bij de soort convenant: aan welk convenant deze organisatie meedoet."),
    )
    valid_from = models.DateField(_("geldig vanaf"))
    valid_until = models.DateField(
        _("geldig tot en met"), null=True, blank=True, help_text=_("Leeg: geldig tot iemand hier een einddatum invult.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="agreements",
        null=True,
        verbose_name=_("eigenaar"),
        help_text=_("De medewerker van de gemeente die voor deze overeenkomst instaat en de herinnering krijgt."),
    )
    contact_name = models.CharField(_("contactpersoon bij de partner"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mailadres van de contactpersoon"), blank=True)
    contact_phone = models.CharField(_("telefoon van de contactpersoon"), max_length=40, blank=True)
    categories = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("soorten gegevens"),
        default=list,
        blank=True,
        help_text=_("Voor welke soorten gegevens de overeenkomst geldt."),
    )
    purposes = models.TextField(_("doelen"), help_text=_("Waarvoor de partner de gegevens mag gebruiken."))
    security = models.TextField(
        _("eisen aan beveiliging"),
        blank=True,
        help_text=_("Welke eisen gelden, en hoe de partner laat zien dat hij eraan voldoet. Bij een convenant: zie i."),
    )
    structural = models.BooleanField(
        _("structurele uitwisseling"),
        default=False,
        help_text=_("Regelt deze overeenkomst dat er vaker, op vaste manier, gegevens worden uitgewisseld?"),
    )
    evaluate_on = models.DateField(
        _("evalueren voor of op"),
        null=True,
        blank=True,
        help_text=_("Verplicht bij structurele uitwisseling. 30 dagen na deze dag stopt die uitwisseling."),
    )
    remind_days = models.PositiveSmallIntegerField(
        _("herinneren, dagen vooraf"), default=REMIND_DAYS, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    taken_over = models.BooleanField(_("van voor dit register"), default=False, editable=False)
    # Of which last day the owner was told: when that day changes, they are told anew.
    reminded_of = models.DateField(_("herinnerd aan"), null=True, editable=False)
    told_of = models.DateField(_("afloop gemeld van"), null=True, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("overeenkomst")
        verbose_name_plural = _("overeenkomsten")
        ordering = ["organisation__name", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_agreement_ends_on_or_after_its_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("De einddatum ligt voor de begindatum."),
            ),
            models.CheckConstraint(
                name="a_convenant_names_its_covenant",
                condition=Q(kind="convenant", covenant__isnull=False)
                | Q(kind="convenant", covenant__isnull=True, taken_over=True, structural=False)
                | Q(~Q(kind="convenant"), covenant__isnull=True),
                violation_error_message=_("Kies het convenant bij de soort convenant, en alleen daarbij."),
            ),
            models.CheckConstraint(
                name="structural_exchange_is_evaluated",
                condition=Q(structural=False) | Q(evaluate_on__isnull=False),
                violation_error_message=_("Vul bij structurele uitwisseling in wanneer die wordt geëvalueerd."),
            ),
            models.CheckConstraint(
                name="somebody_is_reminded_in_time",
                condition=Q(remind_days__gte=1, remind_days__lte=730),
                violation_error_message=_("Herinneren kan van 1 tot 730 dagen vooraf."),
            ),
            ExclusionConstraint(
                name="one_agreement_of_a_kind_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce("covenant", NO_COVENANT), RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "In deze periode loopt er al een overeenkomst van deze soort met deze organisatie. "
                    "Geef die eerst een einddatum."
                ),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "valid_from"], name="agreement_of_organisation")]

    def __str__(self):
        return f"{self.organisation}: {self.get_kind_display()}"

    def clean(self):
        """Here too: asking whether it overlaps another would fail on a period that runs backwards."""
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("De einddatum ligt voor de begindatum.")})

    @property
    def facts(self) -> policy.Agreement | None:
        """What the rules read; None under a covenant that is a draft: that holds on no day."""
        begins, ends = [self.valid_from], [self.valid_until]
        if self.covenant is not None:
            begins.append(self.covenant.in_force_from)
            ends.append(self.covenant.valid_until)
        if None in begins:
            return None
        return policy.Agreement(
            self.kind,
            max(begins),
            min((day for day in ends if day is not None), default=None),
            structural=self.structural,
            categories=frozenset(self.categories),
            evaluate_on=self.evaluate_on,
        )

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, its covenant included; None without an end."""
        return self.facts.valid_until if self.facts else None

    @property
    def remind_on(self) -> date | None:
        return self.last_day - timedelta(days=self.remind_days) if self.last_day else None

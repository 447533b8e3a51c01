"""§ 2 Need to know, § 2.3 Bewaartermijnen: what every piece of a dossier carries with it.

Everything that belongs to a dossier inherits `DossierRecord`; any other model has its fate listed, or a test fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.choices import LegalBasis, Purpose, Source
from cases.models.dossier import Dossier, running_grant
from cases.models.restricted import Restricted
from sealing.models import Sealed, SealedModel
from terms.categories import CHOICES as CATEGORY_CHOICES
from terms.categories import ORDINARY, POLITIE, SEPARATE


class RecordQuerySet(models.QuerySet):
    ordinary = ORDINARY

    def readable_by(self, user, now):
        """§ 2 Need to know: of one's own dossiers what the grant opens; a category apart only where it is named."""
        named = Q(dossier__grants__categories__contains=[F("category")])
        return self.usable().filter(
            running_grant(now, "dossier__grants__"), Q(category__in=self.ordinary) | named, dossier__grants__user=user
        )

    def usable(self):
        """AVG art. 18: not what may only be stored. The database says the same to every colleague."""
        if not issubclass(self.model, DossierRecord):
            return self
        return self.exclude(pk__in=Restricted.objects.running().values("record_id"))


def is_of_police(category: str, source: str) -> bool:
    """§ 1.3 Verstrekkingen van politie, § 4 Betrokkenheid cliënt: whether what somebody writes is withheld from the
    resident from the moment it is there: by what it is kept as, or by who said it.
    """
    return category == POLITIE.code or source == Source.POLICE


class DossierRecord(SealedModel):
    """`about`: the persons it concerns, an array so that history, row security and deletion cover it.

    `substantively_changed_at` moves with what people write, never with purges, moves or migrations.
    `event_on`: the day of what starts its term where that is not the closing: the end of a measure, a withdrawal.
    `term_started_on` and `destroy_on` are set when the term starts (terms.policy). `hangs_on`: the foreign keys to
    other records without which this one means nothing; those stay as long as it does.
    """

    hangs_on: tuple[str, ...] = ()

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="%(class)ss")
    about = ArrayField(models.UUIDField(), verbose_name=_("over"))
    purpose = models.CharField(_("doel"), max_length=20, choices=Purpose)
    legal_basis = models.CharField(_("grondslag"), max_length=20, choices=LegalBasis)
    source = models.CharField(_("bron"), max_length=20, choices=Source, default=Source.OWN)
    own_observation = models.BooleanField(_("eigen waarneming"), default=True)
    category = models.CharField(_("categorie"), max_length=30, choices=CATEGORY_CHOICES)
    withheld = models.BooleanField(_("niet tonen aan inwoner"), default=False)
    created_at = models.DateTimeField(_("gemaakt op"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door"))
    substantively_changed_at = models.DateTimeField(_("inhoudelijk gewijzigd op"))
    event_on = models.DateField(_("gebeurtenis die de termijn begint"), null=True)
    term_started_on = models.DateField(_("termijn begonnen op"), null=True)
    destroy_on = models.DateField(_("te vernietigen op"), null=True)

    objects = RecordQuerySet.as_manager()
    history = HistoricalRecords(inherit=True, bases=[Sealed, models.Model])

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["dossier", "-created_at"], name="%(class)s_dossier"),
            GinIndex(fields=["about"], name="%(class)s_about"),
            models.Index(fields=["destroy_on"], name="%(class)s_due", condition=Q(destroy_on__isnull=False)),
        ]

    @property
    def is_apart(self) -> bool:
        """Of a category that is authorised apart: whoever may not read it must not notice that it is there."""
        return self.category in SEPARATE


@cache
def record_models() -> tuple[type[DossierRecord], ...]:
    """Every kind of record there is."""
    return tuple(sorted(_kinds_of(DossierRecord), key=lambda model: model._meta.label))


def _kinds_of(model) -> Iterator[type[DossierRecord]]:
    """Also what inherits by way of something that is no record itself."""
    for one in model.__subclasses__():
        if one._meta.abstract:
            yield from _kinds_of(one)
        else:
            yield one


@dataclass(frozen=True)
class Tie:
    """Some records cannot go before others: each row of `through` ties a `holder` (`column`) to what stands on it.

    `dependent`: the column of `through` with the id of what stands on it; `day`: the path to its day of destruction.
    """

    holder: type[DossierRecord]
    through: type[models.Model]
    column: str
    dependent: str = "id"
    day: str = "destroy_on"

    @property
    def hangs(self) -> type[DossierRecord]:
        """The kind of record that stands on the holder."""
        if self.dependent == "id":
            return self.through
        return self.through._meta.get_field(self.dependent.removesuffix("_id")).related_model


# Ties by way of a table of their own; the room that has the table adds them.
further_ties: list[Tie] = []


def ties() -> list[Tie]:
    return [*further_ties, *(tie for model in record_models() for tie in _ties_of(model))]


def _ties_of(model) -> Iterator[Tie]:
    for name in model.hangs_on:
        link = model._meta.get_field(name)
        yield Tie(link.related_model, model, link.attname)


def loose_links(model: type[DossierRecord]) -> list[str]:
    """The columns by which such a record names another that may go before it: emptied then."""
    links = [field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]
    return [
        link.attname
        for link in links
        if issubclass(link.related_model, DossierRecord) and link.name not in model.hangs_on
    ]

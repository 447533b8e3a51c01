"""§ 2 Need to know, § 2.3 Bewaartermijnen: what every piece of a dossier carries with it.

Everything that belongs to a dossier inherits `DossierRecord`; any other model has its fate listed, or a test fails.
"""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.choices import LegalBasis, Purpose, Source
from cases.models.dossier import Dossier, running_grant
from sealing.models import Sealed, SealedModel
from terms.categories import CHOICES as CATEGORY_CHOICES
from terms.categories import ORDINARY, SEPARATE


class RecordQuerySet(models.QuerySet):
    def readable_by(self, user, now):
        """§ 2 Need to know: of one's own dossiers what the grant opens; a category apart only where it is named."""
        named = Q(dossier__grants__categories__contains=[F("category")])
        return self.filter(
            running_grant(now, "dossier__grants__"), Q(category__in=ORDINARY) | named, dossier__grants__user=user
        )


class DossierRecord(SealedModel):
    """`about`: the persons it concerns, an array so that history, row security and deletion cover it.

    `substantively_changed_at` moves with what people write, never with purges, moves or migrations.
    `term_started_on` and `destroy_on` are set when the term starts (terms.policy).
    """

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
    term_started_on = models.DateField(_("termijn begonnen op"), null=True)
    destroy_on = models.DateField(_("te vernietigen op"), null=True)

    objects = RecordQuerySet.as_manager()
    history = HistoricalRecords(inherit=True, bases=[Sealed, models.Model])

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["dossier", "-created_at"], name="%(class)s_dossier"),
            GinIndex(fields=["about"], name="%(class)s_about"),
        ]

    @property
    def is_apart(self) -> bool:
        """Of a category that is authorised apart: whoever may not read it must not notice that it is there."""
        return self.category in SEPARATE


def record_models() -> list[type[DossierRecord]]:
    """Every kind of record there is."""
    return sorted(_kinds_of(DossierRecord), key=lambda model: model._meta.label)


def _kinds_of(model) -> Iterator[type[DossierRecord]]:
    """Also what inherits by way of something that is no record itself."""
    for one in model.__subclasses__():
        if one._meta.abstract:
            yield from _kinds_of(one)
        else:
            yield one

"""§ 2 Need to know, § 2.3 Bewaartermijnen: what every piece of a dossier carries with it.

Everything that belongs to a dossier inherits `DossierRecord`; any other model has its fate listed, or a test fails.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from simple_history.models import HistoricalRecords

from cases.choices import LegalBasis, Purpose, Source
from cases.models.dossier import Dossier
from sealing.models import Sealed, SealedModel
from terms.categories import CHOICES as CATEGORY_CHOICES


class DossierRecord(SealedModel):
    """`about`: the persons it concerns, an array so that history, row security and deletion cover it.

    `substantively_changed_at` moves with what people write, never with purges, moves or migrations.
    `term_started_on` and `destroy_on` are set when the term starts (terms.policy).
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="%(class)ss")
    about = ArrayField(models.UUIDField(), verbose_name="over")
    purpose = models.CharField("doel", max_length=20, choices=Purpose)
    legal_basis = models.CharField("grondslag", max_length=20, choices=LegalBasis)
    source = models.CharField("bron", max_length=20, choices=Source, default=Source.OWN)
    own_observation = models.BooleanField("eigen waarneming", default=True)
    category = models.CharField("categorie", max_length=30, choices=CATEGORY_CHOICES)
    withheld = models.BooleanField("niet tonen aan inwoner", default=False)
    created_at = models.DateTimeField("gemaakt op")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door")
    substantively_changed_at = models.DateTimeField("inhoudelijk gewijzigd op")
    term_started_on = models.DateField("termijn begonnen op", null=True)
    destroy_on = models.DateField("te vernietigen op", null=True)

    history = HistoricalRecords(inherit=True, bases=[Sealed, models.Model])

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["dossier", "-created_at"], name="%(class)s_dossier"),
            GinIndex(fields=["about"], name="%(class)s_about"),
        ]


def record_models() -> list[type[DossierRecord]]:
    """Every kind of record there is."""
    return sorted(DossierRecord.__subclasses__(), key=lambda model: model._meta.label)

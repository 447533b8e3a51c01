"""§ 3.3 Zorgvuldigheid, § 4.2 Casusregiedossier: what is not shown to who asks, on which ground, until somebody decides
otherwise.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Dossier, Person
from cases.records import RecordQuerySet
from inzage.choices import ShieldGround
from sealing.fields import SealedTextField
from sealing.models import SealedModel
from terms import categories


class ShieldingQuerySet(RecordQuerySet):
    def holding(self):
        return self.filter(ended_at__isnull=True)

    def toward(self, request):
        """What holds for who asked this: shielded to them, or to everybody who asks about this person."""
        to_whom = Q(toward__isnull=True) | Q(toward=request.asker_id)
        return self.holding().filter(to_whom, person=request.person_id)

    def to_review(self, on: date):
        return self.holding().filter(review_on__lte=on)


class Shielding(SealedModel):
    """An entry (no `field`), a text of it (no `words`) or a passage that is not shown to who asked about `person`.

    `toward`: to whom; the person themself, or who asks for them. Empty: to everybody who asks.
    `place`: where in the text the words stood when it was decided; they are looked for again in a text that changed.
    It goes with the record it is in, and never ends by time: `review_on` makes work.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="shieldings", verbose_name=_("dossier"))
    category = models.CharField(_("categorie"), max_length=30, choices=categories.CHOICES)
    record_id = models.UUIDField(_("stuk"))
    field = models.CharField(_("onderdeel"), max_length=80, blank=True)
    words = SealedTextField(help_text=_("De woorden die niet getoond worden"))
    place = models.PositiveIntegerField(_("plaats in de tekst"), default=0)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("over wie"))
    toward = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name=_("niet te zien voor"))
    ground = models.CharField(_("grond"), max_length=20, choices=ShieldGround)
    reason = SealedTextField(help_text=_("Waarom dit niet getoond wordt"))
    review_on = models.DateField(_("opnieuw bekijken op"))
    made_at = models.DateTimeField(_("afgeschermd op"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("afgeschermd door")
    )
    ended_at = models.DateTimeField(_("beëindigd op"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("beëindigd door")
    )
    end_reason = SealedTextField(help_text=_("Waarom het weer getoond mag worden"))

    objects = ShieldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("afscherming")
        verbose_name_plural = _("afschermingen")
        ordering = ("made_at", "pk")
        constraints = [
            # It ends because somebody says so, never by time.
            models.CheckConstraint(
                name="a_shielding_is_ended_by_somebody",
                condition=Q(ended_at__isnull=True) | Q(ended_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["record_id"], name="shielding_record"),
            models.Index(fields=["review_on"], name="shielding_review", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self):
        return f"afscherming {self.pk.hex[-6:]}"

    @property
    def is_whole(self) -> bool:
        return not self.field

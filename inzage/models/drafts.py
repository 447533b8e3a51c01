"""AVG art. 12, 15–21: what a resident is still writing. Of them alone: no colleague reads it before it is sent."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from inzage.choices import RequestKind
from sealing.fields import SealedJSONField
from sealing.models import SealedModel

DRAFT_LASTS = timedelta(days=28)


class RequestDraft(SealedModel):
    """One of each kind for each person; sealed as a dossier is. It goes with either of them.

    `content`: field → what was typed, and `beside`: what another screen had written before this one went on.
    `page`, the page that wrote it last, and `revision` tell two screens apart. docs/adr/0110-unsent-and-unknown.md
    """

    asker = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("wie schrijft"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("over wie"))
    kind = models.CharField(_("wat gevraagd wordt"), max_length=20, choices=RequestKind)
    content = SealedJSONField()
    page = models.UUIDField(_("bladzijde"), null=True)
    revision = models.PositiveIntegerField(_("versie"), default=1)
    begun_at = models.DateTimeField(_("begonnen op"))
    saved_at = models.DateTimeField(_("laatst bewaard op"))
    expires_at = models.DateTimeField(_("vervalt op"))

    class Meta:
        verbose_name = _("niet verstuurd verzoek")
        verbose_name_plural = _("niet verstuurde verzoeken")
        ordering = ("-saved_at", "pk")
        constraints = [models.UniqueConstraint(fields=["asker", "person", "kind"], name="one_unsent_of_a_kind")]
        indexes = [models.Index(fields=["expires_at"], name="unsent_request_expires")]

    def __str__(self):
        return f"niet verstuurd {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return f"{reverse('inzage:ask')}?{urlencode({'wat': self.kind, 'over': self.person_id})}"

    @property
    def is_about_another(self) -> bool:
        return self.person_id != self.asker_id

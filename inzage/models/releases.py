"""§ 4.2 Casusregiedossier: what is handed to who asked: made in the background, fetched once, gone after its day."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from inzage.models.requests import Request
from inzage.states import ReleaseState
from sealing.fields import SealedJSONField
from sealing.models import SealedModel


class ReleaseQuerySet(models.QuerySet):
    def expired(self, now: datetime):
        return self.filter(state=ReleaseState.READY, expires_at__lte=now)

    def to_make(self):
        return self.filter(state__in=[ReleaseState.WAITING, ReleaseState.MAKING])


class Release(SealedModel):
    """The parcel lies sealed with this row's key, in the file of its id, until it is fetched or its day has come.

    `done` of `total`: how far the making of it came. `leaks`: where something was found in it that may not be, so that
    it was not released: of a record its ids and our words for it, of all else a sentence (`inzage.actions.releasing`).
    """

    request = models.OneToOneField(Request, models.CASCADE, related_name="release", verbose_name=_("verzoek"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("over wie"))
    state = models.CharField(_("stand"), max_length=15, choices=ReleaseState, default=ReleaseState.WAITING)
    step = models.CharField(_("bezig met"), max_length=20, blank=True)
    done = models.PositiveIntegerField(_("klaar"), default=0)
    total = models.PositiveIntegerField(_("van"), default=0)
    beat_at = models.DateTimeField(_("laatste teken"), null=True)
    leaks = SealedJSONField(help_text=_("Waar iets stond dat afgeschermd is"))
    size = models.PositiveIntegerField(_("grootte"), default=0)
    sha256 = models.CharField(_("controlegetal"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("aangemaakt op"))
    ready_at = models.DateTimeField(_("klaar op"), null=True)
    expires_at = models.DateTimeField(_("op te halen tot"), null=True)
    fetched_at = models.DateTimeField(_("opgehaald op"), null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("uitgifte")
        verbose_name_plural = _("uitgiften")
        ordering = ("made_at", "pk")

    def __str__(self):
        return f"uitgifte {self.pk.hex[-6:]}"

    @property
    def is_being_made(self) -> bool:
        return self.state in (ReleaseState.WAITING, ReleaseState.MAKING)

    @property
    def can_be_made_anew(self) -> bool:
        return self.state in (ReleaseState.STOPPED, ReleaseState.EXPIRED)

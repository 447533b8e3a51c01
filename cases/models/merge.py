"""§ 4.1 Casusregie: two registrations of one and the same person that became one, for as long as that can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.person import Person
from sealing.models import new_id


class Merge(models.Model):
    """`gone` is found nowhere any more; everything that was theirs is `kept`'s. Ids alone, no content.

    `moved`: [model, id, {column: [before, after]}] for each row that was changed, in that order. When the days to undo
    it are over this row goes, and `gone`, to whom nothing refers then, after it (retention.due).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, models.CASCADE, related_name="took_over")
    gone = models.OneToOneField(Person, models.CASCADE, related_name="went_into")
    moved = models.JSONField(_("wat verplaatst is"))
    merged_at = models.DateTimeField(_("samengevoegd op"))
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undo_until = models.DateField(_("terug te draaien tot en met"))

    class Meta:
        verbose_name = _("samenvoeging")
        verbose_name_plural = _("samenvoegingen")
        constraints = [models.CheckConstraint(name="nobody_becomes_themselves", condition=~Q(kept=F("gone")))]

    def __str__(self):
        return f"samenvoeging {self.pk.hex[-6:]}"

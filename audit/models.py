"""The access log as it is read, and its seals. Rows are written by `audit.log` alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.choices import Action, Kind, Outcome


class AccessLog(models.Model):
    """One reading, search, change, refusal… of one request (§ 2.5 Toegankelijkheid, beveiliging; NEN 7513).

    Ids and codes only, and no foreign keys: the log outlives what it speaks of. The table is made in SQL
    (partitions); its columns `xid` and `epoch` belong to the seals and are left out here.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(_("wanneer"))
    user_id = models.UUIDField(_("wie"), null=True)
    role = models.TextField(_("rol"))
    grant_id = models.UUIDField(_("toegang"), null=True)
    break_glass = models.BooleanField(_("noodtoegang"))
    purpose = models.TextField(_("doel"))
    action = models.TextField(_("handeling"), choices=Action)
    object_type = models.TextField(_("soort"))
    dossier_id = models.UUIDField(_("dossier"), null=True)
    record_ids = ArrayField(models.UUIDField(), verbose_name=_("records"))
    fields = ArrayField(models.TextField(), verbose_name=_("velden"))
    outcome = models.TextField(_("uitkomst"), choices=Outcome)
    origin = models.GenericIPAddressField(_("vanaf"), null=True)
    request_id = models.UUIDField(_("verzoek"), null=True)

    class Meta:
        managed = False
        ordering = ["-id"]
        verbose_name = _("regel van de toegangslog")
        verbose_name_plural = _("toegangslog")

    def __str__(self):
        return f"logregel {self.pk}"


class Seal(models.Model):
    """One link of the chain over the log; what is hashed, and how: audit/canonical.py.

    `from_xid` is included, `to_xid` is not. `month` is None for a new epoch, whose `digest` is empty.
    """

    seq = models.BigIntegerField(primary_key=True)
    kind = models.TextField(choices=Kind)
    epoch = models.IntegerField()
    month = models.DateField(null=True)
    from_xid = models.BigIntegerField(default=0)
    to_xid = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=bytes)
    head = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["month", "epoch", "from_xid"], name="seal_month"),
            models.Index(fields=["epoch", "to_xid"], name="seal_horizon"),
        ]
        verbose_name = _("zegel")
        verbose_name_plural = _("zegels")

    def __str__(self):
        return f"zegel {self.pk}"

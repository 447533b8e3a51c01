from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from audit.checks import log_is_kept_long_enough


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Toegangslog")

    def ready(self):
        checks.register(log_is_kept_long_enough)

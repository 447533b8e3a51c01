from django.apps import AppConfig
from django.core import checks

from audit.checks import log_is_kept_long_enough


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Toegangslog"

    def ready(self):
        checks.register(log_is_kept_long_enough)

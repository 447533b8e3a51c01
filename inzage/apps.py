from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InzageConfig(AppConfig):
    name = "inzage"
    verbose_name = _("Inzage")

from django.apps import AppConfig


class BrpConfig(AppConfig):
    name = "brp"
    verbose_name = "Basisregistratie Personen"

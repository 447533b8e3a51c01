from django.apps import AppConfig
from django.utils.module_loading import import_module


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self):
        # Tells the room of consent whom a plan names; at the top of this file it would be too early for the models.
        import_module("casework.involved")

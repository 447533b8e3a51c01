from django.apps import AppConfig
from django.utils.module_loading import import_module


class BoekelSdConfig(AppConfig):
    name = "boekel_sd"

    def ready(self):
        # Registers the checks; at the top of this file it would be too early for the models it asks.
        import_module("boekel_sd.checks")

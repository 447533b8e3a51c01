from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.module_loading import import_module


class BoekelSdConfig(AppConfig):
    name = "boekel_sd"

    def ready(self):
        # Registers the checks; at the top of this file it would be too early for the models they ask.
        import_module("boekel_sd.checks")


class StaticFiles(StaticFilesConfig):
    """Leaves out the scripts and formats of the font that no page asks for: a thousand files."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*-cyrillic*", "*-greek*", "*-vietnamese*", "*.woff"]

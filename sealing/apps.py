from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "sealing"

    def ready(self):
        from sealing import among  # noqa: F401, PLC0415 (a lookup is known once it is read)

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = "Bewaren en vernietigen"
    default_auto_field = "django.db.models.BigAutoField"

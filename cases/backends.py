"""The authorisation backend: Django's `has_perm` for a dossier answers from running grants, and from nothing else."""

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from cases.models import Dossier, Grant


class GrantBackend(BaseBackend):
    """`user.has_perm("cases.regisseur", dossier)`: true while a grant with that role runs. Superusers get nothing."""

    def has_perm(self, user_obj, perm, obj=None):
        if not isinstance(obj, Dossier) or not user_obj.is_active:
            return False
        app_label, _, codename = perm.partition(".")
        return (
            app_label == "cases"
            and Grant.objects.running(timezone.now())
            .filter(user=user_obj, content_object=obj, permission__codename=codename)
            .exists()
        )

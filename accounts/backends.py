"""Signing in with e-mail address and password, and nothing else: permissions are not decided here."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class StaffBackend(AuthenticationBackend):
    """Django's backend gives superusers every permission. Here nobody gets any:
    content comes from grants on a case, /beheer/ from roles (accounts/beheer.py)."""

    def get_user(self, user_id):
        """With the organisation, which every page asks for."""
        user = next(iter(User.objects.select_related("organisation").filter(pk=user_id).order_by()), None)
        return user if user and self.user_can_authenticate(user) else None

    def _get_permissions(self, user_obj, obj, from_name):
        return set()

    def has_perm(self, user_obj, perm, obj=None):
        return False

    def has_module_perms(self, user_obj, app_label):
        return False

    def with_perm(self, perm, is_active=True, include_superusers=False, backend=None, obj=None):
        return User.objects.none()

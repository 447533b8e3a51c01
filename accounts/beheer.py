"""/beheer/: the registers, terms and logs, for officers. Metadata, never the content of a dossier.

Who comes in and who may change what goes by role: being staff or superuser in Django's sense means nothing.
"""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import access, session
from accounts.roles import OFFICERS


def may_enter(request) -> bool:
    """An officer, with the second step taken where it is required and the secrecy declaration accepted."""
    user = request.user
    if not user.is_authenticated or not any(user.has_role(code) for code in OFFICERS):
        return False
    if session.needs_second_factor(request):
        return False
    return access.refusal_in(request) is None


class Beheer(AdminSite):
    site_title = _("Beheer")
    index_title = _("Registers")
    site_url = "/"
    empty_value_display = "–"
    enable_nav_sidebar = False

    def __init__(self, name):
        super().__init__(name)
        # Rooms above say what waits for an officer: functions of the request that give a sentence,
        # a path and a tone (warning or info), or None.
        self.waiting = []
        # The kinds of data an agreement can be about, as (code, label): a room above knows them.
        self.categories = []

    def index(self, request, extra_context=None):
        waiting = [told for tell in self.waiting if (told := tell(request))]
        return super().index(request, {"waiting": waiting} | (extra_context or {}))

    @property
    def site_header(self):
        return _("Beheer sociaal domein, gemeente %(name)s") % {"name": settings.MUNICIPALITY_NAME}

    def has_permission(self, request):
        return may_enter(request)

    def admin_view(self, view, cacheable=False):
        """A refusal is a 404, as everywhere: only officers know what is behind this address."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        guarded.__dict__.update(inner.__dict__)
        return guarded

    def login(self, request, extra_context=None):
        """There is one way in for everybody: the gate sends whoever is not signed in to it."""
        if not self.has_permission(request):
            raise Http404
        return redirect(reverse("admin:index", current_app=self.name))

    def logout(self, request, extra_context=None):
        get_adapter(request).logout(request)
        return redirect("account_login")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")


beheer = Beheer(name="beheer")


class RegisterAdmin(ModelAdmin):
    """A register in /beheer/: officers read it; who may add or change is named, nobody deletes."""

    view_roles = OFFICERS
    add_roles = ()
    change_roles = ()
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return _holds(request, {*self.view_roles, *self.change_roles, *self.add_roles})

    def has_add_permission(self, request):
        return _holds(request, self.add_roles)

    def has_change_permission(self, request, obj=None):
        return _holds(request, self.change_roles)

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        """Whether somebody may look comes before whether there is anything: of either nothing is told."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


def held_to_change(request, queryset):
    """Who decides about one row holds it: two cannot decide at once. A list, which holds none, stays as it is."""
    changes_one = request.method == "POST" and request.resolver_match.url_name.endswith("_change")
    return queryset.select_for_update(of=("self",)) if changes_one else queryset


def _holds(request, codes) -> bool:
    return any(request.user.has_role(code) for code in codes)

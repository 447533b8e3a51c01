"""Term sets in /beheer/: read, and put into force by a privacy officer. Their content never changes here."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from accounts.roles import PrivacyOfficer
from terms import actions, current
from terms.categories import CATEGORIES, CHOICES
from terms.forms import PutIntoForceForm
from terms.models import Term, TermChoice, TermSet

beheer.categories.extend(CHOICES)


class TermInline(admin.TabularInline):
    model = Term
    fields = ["category", "legal_basis", "length", "start_event", "article", "selection_list_number", "note"]
    extra = 0
    template = "admin/edit_inline/read_only.html"
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return beheer.has_permission(request)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(TermSet, site=beheer)
class TermSetAdmin(RegisterAdmin):
    list_display = ["title", "code", "version", "in_force"]
    fields = ["title", "code", "version", "source", "doubt", "in_force"]
    readonly_fields = ["doubt", "in_force"]
    inlines = [TermInline]
    actions = ["put_into_force"]

    @admin.display(description=_("let op"))
    def doubt(self, term_set):
        return term_set.check_note

    @admin.display(description=_("in werking vanaf"))
    def in_force(self, term_set):
        return term_set.in_force_from

    def has_choose_permission(self, request):
        return request.user.has_role(PrivacyOfficer.code)

    def changelist_view(self, request, extra_context=None):
        waiting = _waiting(request.today)
        if waiting:
            text = _("De wet vraagt een langere termijn dan nu geldt voor: %(names)s. Kies welke termijn geldt; tot "
                     "die tijd wordt hiervan niets vernietigd.")  # fmt: skip
            self.message_user(request, text % {"names": ", ".join(waiting)}, messages.WARNING)
        return super().changelist_view(request, extra_context)

    @admin.action(description=_("In werking stellen…"), permissions=["choose"])
    def put_into_force(self, request, queryset):
        if queryset.count() != 1:
            self.message_user(request, _("Kies één termijnenset."), messages.ERROR)
            return None
        term_set = queryset.get()
        form = PutIntoForceForm(request.POST if "apply" in request.POST else None, today=request.today)
        if form.is_valid():
            return self.decide(request, term_set, form)
        context = beheer.each_context(request) | {
            "title": _("%(title)s in werking stellen") % {"title": term_set.title},
            "term_set": term_set,
            "form": form,
            "opts": self.opts,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/terms/termset/put_into_force.html", context)

    def decide(self, request, term_set, form):
        """What a person decided about a set. A room that knows what was closed before shows first what it moves."""
        actions.put_into_force(term_set, by=request.user, at=request.now, on=request.today, **form.cleaned_data)


@admin.register(TermChoice, site=beheer)
class TermChoiceAdmin(RegisterAdmin):
    list_display = ["from_on", "term_set", "category", "legal_basis", "chosen_by", "chosen_at", "reason"]
    list_select_related = ["term_set", "chosen_by"]


def _waiting(on) -> list[str]:
    """Categories, on some legal basis, for which a person still has to choose."""
    book = current.Book()
    bases = ["", *Term.objects.exclude(legal_basis="").values_list("legal_basis", flat=True).distinct()]
    return [
        str(category.label)
        for category in CATEGORIES.values()
        if any(book.needs_choice(category.code, on, basis) for basis in bases)
    ]

"""Dossiers, grants and look-ups in /beheer/: metadata alone. No page here ever issues an `Access`."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery, Value
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import admin as accounts_admin
from accounts import spreadsheet
from accounts.beheer import RegisterAdmin, beheer, held_to_change
from accounts.models import User
from accounts.roles import MANAGERS, FunctionarisGegevensbescherming, PrivacyOfficer
from accounts.session import confirmed_recently
from audit import report
from audit.choices import Action
from audit.modeladmin import AccessLogAdmin
from audit.models import AccessLog
from cases import actions, chart, letters, log_table, roles
from cases.errors import OneRegisseur
from cases.forms.log import LogForm, UnusualForm
from cases.models import (
    Breach,
    BreachStatus,
    Dossier,
    Emergency,
    Grant,
    Inspection,
    Lookup,
    StandardText,
    TextKind,
    UnusualReading,
)
from cases.models.breach import NEXT_BREACH_STATUSES
from cases.views.remembered import query_without

beheer.unregister(User)


@admin.register(User, site=beheer)
class UserAdmin(accounts_admin.UserAdmin):
    """§ 1.1 Geheimhoudingsplicht: who leaves loses every dossier with the account."""

    @admin.action(description=_("Account afsluiten: alle toegang stopt meteen"), permissions=["manage"])
    def close(self, request, queryset):
        def leave(user, **who):
            actions.leave(user, on=request.today, **who)

        self.for_each(request, queryset, leave, _("Het account van %(name)s is afgesloten."))


class LedFilter(admin.SimpleListFilter):
    """§ 4.1 Casusregie: every dossier has a regisseur; which have none is for an officer to see, and to have mended."""

    title = _("regisseur")
    parameter_name = "regisseur"

    def lookups(self, request, model_admin):
        return [("geen", _("Zonder regisseur"))]

    def queryset(self, request, queryset):
        return queryset.without_regisseur(request.now) if self.value() == "geen" else queryset


@admin.register(Dossier, site=beheer)
class DossierAdmin(RegisterAdmin):
    list_display = ["codename", "status", "legal_basis", "opened_on", "closed_on", "destroy_on", "safety_marked"]
    list_filter = ["status", LedFilter, "legal_basis", "safety_marked", "restricted"]
    search_fields = ["codename"]
    date_hierarchy = "destroy_on"
    ordering = ["codename"]
    fields = [*list_display, "restricted", "purpose", "updated_at"]


class CaseRoleFilter(admin.SimpleListFilter):
    """The roles one can have on a case; the permissions' own filter would offer every permission there is."""

    title = _("rol op het dossier")
    parameter_name = "rol"

    def lookups(self, request, model_admin):
        return roles.CHOICES

    def queryset(self, request, queryset):
        return queryset.filter(permission__codename=self.value()) if self.value() else queryset


@admin.register(Grant, site=beheer)
class GrantAdmin(RegisterAdmin):
    """§ 1.1 Geheimhoudingsplicht: who can open what, from when and until when. The reason is for those inside."""

    change_roles = (PrivacyOfficer.code,)
    list_display = [
        "user", "role_label", "categories_label", "content_object", "valid_from", "valid_until", "granted_by",
        "ended_by",
    ]  # fmt: skip
    list_filter = [("valid_until", admin.EmptyFieldListFilter), CaseRoleFilter]
    search_fields = ["user__name", "content_object__codename"]
    list_select_related = ["user", "permission", "content_object", "granted_by", "ended_by"]
    ordering = ["-valid_from"]
    fields = readonly_fields = [
        "user",
        "role_label",
        "content_object",
        "valid_from",
        "valid_until",
        "granted_by",
        "ended_by",
        "secrecy_version",
        "categories_label",
        "categories_by",
        "categories_at",
    ]
    actions = ["end"]

    @admin.display(description=_("leest ook"))
    def categories_label(self, grant):
        return grant.categories_label

    @admin.action(description=_("Toegang beëindigen"), permissions=["change"])
    def end(self, request, queryset):
        ended = 0
        for grant in queryset:
            try:
                actions.end_grant(grant, by=request.user, now=request.now, even_last=True)
            except OneRegisseur as error:
                self.message_user(request, f"{grant.content_object}: {error}", messages.ERROR)
            else:
                ended += 1
        if ended:
            self.message_user(request, _("De toegang is beëindigd en geldt bij de volgende klik al niet meer."))


class ReviewFilter(admin.SimpleListFilter):
    """Of what is judged once: still to do, late, or how it was judged."""

    title = _("beoordeling")
    parameter_name = "beoordeling"

    def lookups(self, request, model_admin):
        outcomes = model_admin.model._meta.get_field("outcome").choices
        return [("open", _("Nog te beoordelen")), ("te_laat", _("Te laat")), *outcomes]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.unreviewed()
        if self.value() == "te_laat":
            return queryset.overdue(request.now)
        return queryset.filter(outcome=self.value()) if self.value() else queryset


@admin.register(Emergency, site=beheer)
class EmergencyAdmin(RegisterAdmin):
    """§ 2.5 Toegankelijkheid: who broke the glass, and whether somebody judged it in time. Which danger it was is for
    those inside."""

    view_roles = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    list_display = ["at", "user", "dossier", "opened_by", "review_due_on", "outcome", "reviewed_by"]
    list_filter = [ReviewFilter, ("at", admin.DateFieldListFilter)]
    list_select_related = ["user", "dossier", "opened_by", "reviewed_by"]
    search_fields = ["user__name", "dossier__codename"]
    date_hierarchy = "at"
    ordering = ["-at"]
    fields = [*list_display, "reviewed_at", "regisseur_tried_at", "deputy_tried_at", "withheld"]


@admin.register(Lookup, site=beheer)
class LookupAdmin(RegisterAdmin):
    """§ 2.5 Toegankelijkheid: who looked up somebody outside their own dossiers, and for what."""

    list_display = ["user", "purpose", "at", "until"]
    list_filter = ["purpose"]
    list_select_related = ["user"]
    search_fields = ["user__name"]
    ordering = ["-at"]
    fields = list_display


class DecisionFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("open", _("Nog te beoordelen")), ("te_laat", _("Te laat")), ("klaar", _("Beoordeeld"))]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.undecided()
        if self.value() == "te_laat":
            return queryset.overdue(request.now)
        return queryset.filter(decided_at__isnull=False) if self.value() == "klaar" else queryset


class DecisionForm(forms.ModelForm):
    """AVG art. 33: only what may follow is offered, and never without a reason."""

    class Meta:
        model = Breach
        fields = ["status", "assessment"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.fields:
            # Whoever only reads is shown the values, and no fields.
            return
        following = [
            (status.value, status.label) for status in NEXT_BREACH_STATUSES[BreachStatus(self.instance.status)]
        ]
        choices = [("", _("Kies een besluit")), *following]
        self.fields["status"] = forms.ChoiceField(label=_("Besluit"), choices=choices)
        self.fields["assessment"].required = True
        self.initial["status"] = ""


@admin.register(Breach, site=beheer)
class BreachAdmin(RegisterAdmin):
    """AVG art. 33: what went to the wrong people, and the 72 hours within which it is reported."""

    form = DecisionForm
    view_roles = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    change_roles = (PrivacyOfficer.code,)
    list_display = ["moved_at", "from_codename", "to_codename", "how_many_read", "status", "time_left", "decided_by"]
    list_filter = [DecisionFilter, "status"]
    list_select_related = ["decided_by"]
    search_fields = ["from_codename", "to_codename"]
    ordering = ["-moved_at"]
    readonly_fields = [
        "time_left", "from_codename", "to_codename", "read_by", "wrong_since", "moved_at", "user", "record_id",
        "decided_by", "decided_at",
    ]  # fmt: skip
    fields = [*readonly_fields, "status", "assessment"]

    def get_queryset(self, request):
        """With the clock of the request, for the countdown."""
        queryset = super().get_queryset(request).annotate(asked_at=Value(request.now))
        return held_to_change(request, queryset)

    def has_change_permission(self, request, obj=None):
        """What was reported stays as it is."""
        final = obj is not None and not NEXT_BREACH_STATUSES[BreachStatus(obj.status)]
        return not final and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        actions.decide_breach(obj, by=request.user, now=request.now, **form.cleaned_data)

    @admin.display(description=_("tijd om te melden"), ordering="moved_at")
    def time_left(self, breach):
        until = date_format(localtime(breach.report_by), "j F Y H:i")
        if breach.decided_at:
            late = breach.decided_at > breach.report_by
            return _("Beoordeeld na de 72 uur") if late else _("Op tijd beoordeeld")
        left = breach.report_by - breach.asked_at
        if left.total_seconds() <= 0:
            return _("Te laat: de 72 uur waren voorbij op %(until)s") % {"until": until}
        hours = int(left.total_seconds() // 3600)
        return _("Nog %(hours)d uur, tot %(until)s") % {"hours": hours, "until": until}

    @admin.display(description=_("gelezen door"))
    def how_many_read(self, breach):
        return len(breach.readers)

    @admin.display(description=_("gelezen door"))
    def read_by(self, breach):
        """The register holds ids alone; names are looked up, for as long as there are accounts."""
        names = dict(User.objects.filter(pk__in=breach.readers).values_list("pk", "name"))
        return ", ".join(str(names.get(reader, reader)) for reader in breach.readers) or _("niemand")


class StandardTextForm(forms.ModelForm):
    class Meta:
        model = StandardText
        fields = ["kind", "title", "text", "active"]

    def clean(self):
        """What is not filled in would stand in a letter as it is, between its braces."""
        data = super().clean()
        text, is_letter = data.get("text", ""), data.get("kind") == TextKind.LETTER
        wrong = letters.unknown_placeholders(text) if is_letter else letters.PLACEHOLDER.findall(text)
        if wrong and is_letter:
            self.add_error("text", _("Dit kunnen wij niet invullen: %(names)s.") % {"names": ", ".join(wrong)})
        elif wrong:
            self.add_error("text", _("Alleen in een brief vullen wij iets in. Haal de accolades weg."))
        return data


@admin.register(StandardText, site=beheer)
class StandardTextAdmin(RegisterAdmin):
    """Texts of the municipality, about nobody. One that is no longer good is put out of use, and stays to be read."""

    form = StandardTextForm
    add_roles = MANAGERS
    change_roles = MANAGERS
    list_display = ["title", "kind", "active"]
    list_filter = ["kind", "active"]
    search_fields = ["title"]
    fieldsets = [
        (
            None,
            {
                "fields": ["kind", "title", "text", "active"],
                "description": _(
                    "Schrijf nooit een naam of een ander gegeven van een inwoner in een standaardtekst. In een brief "
                    "vullen wij dit in: {naam}, {datum}, {medewerker}, {telefoon} en {gemeente}. Zet tussen vierkante "
                    "haken wat de medewerker zelf moet invullen, bijvoorbeeld [dag en tijd]."
                ),
            },
        )
    ]


@admin.register(UnusualReading, site=beheer)
class UnusualAdmin(RegisterAdmin):
    """§ 2.5 Toegankelijkheid, beveiliging: reading that stood out. Unusual is not wrong: an officer asks, and says what
    it was."""

    form = UnusualForm
    view_roles = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    change_roles = (PrivacyOfficer.code,)
    list_display = ["day", "user", "rule", "dossier", "times", "review_due_on", "outcome", "reviewed_by"]
    list_filter = [ReviewFilter, "rule", ("day", admin.DateFieldListFilter)]
    list_select_related = ["user", "reviewed_by"]
    search_fields = ["user__name"]
    date_hierarchy = "day"
    ordering = ["-day", "-id"]
    readonly_fields = [
        "day", "user", "rule", "dossier", "times", "in_log", "found_at", "review_due_on", "reviewed_by", "reviewed_at",
    ]  # fmt: skip
    fields = [*readonly_fields, "outcome", "note"]

    def get_queryset(self, request):
        codename = Dossier.objects.filter(pk=OuterRef("dossier_id")).values("codename")[:1]
        found = super().get_queryset(request).annotate(codename=Subquery(codename))
        return held_to_change(request, found)

    def has_change_permission(self, request, obj=None):
        """Decided once, and never by who read."""
        mine = obj is not None and (obj.outcome or obj.user_id == request.user.pk)
        return not mine and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        said = form.cleaned_data
        actions.review_unusual(obj, by=request.user, now=request.now, outcome=said["outcome"], note_=said["note"])

    @admin.display(description=_("dossier"))
    def dossier(self, found):
        return found.codename or found.dossier_id or ""

    @admin.display(description=_("in de log"))
    def in_log(self, found):
        day = found.day.isoformat()
        about = f"&dossier={found.dossier_id}" if found.dossier_id else ""
        link = f"{reverse('admin:audit_accesslog_changelist')}?van={day}&tot={day}&wie={found.user_id}{about}"
        return format_html('<a href="{}">{}</a>', link, _("Bekijk wat er is geopend"))


def unusual_waiting(request):
    """What waits for a privacy officer; not their own."""
    if not request.user.has_role(PrivacyOfficer.code):
        return None
    number = UnusualReading.objects.unreviewed().exclude(user=request.user).count()
    if not number:
        return None
    text = ngettext(
        "%(number)d keer ongewoon leesgedrag wacht op beoordeling.",
        "%(number)d keer ongewoon leesgedrag wacht op beoordeling.",
        number,
    ) % {"number": number}
    return text, f"{reverse('admin:cases_unusualreading_changelist')}?beoordeling=open", "warning"


beheer.waiting.append(unusual_waiting)


@admin.register(Inspection, site=beheer)
class InspectionAdmin(RegisterAdmin):
    """AVG art. 38 lid 2: which dossiers the FG read, and for which task. The reason is for the FG."""

    view_roles = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    list_display = ["at", "user", "dossier", "task", "until"]
    list_filter = ["task", ("at", admin.DateFieldListFilter)]
    list_select_related = ["user", "dossier"]
    search_fields = ["user__name", "dossier__codename"]
    date_hierarchy = "at"
    ordering = ["-at"]
    fields = list_display


# By hand, as the way back from a worker's page to /beheer/ is: the two know nothing of each other's addresses.
INSPECTIONS = "/inspectie/"


def inspection_offered(request):
    """The way to the FG's own door, which is not in /beheer/: there no page opens anything."""
    if not request.user.has_role(FunctionarisGegevensbescherming.code):
        return None
    return _("Een dossier lezen, voor een taak van de FG"), INSPECTIONS, "info"


beheer.waiting.append(inspection_offered)


@admin.register(AccessLog, site=beheer)
class LogAdmin(AccessLogAdmin, RegisterAdmin):
    """NEN 7513: who did what, by period. Who watches the log is in the log as well. docs/adr/0077-who-looked.md"""

    view_roles = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    MOST_EXPORTED = 50_000

    def get_urls(self):
        export = self.admin_site.admin_view(confirmed_recently(self.export))
        return [path("export/", export, name="audit_accesslog_export"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = LogForm(request.GET, today=request.today)
        found = self._found(form)
        self._record(request, Action.INSPECT, form)
        totals = self._totals(form, found)
        page = _LogPaginator(found, self.list_per_page, totals.rows).get_page(request.GET.get("pagina"))
        context = self.admin_site.each_context(request) | {
            "title": _("Toegangslog"),
            "opts": self.opts,
            "form": form,
            "totals": totals,
            "bars": chart.bars(totals),
            "page_obj": page,
            "lines": log_table.lines(page.object_list),
            "kept_query": query_without(request, "pagina"),
            "may_export": totals.rows <= self.MOST_EXPORTED,
        }
        return TemplateResponse(request, "admin/audit/accesslog/change_list.html", context | (extra_context or {}))

    def export(self, request):
        """All the rows of a period, to take along. It leaves the house, so it is asked again who one is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = LogForm(request.GET, today=request.today)
        found = self._found(form)
        if not form.is_valid() or len(found[: self.MOST_EXPORTED + 1]) > self.MOST_EXPORTED:
            messages.error(request, _("Dit is te veel voor één bestand. Kies een kortere periode."))
            return redirect(f"{reverse('admin:audit_accesslog_changelist')}?{request.GET.urlencode()}")
        self._record(request, Action.EXPORT, form)
        name = f"toegangslog-{form.cleaned_data['van']:%Y%m%d}-{form.cleaned_data['tot']:%Y%m%d}.csv"
        return spreadsheet.download(log_table.as_csv(found), name)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        request.readings.add(Action.INSPECT, role=_officer(request), object_type="toegangslog")
        return super().change_view(request, object_id, form_url, extra_context)

    def _found(self, form):
        """The rows that were asked for, newest first; none where the question was wrong."""
        rows = AccessLog.objects.order_by("-id")
        if not form.is_valid():
            return rows.none()
        asked = form.cleaned_data
        rows = rows.filter(at__gte=_midnight(asked["van"]), at__lt=_midnight(asked["tot"] + timedelta(days=1)))
        rows = rows.filter(**form.conditions())
        return self.get_search_results(None, rows, str(asked["q"]))[0] if asked["q"] else rows

    def _totals(self, form, found):
        return report.totals(found, form.cleaned_data["van"], form.cleaned_data["tot"]) if form.is_valid() else NOTHING

    def _record(self, request, action, form):
        """What was asked goes along: the names of the filters, and the dossier if it was one."""
        asked = {"dossier_id": form.cleaned_data["dossier"], "fields": form.asked()} if form.is_valid() else {}
        request.readings.add(action, role=_officer(request), object_type="toegangslog", **asked)


NOTHING = report.Totals([])


class _LogPaginator(Paginator):
    """How many rows there are was counted already, by the day."""

    def __init__(self, rows, per_page, number):
        super().__init__(rows, per_page)
        self.count = number


def _officer(request) -> str:
    """In which role somebody looks at the log."""
    codes = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    return next((code for code in codes if request.user.has_role(code)), "")


def _midnight(day) -> datetime:
    return make_aware(datetime.combine(day, time.min))

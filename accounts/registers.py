"""§ 5 Convenant / reglement, § 2.5 Toegankelijkheid, beveiliging: agreements, covenants and processing in /beheer/.

A privacy officer keeps them; FG and application manager read along. admin.py puts them on the site.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import DateField, Q, TextField, Value
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import actions, policy, spreadsheet
from accounts.beheer import RegisterAdmin, beheer
from accounts.models import Agreement, AgreementKind, Covenant, Organisation, Processing, User
from accounts.processing import Dpia
from accounts.roles import FunctionarisGegevensbescherming, PrivacyOfficer
from accounts.session import confirmed_recently
from audit.choices import Action

WATCHES = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)


class KeptAdmin(RegisterAdmin):
    """A register that a privacy officer keeps; each change leaves its row in the access log."""

    add_roles = (PrivacyOfficer.code,)
    change_roles = (PrivacyOfficer.code,)
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}

    def get_queryset(self, request):
        """The clock of the request goes along: a column of the list is asked with the row alone."""
        return super().get_queryset(request).annotate(today=Value(request.today, output_field=DateField()))

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.today = request.today
        return form

    def save_model(self, request, obj, form, change):
        actions.save_register(obj, by=request.user, at=request.now, changed=form.changed_data, request=request)


class StandingFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [
            ("loopt", _("Loopt")),
            ("loopt_af", _("Loopt af")),
            ("verlopen", _("Verlopen")),
            ("evaluatie", _("Evaluatie te laat")),
            ("zonder_eigenaar", _("Zonder eigenaar")),
        ]

    def queryset(self, request, queryset):
        which = {
            "loopt": queryset.running,
            "loopt_af": queryset.lapsing,
            "verlopen": queryset.lapsed,
            "evaluatie": queryset.evaluation_overdue,
            "zonder_eigenaar": queryset.without_owner,
        }.get(self.value())
        return which(request.today) if which else queryset


class AgreementForm(forms.ModelForm):
    categories = forms.MultipleChoiceField(
        label=_("Soorten gegevens"),
        choices=lambda: beheer.categories,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Voor welke soorten gegevens de overeenkomst geldt. Van andere soorten gaat er niets structureel."),
    )

    class Meta:
        model = Agreement
        fields = [
            "organisation", "kind", "covenant", "valid_from", "valid_until", "owner", "contact_name", "contact_email",
            "contact_phone", "categories", "purposes", "security", "structural", "evaluate_on", "remind_days",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "organisation" not in self.fields:
            # Whoever only reads is shown the values, and no fields of the model.
            return
        agreed, mine = not self.instance._state.adding, self.instance
        self.fields["organisation"].queryset = Organisation.objects.filter(kind=Organisation.Kind.PARTNER)
        self.fields["covenant"].queryset = Covenant.objects.exclude(in_force_from=None)
        here = Q(is_active=True, organisation__kind=Organisation.Kind.MUNICIPALITY)
        self.fields["owner"].queryset = User.objects.filter(here | Q(pk=mine.owner_id))
        # With whom and what was agreed stays: something else is another agreement.
        self.fields["organisation"].disabled = self.fields["kind"].disabled = agreed
        self.fields["covenant"].disabled = agreed and mine.covenant_id is not None

    def clean(self):
        said = super().clean()
        is_covenant, covenant = said.get("kind") == AgreementKind.CONVENANT, said.get("covenant")
        may_lack_it = self.instance.taken_over and not said.get("structural")
        if is_covenant and covenant is None and not may_lack_it:
            self.add_error("covenant", _("Kies het convenant waaraan deze organisatie meedoet."))
        if covenant is not None and not is_covenant:
            self.add_error("covenant", _("Kies alleen een convenant bij de soort convenant."))
        if not is_covenant and not said.get("security", "").strip():
            self.add_error("security", _("Vul in welke eisen aan beveiliging gelden."))
        if said.get("structural") and not said.get("categories"):
            self.add_error("categories", _("Kies voor welke soorten gegevens de structurele uitwisseling geldt."))
        return said


class AgreementAdmin(KeptAdmin):
    form = AgreementForm
    list_display = ["organisation", "kind", "valid_from", "last_day", "standing", "evaluation", "owner"]
    list_filter = [StandingFilter, "kind", "structural"]
    list_select_related = ["organisation", "covenant", "owner"]
    search_fields = ["organisation__name", "owner__name"]
    readonly_fields = ["standing", "evaluation"]
    ordering = ["organisation__name", "-valid_from"]
    fieldsets = [
        (
            None,
            {
                "fields": ["organisation", "kind", "covenant", "valid_from", "valid_until", "standing"],
                "description": _(
                    "Na de laatste dag komt niemand van deze organisatie er nog in, en stopt de structurele "
                    "uitwisseling. De eigenaar krijgt vooraf een herinnering."
                ),
            },
        ),
        (_("Wie"), {"fields": ["owner", "remind_days", "contact_name", "contact_email", "contact_phone"]}),
        (_("Wat"), {"fields": ["categories", "purposes", "security"]}),
        (_("Structurele uitwisseling"), {"fields": ["structural", "evaluate_on", "evaluation"]}),
    ]

    @admin.display(description=_("geldig tot en met"), ordering="valid_until")
    def last_day(self, agreement):
        return agreement.last_day

    @admin.display(description=_("stand"))
    def standing(self, agreement):
        """Nothing of what is not written down yet: a form that is being filled in has no clock."""
        return _standing(agreement.facts, agreement.remind_on, agreement.today) if hasattr(agreement, "today") else ""

    @admin.display(description=_("evaluatie"), ordering="evaluate_on")
    def evaluation(self, agreement):
        """§ 2.2 Aandachtspunten bij signalering: overdue is shown, and after the time of grace the channel closes."""
        day = agreement.evaluate_on
        if day is None or not hasattr(agreement, "today"):
            return ""
        said = {"day": date_format(day, "j F Y")}
        if agreement.structural and policy.channel_closed(agreement.facts, agreement.today):
            return _("Te laat sinds %(day)s: structurele uitwisseling is gestopt") % said
        return (_("Te laat sinds %(day)s") if day < agreement.today else _("Voor of op %(day)s")) % said

    def save_model(self, request, obj, form, change):
        """Whoever filled in the rest took it out of what came from before this register."""
        obj.taken_over = obj.taken_over and obj.kind == AgreementKind.CONVENANT and obj.covenant is None
        super().save_model(request, obj, form, change)


def _standing(facts: policy.Agreement | None, remind_on, today) -> str:
    """In words, as far as it asks for something. Without facts its covenant is no more than a draft."""
    if facts is None:
        return _("Concept")
    if today < facts.valid_from:
        return _("Gaat in op %(day)s") % {"day": date_format(facts.valid_from, "j F Y")}
    if not policy.agreement_holds(facts, today):
        return _("Verlopen")
    if remind_on is None or today < remind_on:
        return _("Loopt")
    days = (facts.valid_until - today).days
    return ngettext("Loopt af: nog %(days)d dag", "Loopt af: nog %(days)d dagen", days) % {"days": days}


class DraftFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("loopt", _("In werking")), ("concept", _("Concept")), ("verlopen", _("Verlopen"))]

    def queryset(self, request, queryset):
        if self.value() == "loopt":
            return queryset.in_force(request.today)
        if self.value() == "concept":
            return queryset.filter(in_force_from=None)
        return queryset.filter(valid_until__lt=request.today) if self.value() == "verlopen" else queryset


class CovenantForm(forms.ModelForm):
    class Meta:
        model = Covenant
        fields = ["name", "in_force_from", "valid_until", *Covenant.ITEMS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        begun = self.instance.in_force_from is not None and self.instance.in_force_from <= self.today
        for name in self.fields.keys() - {"valid_until"}:
            # As it was agreed, it stays; other words are another covenant.
            self.fields[name].disabled = begun


class CovenantAdmin(KeptAdmin):
    form = CovenantForm
    list_display = ["name", "in_force_from", "valid_until", "standing", "parties"]
    list_filter = [DraftFilter]
    search_fields = ["name"]
    readonly_fields = ["standing", "parties", "registered"]
    fieldsets = [
        (None, {"fields": ["name", "in_force_from", "valid_until", "standing", "parties", "registered"]}),
        (
            _("De negen onderdelen"),
            {
                "fields": list(Covenant.ITEMS),
                "description": _("In werking kan als alle negen zijn ingevuld. Daarna staan ze vast."),
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("agreements__organisation", "processing")

    @admin.display(description=_("stand"))
    def standing(self, covenant):
        return _standing(covenant.facts, None, covenant.today) if hasattr(covenant, "today") else ""

    @admin.display(description=_("wie doen mee"))
    def parties(self, covenant):
        return ", ".join(sorted({one.organisation.name for one in covenant.agreements.all()})) if covenant.pk else ""

    @admin.display(description=_("verwerkingen in het register (d)"))
    def registered(self, covenant):
        return ", ".join(one.name for one in covenant.processing.all())


class OrganisationAdmin(KeptAdmin):
    list_display = ["name", "kind", "sort", "enforces", "agreement", "expires"]
    list_filter = ["kind", "sort", "enforces"]
    search_fields = ["name"]
    fields = ["name", "kind", "sort", "enforces", "address", "email", "agreements"]
    readonly_fields = ["agreements"]
    NOTICE_DAYS = 60

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("agreements__covenant")

    @admin.display(description=_("overeenkomst"))
    def agreement(self, organisation):
        found = organisation.agreement_to_show(organisation.today)
        return AgreementKind(found.kind).label if found else ""

    @admin.display(description=_("verloopt"))
    def expires(self, organisation):
        """§ 1.1 Geheimhoudingsplicht: two months ahead, so that a new agreement is there in time."""
        found = organisation.agreement_to_show(organisation.today)
        if found is None or found.valid_until is None:
            return ""
        days = (found.valid_until - organisation.today).days
        if days < 0:
            return _("verlopen: niemand van deze organisatie komt er nog in")
        return _("over %(days)d dagen") % {"days": days} if days <= self.NOTICE_DAYS else ""

    @admin.display(description=_("overeenkomsten"))
    def agreements(self, organisation):
        if organisation._state.adding:
            return _("Leg eerst de organisatie vast, en daarna de overeenkomst.")
        rows = [
            (reverse("admin:accounts_agreement_change", args=[one.pk]), one.get_kind_display(), _period(one))
            for one in organisation.agreements.all()
        ]
        return format_html_join("", '<div><a href="{}">{}</a> {}</div>', rows) or _("Nog geen")


def _period(agreement: Agreement) -> str:
    first, last = date_format(agreement.valid_from, "j F Y"), agreement.last_day
    if last is None:
        return _("vanaf %(first)s") % {"first": first}
    return _("%(first)s tot en met %(last)s") % {"first": first, "last": date_format(last, "j F Y")}


class CurrentFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("loopt", _("Loopt")), ("gestopt", _("Gestopt")), ("dpia", _("DPIA nog te doen"))]

    def queryset(self, request, queryset):
        if self.value() == "loopt":
            return queryset.current()
        if self.value() == "dpia":
            return queryset.without_dpia()
        return queryset.exclude(ended_on=None) if self.value() == "gestopt" else queryset


class ProcessingAdmin(KeptAdmin):
    """AVG art. 30: the FG reads it here, and takes it along."""

    list_display = ["name", "legal_basis", "dpia", "dpia_on", "started_on", "ended_on"]
    list_filter = [CurrentFilter, "dpia"]
    search_fields = ["name", "purpose"]
    change_list_template = "admin/accounts/processing/change_list.html"
    fieldsets = [
        (None, {"fields": ["name", "purpose", "legal_basis", "persons", "data"]}),
        (_("Waarheen en hoe lang"), {"fields": ["receivers", "transfers", "term", "security"]}),
        (_("Met wie"), {"fields": ["agreement", "covenant"]}),
        (_("DPIA"), {"fields": ["dpia", "dpia_on", "dpia_note"]}),
        (_("Wanneer"), {"fields": ["started_on", "ended_on"]}),
    ]
    EXPORTED = (
        "name", "purpose", "legal_basis", "persons", "data", "receivers", "transfers", "term", "security", "agreement",
        "covenant", "dpia", "dpia_on", "dpia_note", "started_on", "ended_on",
    )  # fmt: skip

    def get_urls(self):
        export = self.admin_site.admin_view(confirmed_recently(self.export))
        return [path("export/", export, name="accounts_processing_export"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_export": _watches(request)} | (extra_context or {}))

    def export(self, request):
        """The whole register, those that stopped too. It leaves the house, so it is asked again who one is."""
        if not _watches(request):
            raise PermissionDenied
        role = next(code for code in WATCHES if request.user.has_role(code))
        request.readings.add(Action.EXPORT, role=role, object_type="verwerkingen")
        fields = [Processing._meta.get_field(name) for name in self.EXPORTED]
        found = Processing.objects.select_related("agreement__organisation", "covenant").order_by("name")
        rows = ([_cell(one, field.name) for field in fields] for one in found)
        text = spreadsheet.text_of([field.verbose_name for field in fields], rows)
        return spreadsheet.download(text, f"verwerkingen-{request.today:%Y%m%d}.csv")


def _cell(processing: Processing, name: str) -> str:
    return Dpia(processing.dpia).label if name == "dpia" else getattr(processing, name)


def agreements_lapsing(request):
    """On the first page of /beheer/: agreements that lapse while no other takes over."""
    number = Agreement.objects.lapsing(request.today).count() if _watches(request) else 0
    text = ngettext("%(number)d overeenkomst loopt af.", "%(number)d overeenkomsten lopen af.", number)
    return _waiting(text, number, "loopt_af")


def evaluations_overdue(request):
    """§ 2.2 Aandachtspunten bij signalering: and those that should have been evaluated by now."""
    number = Agreement.objects.evaluation_overdue(request.today).count() if _watches(request) else 0
    text = ngettext(
        "De evaluatie van %(number)d overeenkomst is te laat.",
        "De evaluatie van %(number)d overeenkomsten is te laat.",
        number,
    )
    return _waiting(text, number, "evaluatie")


def _watches(request) -> bool:
    return any(request.user.has_role(code) for code in WATCHES)


def _waiting(text: str, number: int, standing: str):
    if not number:
        return None
    return text % {"number": number}, f"{reverse('admin:accounts_agreement_changelist')}?stand={standing}", "warning"

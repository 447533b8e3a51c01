"""Brakes, the ledger of destruction, its declarations and its yearly report in /beheer/: to read. A brake goes when its
reason does, never by a click. And putting a set of terms into force, which shows first what it moves.
"""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from accounts.messages import hand_over
from consent.papers.common import day
from retention import declarations, recompute, report, tasks
from retention.models import Brake, Declaration, Destruction, Job, LedgerLine
from retention.states import JobKind, Kind
from terms import admin as terms_admin
from terms.models import TermChoice, TermSet

# How often the page of a job asks again by itself: for some minutes.
LOOKS = 40
HOW_FAR = {
    JobKind.RECOMPUTE: _("%(done)d van %(total)d dossiers"),
    JobKind.DESTRUCTION: _("%(done)d van %(total)d vernietigd"),
}


class HoldingFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("te_laat", _("Bekijken is te laat")), ("houdt", _("Houdt tegen")), ("weg", _("Opgeheven"))]

    def queryset(self, request, queryset):
        if self.value() == "te_laat":
            return queryset.holding().filter(review_on__lt=request.today)
        if self.value() == "houdt":
            return queryset.holding()
        return queryset.filter(released_at__isnull=False) if self.value() == "weg" else queryset


@admin.register(Brake, site=beheer)
class BrakeAdmin(RegisterAdmin):
    list_display = ["dossier", "kind", "category", "reason", "owner_role", "review_on", "set_at", "released_at"]
    list_filter = [HoldingFilter, "kind", "category", "reason"]
    list_select_related = ["dossier"]
    date_hierarchy = "review_on"


@admin.register(Destruction, site=beheer)
class DestructionAdmin(RegisterAdmin):
    list_display = ["finished_at", "kind", "short_hash", "state", "reason", "ground", "term_set", "decided_on"]
    list_filter = ["kind", "state", "reason"]
    fields = [
        "kind", "short_hash", "state", "reason", "ground", "term_set", "counts", "decided_on", "planned_at",
        "finished_at",
    ]  # fmt: skip
    readonly_fields = ["short_hash"]
    change_list_template = "admin/retention/destruction/change_list.html"

    def get_urls(self):
        page = self.admin_site.admin_view(self.report)
        return [path("jaarverslag/", page, name="retention_destruction_report"), *super().get_urls()]

    def report(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        years = report.years(request.today)
        asked = request.GET.get("jaar", "")
        year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
        found = report.of_year(year, today=request.today)
        context = self.admin_site.each_context(request) | {
            "title": _("Vernietigd in %(year)d") % {"year": year},
            "opts": self.opts,
            "report": found,
            "bars": report.bars(found),
            "years": years,
        }
        return TemplateResponse(request, "admin/retention/destruction/report.html", context)

    @admin.display(description=_("kenmerk"))
    def short_hash(self, destruction):
        return bytes(destruction.unit_hash).hex()[:16]


@admin.register(LedgerLine, site=beheer)
class LedgerLineAdmin(RegisterAdmin):
    list_display = ["seq", "at", "kind", "short_hash", "state", "reason", "ground"]
    list_filter = ["kind", "state", "reason"]
    fields = ["seq", "at", "kind", "short_hash", "state", "reason", "ground", "term_set", "counts", "decided_on"]
    readonly_fields = ["short_hash"]

    @admin.display(description=_("kenmerk"))
    def short_hash(self, line):
        return bytes(line.unit_hash).hex()[:16]


@admin.register(Declaration, site=beheer)
class DeclarationAdmin(RegisterAdmin):
    """Archiefbesluit 1995, art. 8. The paper tells of nobody, so it is given without asking again who one is."""

    list_display = ["title", "made_at", "period", "units", "paper"]
    fields = ["title", "paper", "made_at", "period", "units", "specification", "lines", "sha256"]
    readonly_fields = ["title", "paper", "period", "units", "specification", "lines"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("pdf")

    def get_urls(self):
        page = self.admin_site.admin_view(self.pdf)
        return [path("<int:number>/pdf/", page, name="retention_declaration_pdf"), *super().get_urls()]

    def pdf(self, request, number):
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Declaration.objects.filter(pk=number).first()
        if found is None:
            raise Http404
        name = f"verklaring-van-vernietiging-{number}.pdf"
        headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
        return HttpResponse(bytes(found.pdf), content_type="application/pdf", headers=headers)

    @admin.display(description=_("verklaring"), ordering="number")
    def title(self, declaration):
        return _("Verklaring %(number)d") % {"number": declaration.number}

    @admin.display(description=_("document"))
    def paper(self, declaration):
        address = reverse("admin:retention_declaration_pdf", args=[declaration.number])
        name = _("Verklaring %(number)d downloaden (PDF)") % {"number": declaration.number}
        return format_html('<a href="{}">{}</a>', address, name)

    @admin.display(description=_("vernietigd"))
    def period(self, declaration):
        begins, ends = (day(parse_date(declaration.facts[name])) for name in ("begins", "ends"))
        return begins if begins == ends else _("%(begins)s tot en met %(ends)s") % {"begins": begins, "ends": ends}

    @admin.display(description=_("aantallen"))
    def units(self, declaration):
        return ", ".join(f"{name}: {number}" for name, number in declarations.totals(declaration.facts))

    @admin.display(description=_("specificatie"))
    def specification(self, declaration):
        parts = map(declarations.as_part, declaration.facts["parts"])
        rows = ((one.sort, one.category or "–", one.ground, one.number) for one in parts)
        names = (_("Soort"), _("Categorie"), _("Grond"), _("Aantal"))
        head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in names))
        body = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
        return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)

    @admin.display(description=_("regels van het vernietigingsregister"))
    def lines(self, declaration):
        ends = {"first": declaration.after_seq + 1, "last": declaration.through_seq}
        return _("%(first)d tot en met %(last)d") % ends


# Terms know nothing of dossiers; what putting them into force moves is known here.
beheer.unregister(TermSet)


@admin.register(TermSet, site=beheer)
class TermSetAdmin(terms_admin.TermSetAdmin):
    """§ 2.3 Bewaartermijnen: who puts a set into force has seen what that moves; then the work goes on by itself."""

    def decide(self, request, term_set, form):
        choice = TermChoice(term_set=term_set, **form.cleaned_data)
        try:
            job = recompute.decide(
                choice, looked_at=request.POST.get("looked_at", ""), by=request.user, now=request.now, on=request.today
            )
        except recompute.LookedAtAnother:
            return self.foresee(request, term_set, form, choice)
        hand_over(tasks.recompute_due)
        done = _("%(title)s geldt vanaf %(day)s. Wat al gesloten is, wordt op die dag op de achtergrond herberekend.")
        self.message_user(request, done % {"title": term_set.title, "day": day(job.due_on)})
        return None

    def foresee(self, request, term_set, form, choice):
        """What it would move, and the mark of it: what was looked at is what happens."""
        foreseen = recompute.foresee(choice, now=request.now)
        if request.POST.get("looked_at"):
            text = _("Intussen is er iets veranderd. Er is nog niets in werking gesteld. Bekijk de cijfers opnieuw.")
            self.message_user(request, text, messages.WARNING)
        context = beheer.each_context(request) | {
            "title": _("Wat er verandert als «%(title)s» gaat gelden") % {"title": term_set.title},
            "term_set": term_set,
            "form": form,
            "foreseen": foreseen,
            "bars": report.year_bars(foreseen.by_year),
            "mark": recompute.mark_of(choice, foreseen),
            "opts": self.opts,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/terms/termset/foreseen.html", context)


@admin.register(Job, site=beheer)
class JobAdmin(RegisterAdmin):
    list_display = ["kind", "choice", "state", "how_far", "due_on", "finished_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["choice__term_set"]
    fields = ["kind", "choice", "due_on", "made_at", "started_at", "finished_at"]

    def render_change_form(self, request, context, *args, obj, **kwargs):
        """How far it is, on top; it asks again by itself, but not for ever: that would keep a session whose owner has
        left."""
        asked = request.GET.get("keer", "")
        looks = int(asked) if asked.isdecimal() else 0
        shown = {"how_far": self.how_far(obj), "parts": _parts(obj)}
        if obj.is_running and looks < LOOKS:
            shown["next_look"] = looks + 1
        return super().render_change_form(request, context | shown, *args, obj=obj, **kwargs)

    @admin.display(description=_("hoe ver"))
    def how_far(self, job):
        if not job.started_at:
            return _("Nog niet begonnen")
        said = HOW_FAR[job.kind] % {"done": job.done, "total": job.total}
        return format_html(
            '<progress max="{}" value="{}" aria-label="{}"></progress> {}', job.total or 1, job.done, said, said
        )


def _parts(job) -> list[tuple]:
    """Kind → how many of it went."""
    if job.kind != JobKind.DESTRUCTION:
        return []
    return [(kind.label, job.figures[kind]) for kind in Kind if kind in job.figures]

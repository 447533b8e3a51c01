"""The ledger of destruction, its declarations and its yearly report in /beheer/: to read."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from consent.papers.common import day
from retention import declarations, report
from retention.models import Declaration, Destruction, LedgerLine


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

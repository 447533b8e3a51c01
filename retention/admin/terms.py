"""Putting a set of terms into force, which shows first what it moves; and the work in the background that follows."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from accounts.messages import hand_over
from consent.papers.common import day
from retention import recompute, report, tasks
from retention.models import Job
from retention.states import JobKind, Kind
from terms import admin as terms_admin
from terms.models import TermChoice, TermSet

# How often the page of a job asks again by itself: for some minutes.
LOOKS = 40
HOW_FAR = {
    JobKind.RECOMPUTE: _("%(done)d van %(total)d dossiers"),
    JobKind.DESTRUCTION: _("%(done)d van %(total)d vernietigd"),
}

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

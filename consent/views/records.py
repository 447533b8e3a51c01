"""Recording by hand what the page of who decides stands on, and ending it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from cases.errors import AlreadyDecided
from consent import access, actions
from consent.forms import (
    AssessmentForm,
    CheckForm,
    EndForm,
    FlagForm,
    JudgeForm,
    MeasureForm,
    RefusalForm,
    RepresentationForm,
)
from consent.tasks import NOTICES


@dataclass(frozen=True)
class Sort:
    """A sort of record that is added: its form, what records it, and the words on the page. `tells`: whom it tells when
    consents end by it."""

    form: type[forms.Form]
    record: Callable
    title: Promise
    lead: Promise
    tells: dict = field(default_factory=lambda: {"notices": NOTICES})


SORTS = {
    "representation": Sort(
        RepresentationForm,
        actions.record_representation,
        _lazy("Vertegenwoordiger vastleggen"),
        _lazy("Alleen met bewijs: een beschikking, het register, een volmacht of een akte."),
    ),
    "assessment": Sort(
        AssessmentForm,
        actions.record_assessment,
        _lazy("Beoordeling vastleggen"),
        _lazy("Iedereen kan zelf beslissen, tot iemand beoordeelde dat het voor deze beslissing niet kan."),
    ),
    "refusal": Sort(
        RefusalForm,
        actions.record_refusal,
        _lazy("Weigering of verzet vastleggen"),
        _lazy("Wat de inwoner vanaf 16 jaar weigerde toen die het zelf kon beslissen, bindt ook later."),
    ),
    "measure": Sort(
        MeasureForm,
        actions.record_measure,
        _lazy("Maatregel vastleggen"),
        _lazy("Neem het over van de beschikking."),
    ),
    "flag": Sort(
        FlagForm,
        actions.raise_flag,
        _lazy("Vermoeden vastleggen"),
        _lazy(
            "Dit werkt meteen: tot iemand besluit tekent deze persoon niets en krijgt niets. De inwoner en deze "
            "persoon zien het niet."
        ),
    ),
    "check": Sort(
        CheckForm,
        actions.record_check,
        _lazy("Veiligheid vastleggen"),
        _lazy("Doe dit voordat u iemand vraagt te tekenen. De inwoner en deze persoon zien het niet."),
        tells={},
    ),
}


@require_http_methods(["GET", "POST"])
def record_new(request, pk, sort):
    """`sort`: a key of `SORTS`."""
    subject, adding = access.subject_to_record(request, pk), SORTS[sort]
    form = adding.form(request.POST or None, today=request.today, subject=subject)
    if form.is_valid():
        adding.record(subject.person, by=request.user, now=request.now, **adding.tells, **form.cleaned_data)
        messages.success(request, _("Het is vastgelegd."))
        return redirect("consent:authority", pk)
    return _form_page(request, subject.person, form, title=adding.title, lead=adding.lead)


@require_http_methods(["GET", "POST"])
def record_end(request, pk, record_pk):
    person, record = access.record_to_end(request, pk, record_pk)
    form = EndForm(request.POST or None, today=request.today, initial={"ended_on": request.today})
    if form.is_valid():
        said = form.cleaned_data
        ending = {"by": request.user, "now": request.now, "notices": NOTICES}
        ending |= {"on": said["ended_on"], "reason": said["reason"]}
        _told(request, lambda: actions.end(record, **ending), _("Het is beëindigd."))
        return redirect("consent:authority", pk)
    title = _("%(what)s beëindigen") % {"what": record._meta.verbose_name.capitalize()}
    return _form_page(request, person, form, title=title, lead=_("Wat er stond, blijft bewaard."))


@require_http_methods(["GET", "POST"])
def flag_judge(request, pk, flag_pk):
    person, flag = access.flag_to_judge(request, pk, flag_pk)
    form = JudgeForm(request.POST or None, today=request.today, flag=flag)
    if form.is_valid():
        facts = {"by": request.user, "now": request.now, "notices": NOTICES, **form.cleaned_data}
        _told(request, lambda: actions.judge_flag(flag, **facts), _("Het is bewaard."))
        return redirect("consent:authority", pk)
    context = {"person": person, "flag": flag, "form": form, "why": person.why}
    return TemplateResponse(request, "consent/flag.html", context)


def _told(request, change, done):
    """Somebody else may have been first: then that is what is said."""
    try:
        change()
    except AlreadyDecided as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


def _form_page(request, person, form, *, title, lead):
    context = {"person": person, "form": form, "title": title, "lead": lead, "why": person.why}
    return TemplateResponse(request, "consent/record_form.html", context)

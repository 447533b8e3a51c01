"""§ 3 Toestemming, tenzij: the page "Delen", and what became of what was shared."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.choices import Action
from cases.access import content_of
from cases.access.core import opened
from cases.errors import CaseError
from cases.models import Document
from consent import tasks
from consent.access import disclosures as access
from consent.actions import deliveries
from consent.actions import disclosures as actions
from consent.aligning import asked_time_until
from consent.choosing import NAMES, filled_in, organisations_for, wish_of
from consent.covering import answer_to
from consent.errors import NoDelivery
from consent.forms.disclosures import ChooseForm, SendForm, ShieldForm
from consent.items import item_of, said
from consent.models.disclosures import DisclosureKind, Medium
from consent.scope import refusal_of_purpose
from consent.states import DisclosureStatus
from sealing.errors import SealingError

FIRST = 6
WAYS = {
    Medium.LINK: ("name", "function", "email", "text"),
    Medium.SPOKEN: ("name", "function", "told_on", "text"),
    Medium.PAPER: ("name", "function", "text"),
    Medium.SYSTEM: ("name", "function", "system", "text"),
}
RECEIVER = ("name", "function", "email", "system")
REASONS = ("without_bsn", "whole_reason")


@require_http_methods(["GET", "POST"])
def share(request, pk):
    """The answer first: may it, why, what is missing. Then who there, and off it goes."""
    dossier = access.dossier_to_share_from(request, pk)
    people, records = access.people_to_share(request, dossier), access.records_to_share(request, dossier)
    data = filled_in(request.POST or request.GET, dossier, people=people, now=request.now)
    offered = {"people": people, "organisations": organisations_for(dossier, request.today), "records": records}
    choice = ChooseForm(data, **offered)
    there_are = access.count_of_records(dossier)
    wish = wish_of(choice, people=people, records=records, there_are=there_are)
    answer = answer_to(wish, dossier, request.now)
    choice.say_plainly()
    until = None
    if wish.kind == DisclosureKind.QUESTION and wish.organisation:
        until = asked_time_until(dossier.pk, wish.organisation.pk, request.today)
    form = _send_form(request, wish, answer, until)
    if request.method == "POST" and form.is_valid() and _is_asked_well(form):
        try:
            # All of it or nothing: what cannot go leaves no half of it behind.
            with transaction.atomic():
                made = _shared(request, dossier, wish, form.cleaned_data)
        except CaseError as error:
            form.add_error(None, str(error))
        except OSError:
            form.add_error(None, _("Dit kan nu niet worden bewaard. Er is niets verstuurd."))
        else:
            return redirect(made)
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "why": dossier.why,
        "choice": choice,
        "chosen": [(name, value) for name in NAMES for value in choice.data.getlist(name)],
        "records": records[:FIRST],
        "older": records[FIRST:],
        "picked": {record.pk for record in wish.records},
        "wish": wish,
        "answer": answer,
        "form": form,
        "aligning_until": until,
    }
    return TemplateResponse(request, "consent/share.html", context)


def _send_form(request, wish, answer, aligning_until) -> SendForm:
    """What this way of sharing asks for; what is told or asked is never empty, a word beside records may be."""
    asks = [*WAYS[wish.medium], "careful", *answer.needs]
    if wish.kind == DisclosureKind.QUESTION:
        asks = [*(name for name in asks if name != "text"), "what", "why", "period"]
    asks += [actions.ALL_THE_SAME] if aligning_until else []
    optional = ["text"] if wish.records and "text" in asks and wish.medium != Medium.SPOKEN else []
    return SendForm(request.POST or None, today=request.today, asks=asks, optional=optional)


def _is_asked_well(form) -> bool:
    """§ 3.1 Toestemmingsverklaring: a question to others is a targeted one."""
    for name in ("what", "why"):
        if name in form.cleaned_data and (refusal := refusal_of_purpose(form.cleaned_data[name])):
            form.add_error(name, refusal)
    return form.is_valid()


def _shared(request, dossier, wish, facts):
    """The disclosure that is queued, or recorded when it was told."""
    who = {"by": request.user, "now": request.now}
    items, contents = _items(request, wish, facts)
    disclosure = actions.prepare(
        dossier,
        wish,
        items=items,
        receiver={name: facts[name] for name in RECEIVER if facts.get(name)},
        careful=_careful(wish, facts),
        question={name: facts[name] for name in ("what", "why", "period")} if "what" in facts else None,
        **{name: facts[name] for name in REASONS if name in facts},
        **who,
    )
    opened(request, [disclosure])
    if wish.medium == Medium.SPOKEN:
        return actions.tell(disclosure, **who)
    return actions.queue(disclosure, **who, task=tasks.send_disclosure, contents=contents)


def _careful(wish, facts) -> dict:
    said = {"nodig": facts["careful"]} | ({"vast": _("Ja")} if wish.structural else {})
    return said | ({actions.ALL_THE_SAME: facts[actions.ALL_THE_SAME]} if actions.ALL_THE_SAME in facts else {})


def _items(request, wish, facts) -> tuple[list[dict], dict[str, bytes]]:
    """Exactly what goes, and the content of the documents among it by the id of their item."""
    contents = {str(one.pk): content_of(request, one) for one in wish.records if isinstance(one, Document)}
    items = [item_of(record, contents.get(str(record.pk))) for record in wish.records]
    if "what" in facts:
        asked = [(_("Onze vraag"), facts["what"]), (_("Waarom"), facts["why"]), (_("Periode"), facts["period"])]
        items = [said(title, text, day=request.today) for title, text in asked]
    elif facts.get("text"):
        title = _("Gesprek") if "told_on" in facts else _("Bericht")
        items.insert(0, said(title, facts["text"], day=facts.get("told_on", request.today)))
    return items, contents


@require_safe
def shared(request, pk):
    """Everything that left this dossier, or came in."""
    dossier = access.dossier_to_look_in(request, pk)
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "why": dossier.why,
        "disclosures": access.disclosures_of(request, dossier),
    }
    return TemplateResponse(request, "consent/shared.html", context)


@require_safe
def disclosure(request, pk):
    return _page(request, access.disclosure_to_read(request, pk))


def _page(request, disclosure, **context):
    left = disclosure.send_at - request.now if disclosure.status == DisclosureStatus.QUEUED else None
    own = {
        "disclosure": disclosure,
        "dossier": disclosure.dossier,
        "household": disclosure.dossier.household,
        "why": disclosure.dossier.why,
        "covers": access.covers_of(request, disclosure),
        "deliveries": access.deliveries_of(disclosure),
        "seconds_left": max(0, int(left.total_seconds())) if left else 0,
        "may_write": disclosure.dossier.is_open and disclosure.dossier.why.grant.role.may_write,
    }
    return TemplateResponse(request, "consent/disclosure.html", own | context)


@require_POST
def take_back(request, pk):
    disclosure = access.disclosure_to_change(request, pk)
    return _done(request, disclosure, actions.take_back, _("Teruggehaald. Er is niets verstuurd."))


@require_POST
def code(request, pk):
    """Shown once, to be read out; asking again makes another."""
    disclosure = access.disclosure_to_change(request, pk)
    if disclosure.link is None:
        return redirect(disclosure)
    try:
        made = deliveries.renew_code(disclosure.link, by=request.user, now=request.now)
    except NoDelivery as error:
        messages.error(request, str(error))
        return redirect(disclosure)
    return _page(request, disclosure, code=made)


@require_POST
def deliver_again(request, pk):
    def again(disclosure, **who):
        deliveries.deliver_again(disclosure, mail=tasks.deliver_link, **who)

    said_so = _("Er is een nieuwe link verstuurd. De oude werkt niet meer.")
    return _done(request, access.disclosure_to_change(request, pk), again, said_so)


@require_POST
def close_link(request, pk):
    def close(disclosure, **who):
        if disclosure.link:
            deliveries.revoke(disclosure.link, **who)

    return _done(request, access.disclosure_to_change(request, pk), close, _("De link is gesloten."))


def _done(request, disclosure, act, sentence):
    try:
        act(disclosure, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
    return redirect(disclosure)


@require_safe
def paper(request, pk):
    """To print, of what is given on paper."""
    disclosure = access.disclosure_to_read(request, pk, action=Action.DOWNLOAD)
    try:
        content = access.paper_of(request, disclosure)
    except SealingError:
        messages.error(request, _("Hier is geen papier van."))
        return redirect(disclosure)
    return pdf(content, f"verstrekking-{disclosure.created_at:%Y-%m-%d}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
def shield(request, pk):
    """§ 3.3 Zorgvuldigheid: not shown at inzage, with a reason and a day on which somebody looks again."""
    disclosure = access.disclosure_to_change(request, pk)
    who = {"by": request.user, "now": request.now}
    if request.method == "POST" and disclosure.shielded:
        return _done(request, disclosure, actions.unshield, _("De afscherming is opgeheven."))
    form = ShieldForm(request.POST or None, today=request.today)
    if form.is_valid():
        try:
            actions.shield(disclosure, **who, **form.cleaned_data)
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Afgeschermd bij inzage. Op de gekozen dag krijgt u een taak."))
            return redirect(disclosure)
    context = {"disclosure": disclosure, "dossier": disclosure.dossier, "household": disclosure.dossier.household}
    return TemplateResponse(request, "consent/shield.html", context | {"why": disclosure.dossier.why, "form": form})

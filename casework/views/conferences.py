"""§ 4.1 Casusregie en procescoördinatie: a case conference, of who leads the dossier."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import access_of, persons_of, workers_of
from cases.errors import CaseError
from casework.access import conferences as doors
from casework.access.attending import attendees_of
from casework.access.plans import goals_to_serve
from casework.actions import conferences as actions
from casework.conferences import Part
from casework.forms.conferences import CloseForm, InviteForm, ItemForm, MaskForm, PlanForm, TellForm
from casework.sheets import Writer
from casework.tasks import deliver_invitation
from consent.views.common import attempt, in_dossier, who


@require_safe
def conferences(request, pk):
    dossier = doors.dossier_to_look_in(request, pk)
    context = {"conferences": doors.conferences_of(request, dossier), "may_lead": _may_lead(dossier)}
    return in_dossier(request, "casework/conferences.html", dossier, context)


@require_http_methods(["GET", "POST"])
def conference_new(request, pk):
    dossier = doors.dossier_to_confer(request, pk)
    people = persons_of(request, dossier)
    initial = {"legal_basis": dossier.legal_basis}
    form = PlanForm(request.POST or None, today=request.today, people=people, initial=initial)
    if form.is_valid() and (made := attempt(form, lambda: actions.plan(dossier, **who(request), **form.facts()))):
        messages.success(request, _("Het overleg is gepland. Nodig nu uit wie erbij moeten zijn."))
        return redirect(made)
    back = reverse("casework:conferences", args=[pk])
    return _form(request, dossier, form, title=_("Overleg plannen"), submit=_("Plannen"), back=back)


@require_safe
def conference(request, pk):
    meeting = doors.conference_to_read(request, pk)
    readings = doors.readings_of(request, meeting, anonymous=meeting.conference.anonymous)
    for one in meeting.participants:
        one.reading = readings.get(one.pk)
    may_lead = _may_lead(meeting.dossier) and meeting.conference.is_planned
    context = {"meeting": meeting, "conference": meeting.conference, "may_lead": may_lead}
    context |= {"waiting": meeting.waiting(request.today), "why_anonymous": meeting.why_anonymous}
    return in_dossier(request, "casework/conference.html", meeting.dossier, context)


@require_http_methods(["GET", "POST"])
def conference_invite(request, pk):
    meeting = doors.conference_to_lead(request, pk)
    able = list(doors.who_may_be_asked(meeting))
    attendees, find_out = attendees_of(request, meeting.about, meeting.conference.legal_basis)
    form = InviteForm(request.POST or None, groups=_groups(able, attendees))
    if form.is_valid():
        chosen = _chosen(form.cleaned_data["who"], able, attendees)
        why = form.cleaned_data["why"]
        if attempt(form, lambda: actions.invite(meeting.conference, **who(request), why=why, **chosen)):
            messages.success(request, _("Toegevoegd. Zodra u het goedkeurt, kan deze persoon de agenda lezen."))
            return redirect(meeting.conference)
    context = {"title": _("Iemand uitnodigen"), "submit": _("Toevoegen"), "find_out": find_out}
    return _form(request, meeting.dossier, form, back=meeting.conference.get_absolute_url(), **context)


def _groups(able, attendees):
    colleagues = [(str(user.pk), user.name) for user in able if user.is_internal]
    partners = [(str(user.pk), f"{user.name}, {user.organisation.name}") for user in able if not user.is_internal]
    family = [(one.key, one.name) for one in attendees]
    return [(_("Collega's"), colleagues), (_("Andere organisaties"), partners), (_("Het gezin"), family)]


def _chosen(key, able, attendees) -> dict:
    user = next((user for user in able if str(user.pk) == key), None)
    if user:
        part = Part.COLLEAGUE if user.is_internal else Part.PARTNER
        return {"part": part, "name": user.name, "user": user}
    found = next(one for one in attendees if one.key == key)
    return {"part": found.part, "name": found.name}


@require_POST
def conference_take_off(request, pk, participant_pk):
    meeting = doors.conference_to_lead(request, pk)
    participant = doors.participant_of(meeting, participant_pk)
    said = _("%(name)s doet niet meer mee. Dat geldt bij de volgende klik al.") % {"name": participant.name}
    return _done(request, meeting, lambda: actions.take_off(participant, **who(request)), said)


@require_http_methods(["GET", "POST"])
def conference_tell(request, pk):
    """§ 4.1 Casusregie en procescoördinatie: does the resident know of it, and who takes part?"""
    meeting = doors.conference_to_lead(request, pk)
    told = meeting.conference.told
    form = TellForm(
        request.POST or None,
        today=request.today,
        people=meeting.about,
        initial={"coordination_on": told.coordination_on, "people": [str(pk) for pk in told.people]},
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        people = [person.pk for person in meeting.about if str(person.pk) in said.pop("people")]
        facts = said | {"people": people, "participants": [one.pk for one in meeting.participants]}
        if attempt(form, lambda: actions.tell(meeting.conference, **who(request), **facts)):
            messages.success(request, _("Vastgelegd. U kunt nu kiezen of het met namen kan."))
            return redirect(meeting.conference)
    context = {"title": _("De inwoner inlichten"), "submit": _("Vastleggen"), "participants": meeting.participants}
    return _form(request, meeting.dossier, form, back=meeting.conference.get_absolute_url(), **context)


@require_POST
def conference_names(request, pk):
    """With names, where everybody knows; or without."""
    meeting = doors.conference_to_lead(request, pk)
    named = request.POST.get("namen") == "ja"
    said = _("Met namen.") if named else _("Zonder namen: alles wordt gemaskeerd.")
    facts = {"named": named, "why_not": meeting.why_anonymous}
    return _done(request, meeting, lambda: actions.choose_names(meeting.conference, **facts, **who(request)), said)


@require_http_methods(["GET", "POST"])
def conference_item(request, pk):
    meeting = doors.conference_to_lead(request, pk)
    form = ItemForm(request.POST or None, people=meeting.about)
    if form.is_valid() and attempt(form, lambda: actions.add_item(meeting.conference, **who(request), **form.facts())):
        messages.success(request, _("Het punt staat op de agenda. Anderen lezen het pas na uw goedkeuring."))
        return redirect(meeting.conference)
    context = {"title": _("Agendapunt"), "submit": _("Toevoegen")}
    return _form(request, meeting.dossier, form, back=meeting.conference.get_absolute_url(), **context)


@require_http_methods(["GET", "POST"])
def conference_preview(request, pk):
    """What each participant will read, with what was masked; approved by who leads, or masked further."""
    meeting = doors.conference_to_lead(request, pk)
    conference = meeting.conference
    form = MaskForm(
        request.POST if request.POST.get("doen") == "maskeren" else None,
        initial={"words": "\n".join(conference.mask_more or [])},
    )
    if form.is_valid() and attempt(form, lambda: actions.mask_more(conference, form.lines(), **who(request))):
        return redirect("casework:conference_preview", pk)
    readings = doors.readings_of(request, meeting, anonymous=conference.anonymous)
    prepared = _prepared(request, meeting)
    digest = prepared.digest(readings)
    if request.POST.get("doen") == "goedkeuren":
        return _approve(request, meeting, prepared, readings, digest)
    sheets = [(one, prepared.sheet(readings[one.pk])) for one in meeting.readers]
    sheets = [(one, sheet, sheet["items"], readings[one.pk]) for one, sheet in sheets]
    context = {"conference": conference, "prepared": prepared, "sheets": sheets, "digest": digest, "form": form}
    return in_dossier(request, "casework/preview.html", meeting.dossier, context)


def _prepared(request, meeting):
    family = doors.family_of(request, meeting)
    writer = Writer(meeting.conference, family, meeting.lead, meeting.conference.anonymous, tuple(meeting.people))
    return writer.prepare(meeting.participants, meeting.items)


def _approve(request, meeting, prepared, readings, digest):
    if request.POST.get("gezien") != digest:
        messages.error(request, _("Er is intussen iets veranderd. Bekijk het nog een keer."))
        return redirect("casework:conference_preview", meeting.conference.pk)
    facts = {"participants": meeting.readers, "notice": deliver_invitation, "access": access_of(request)}
    said = _("Goedgekeurd. Wie meedoet, krijgt een bericht en kan het lezen.")
    return _done(
        request,
        meeting,
        lambda: actions.publish(meeting.conference, prepared, readings, **facts, **who(request)),
        said,
    )


@require_http_methods(["GET", "POST"])
def conference_close(request, pk):
    """The minutes and what was agreed; from the very next request nobody who took part reads anything."""
    meeting = doors.conference_to_lead(request, pk)
    waiting = meeting.waiting(request.today)
    choices = {"workers": workers_of(request, meeting.dossier), "goals": goals_to_serve(request, meeting.dossier)}
    form = CloseForm(request.POST or None, today=request.today, waiting=waiting, **choices)
    if form.is_valid():
        said = form.cleaned_data
        facts = {"minutes": said["minutes"], "ahead_reason": said.get("ahead_reason", ""), "waiting": waiting}
        facts["agreed"] = form.agreed()
        if attempt(form, lambda: actions.close(meeting.conference, **who(request), **facts)):
            messages.success(request, _("Afgesloten. Deelnemers kunnen niets meer lezen."))
            return redirect(meeting.conference)
    context = {"title": _("Overleg afsluiten"), "submit": _("Afsluiten"), "waiting": waiting}
    return _form(request, meeting.dossier, form, back=meeting.conference.get_absolute_url(), **context)


@require_POST
def conference_cancel(request, pk):
    meeting = doors.conference_to_lead(request, pk)
    said = _("Het overleg gaat niet door. Deelnemers kunnen niets meer lezen.")
    return _done(request, meeting, lambda: actions.cancel(meeting.conference, **who(request)), said)


def _may_lead(dossier) -> bool:
    return dossier.is_open and dossier.why.grant.role.may_grant


def _done(request, meeting, change, said):
    try:
        change()
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(meeting.conference)


def _form(request, dossier, form, *, back, **context):
    return in_dossier(request, "casework/conference_form.html", dossier, {"form": form, "back": back} | context)

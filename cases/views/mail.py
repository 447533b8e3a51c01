"""Mails become notes."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases import access, actions, mail
from cases.choices import Source
from cases.errors import CaseError, MailKnown
from cases.forms import BY_SENDER, MailForm
from cases.senders import resident_in


@dataclass(frozen=True)
class Answer:
    """What became of one file: kept, known already (`entry_id` tells where), or refused."""

    name: str
    kept: actions.KeptMail | None = None
    entry_id: UUID | None = None
    refusal: str = ""


@require_http_methods(["GET", "POST"])
def mail_new(request, pk):
    """One POST, no preview: a new note can be taken back. What was refused is named on the page itself, never in the
    session, which holds nothing about residents.
    """
    dossier = access.dossier_to_change(request, pk)
    form = MailForm(request.POST or None, request.FILES or None)
    answers = []
    if form.is_valid():
        source, people = form.cleaned_data["source"], access.persons_of(request, dossier)
        answers = [_answer(request, dossier, upload, source, people) for upload in form.cleaned_data["mails"]]
        if all(answer.kept for answer in answers):
            return _all_kept(request, dossier, answers)
        for answer in answers:
            if answer.refusal:
                form.add_error("mails", f"{answer.name}: {answer.refusal}")
    context = {"dossier": dossier, "household": dossier.household, "form": form, "answers": answers, "why": dossier.why}
    return TemplateResponse(request, "cases/mail_form.html", context)


def _answer(request, dossier, upload, source, people) -> Answer:
    try:
        letter = mail.read(upload.name, upload.read())
        facts = _from_whom(letter, source, people)
        kept = actions.keep_mail(dossier, letter, by=request.user, now=request.now, on=request.today, **facts)
    except MailKnown as known:
        return Answer(upload.name, entry_id=known.entry_id)
    except CaseError as error:
        return Answer(upload.name, refusal=str(error))
    except OSError:
        return Answer(upload.name, refusal=_("Deze mail kan nu niet worden bewaard. Er is niets van opgeslagen."))
    return Answer(upload.name, kept=kept, entry_id=kept.entry.pk)


def _from_whom(letter, source, people) -> dict:
    """§ 4.1 Casusregie: what a resident writes is theirs, and about them."""
    if source != BY_SENDER:
        return {"source": source}
    resident = resident_in(people, letter.sender)
    return {"source": Source.RESIDENT, "about": [resident.pk]} if resident else {"source": Source.PROFESSIONAL}


def _all_kept(request, dossier, answers):
    if len(answers) == 1:
        messages.success(request, _("De mail is bewaard als notitie.") + _remarks(answers[0].kept))
        return redirect(answers[0].kept.entry)
    attachments = sum(answer.kept.attachments for answer in answers)
    refused = sum(answer.kept.refused for answer in answers)
    said = _("%(mails)s mails zijn bewaard als notitie.") % {"mails": len(answers)}
    messages.success(request, said + _attachments(attachments) + _refused(refused))
    return redirect(dossier)


def _remarks(kept) -> str:
    said = _attachments(kept.attachments) + _refused(kept.refused)
    if len(kept.entry.about) > 1:
        said += " " + _("De notitie gaat over iedereen in dit dossier. Klopt dat niet? Wijzig de notitie.")
    if kept.left_out:
        said += " " + _("Kleine plaatjes uit de handtekening zijn weggelaten.")
    if not kept.dated:
        said += " " + _("De datum in de mail kan niet kloppen of ontbreekt. De notitie staat op vandaag.")
    return said


def _attachments(number: int) -> str:
    said = ngettext("Met %(number)s bijlage.", "Met %(number)s bijlagen.", number) % {"number": number}
    return f" {said}" if number else ""


def _refused(number: int) -> str:
    said = ngettext(
        "%(number)s bijlage is niet bewaard: onder de tekst staat welke en waarom.",
        "%(number)s bijlagen zijn niet bewaard: onder de tekst staat welke en waarom.",
        number,
    ) % {"number": number}
    return f" {said}" if number else ""

"""§ 4.2 Casusregiedossier: of each kind of record what whom it is about gets to read; of the rest, why not.

A new kind, or a new field of one, without a decision here makes a test fail.
docs/adr/0109-what-of-a-record-is-shown.md
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.choices import EntryKind
from cases.models import Document, Entry, Task
from cases.records import DossierRecord
from casework.models import (
    AgendaItem,
    Conference,
    Escalation,
    Evaluation,
    Intake,
    Participant,
    PartKind,
    Plan,
    PlanPart,
    PlanSignature,
    PlanVersion,
    Triage,
    Zrm,
)
from consent.grounds import GROUNDS
from consent.models import Consent, Disclosure, Ground, Signature
from consent.models.disclosures import DisclosureKind
from consent.models.signing import SigningMethod
from inzage.models import RequestPart
from inzage.telling import (
    RECEIVER,
    Label,
    Part,
    answers,
    attempts,
    choice,
    choices,
    day,
    either,
    function_of,
    items,
    listed,
    moment,
    name_of,
    of_ground,
    outcomes,
    renamed,
    scores,
    sheet,
    spelled,
    words,
)


@dataclass(frozen=True)
class Kind:
    """`called`: in a word a resident understands; where there are sorts, for each value of the field `sort`.

    `days`: the fields with its day, the first that is filled; else it is the day on which it was made.
    """

    called: Label | Mapping[str, Label]
    parts: tuple[Part, ...]
    days: tuple[str, ...] = ()
    sort: str = ""
    is_file: bool = False

    def name(self, record: DossierRecord) -> str:
        return str(self.called[getattr(record, self.sort)] if self.sort else self.called)

    @property
    def fields(self) -> set[str]:
        """The fields that somebody reads."""
        files = ("file_name", "content_type") if self.is_file else ()
        return {*(part.field for part in self.parts), *self.days, *files} | ({self.sort} if self.sort else set())


_YES, _NO = _("Ja"), _("Nee")

_TOLD = (
    day("inform_due_on", _("Wij vertellen het u uiterlijk")),
    moment("informed_at", _("Verteld op")),
    words("informed_how", _("Wat er is verteld, en aan wie")),
    words("inform_postponed", _("Waarom het nog niet is verteld")),
    day("release_review_on", _("Opnieuw bekijken of u het mag zien")),
    words("release_reason", _("Waarom u het wel of nog niet mag zien")),
    moment("released_at", _("Te zien sinds")),
)

_SIGNED = (
    words("name", _("Naam")),
    words("capacity", _("Tekent als")),
    choice("state", _("Getekend of niet")),
    renamed(
        "method",
        _("Hoe getekend"),
        {
            SigningMethod.PAPER: _("Op papier"),
            SigningMethod.SCREEN: _("Op een scherm, met een medewerker erbij"),
            SigningMethod.PORTAL: _("In het portaal"),
        },
    ),
    moment("decided_at", _("Wanneer")),
    words("typed_name", _("Ondertekend met de naam")),
    words("reason", _("Waarom iemand nee zei")),
)

SHOWN: dict[type[DossierRecord], Kind] = {
    Entry: Kind(
        {
            EntryKind.PHONE: _("Notitie van een telefoongesprek"),
            EntryKind.VISIT: _("Notitie van een huisbezoek"),
            EntryKind.MAIL: _("Mail"),
            EntryKind.MEETING: _("Notitie van een overleg"),
            EntryKind.CRISIS: _("Notitie van een crisis"),
            EntryKind.PORTAL: _("Bericht van de inwoner"),
            EntryKind.DISCLOSURE: _("Notitie dat gegevens zijn gedeeld"),
        },
        (
            words("text", _("Tekst")),
            words("told_by", _("Van wie het komt")),
            words("statement", _("Wat de inwoner hierover zegt")),
        ),
        days=("happened_on",),
        sort="kind",
    ),
    Document: Kind(
        _("Document"),
        (words("title", _("Naam van het document")), words("statement", _("Wat de inwoner hierover zegt"))),
        is_file=True,
    ),
    Task: Kind(
        _("Taak van een medewerker"),
        (
            words("title", _("Wat er moet gebeuren")),
            function_of("assigned_to", _("Wie dit doet")),
            day("due_on", _("Uiterlijk")),
            moment("done_at", _("Klaar op")),
            day("first_due_on", _("Moest eerst klaar zijn op")),
            words("postponed", _("Hoe vaak het is uitgesteld")),
            words("postpone_reason", _("Waarom het is uitgesteld")),
        ),
    ),
    Triage: Kind(
        _("De eerste vraag"),
        (
            words("question", _("De vraag")),
            choice("topic", _("Onderwerp")),
            choice("severity", _("Hoe ernstig het is")),
            choice("urgency", _("Hoeveel haast het heeft")),
            words("needed", _("Wat er nodig is")),
            choice("decision", _("Besluit")),
            words("reason", _("Waarom er een dossier kwam")),
        ),
        days=("asked_on",),
    ),
    Intake: Kind(
        _("Eerste gesprek"),
        (
            day("leaflet_on", _("Folder over rechten en plichten gekregen op")),
            choice("leaflet_way", _("Hoe de folder is gegeven")),
            day("support_on", _("Gratis hulp van een cliëntondersteuner aangeboden op")),
            choice("support_answer", _("Antwoord op dat aanbod")),
            words("present", _("Wie erbij was")),
            words("asked", _("Wat er is gevraagd")),
        ),
        days=("held_on",),
    ),
    Escalation: Kind(
        _("Een behandelaar was niet te bereiken"),
        (
            name_of("organisation", _("Organisatie")),
            words("professional", _("Wie niet te bereiken was")),
            words("situation", _("Wat er aan de hand was")),
            spelled("attempts", attempts),
            day("align_until", _("Tijd om te overleggen tot en met")),
            moment("ended_at", _("Afgerond op")),
        ),
    ),
    Zrm: Kind(_("Hoe het gaat, per onderwerp"), (spelled("scores", scores),), days=("scored_on",)),
    Plan: Kind(
        _("Plan"),
        (
            choice("status", _("Stand")),
            words("wish", _("Wat het gezin wil bereiken")),
            day("evaluate_on", _("Samen bekijken uiterlijk op")),
            moment("ended_at", _("Afgerond op")),
            words("end_reason", _("Waarom het plan is afgerond")),
        ),
    ),
    PlanVersion: Kind(
        _("Versie van het plan"),
        (
            choice("status", _("Stand")),
            words("why", _("Waarom deze versie er kwam of stopte")),
            moment("asked_at", _("Klaar om te tekenen op")),
            moment("holds_from", _("Geldt vanaf")),
            moment("ended_at", _("Geldt tot")),
        ),
    ),
    PlanPart: Kind(
        {
            PartKind.STRENGTH: _("Uit het plan: wat goed gaat en wie helpt"),
            PartKind.GOAL: _("Uit het plan: een doel"),
            PartKind.ACTION: _("Uit het plan: wie doet wat"),
            PartKind.SAFETY: _("Uit het plan: een afspraak over veiligheid"),
            PartKind.INVOLVED: _("Uit het plan: wie bij de hulp betrokken is"),
        },
        (
            choice("domain", _("Onderwerp")),
            words("text", _("Tekst")),
            words("who", _("Wie")),
            name_of("organisation", _("Organisatie")),
            day("due_on", _("Uiterlijk")),
        ),
        sort="kind",
    ),
    PlanSignature: Kind(
        _("Handtekening onder het plan"),
        (
            *_SIGNED,
            words("shown", _("De tekst waar de handtekening onder staat")),
            day("decides_until", _("Vanaf deze verjaardag beslissen anderen")),
            moment("withdrawn_at", _("Handtekening teruggenomen op")),
            choice("withdrawn_how", _("Hoe teruggenomen")),
        ),
        days=("decided_at",),
    ),
    Evaluation: Kind(
        _("Gesprek over hoe het plan gaat"),
        (
            words("present", _("Wie erbij waren")),
            spelled("outcomes", outcomes),
            words("conclusion", _("Wat er is afgesproken")),
            day("next_on", _("Volgende gesprek uiterlijk op")),
        ),
        days=("held_on",),
    ),
    Conference: Kind(
        _("Overleg"),
        (
            moment("starts_at", _("Wanneer")),
            either("is_online", _("Online"), _YES, _NO),
            words("place", _("Waar")),
            words("goal", _("Waarvoor")),
            answers(
                "careful",
                _("Toelichting"),
                {"nodig": _("Waarom het nodig was"), "minder": _("Waarom het niet met minder kon")},
            ),
            choice("status", _("Stand")),
            either("anonymous", _("Zonder namen besproken"), _YES, _NO),
            listed("mask_more", _("Woorden die wij voor de deelnemers weglieten")),
            day("coordination_told_on", _("Verteld dat hulp op elkaar wordt afgestemd op")),
            day("told_on", _("Over dit overleg verteld op")),
            words("told_how", _("Hoe het is verteld")),
            words("ahead_reason", _("Waarom het doorging terwijl iemand nog tijd nodig had")),
            words("minutes", _("Verslag")),
            moment("closed_at", _("Afgesloten op")),
        ),
        days=("starts_at",),
    ),
    Participant: Kind(
        _("Iemand die meedeed aan een overleg"),
        (
            words("name", _("Naam")),
            choice("part", _("Doet mee als")),
            name_of("organisation", _("Organisatie")),
            words("why", _("Waarom deze persoon meedeed")),
            choice("reply", _("Antwoord")),
            moment("replied_at", _("Antwoord gegeven op")),
            day("align_until", _("Tijd om te overleggen tot en met")),
            words("reply_note", _("Toelichting bij het antwoord")),
            moment("removed_at", _("Doet niet meer mee sinds")),
            moment("sheet_at", _("Kon lezen sinds")),
            moment("seen_at", _("Las voor het eerst op")),
            spelled("sheet", sheet),
        ),
    ),
    AgendaItem: Kind(
        _("Onderwerp van een overleg"),
        (
            words("title", _("Onderwerp")),
            words("text", _("Uitleg")),
            words("why", _("Waarom dit mocht worden besproken")),
            choices("kinds", _("Welke gegevens")),
        ),
    ),
    Consent: Kind(
        _("Toestemming om gegevens te delen"),
        (
            name_of("organisation", _("Organisatie")),
            words("professional", _("Wie daar")),
            either("may_give", _("Wij mogen gegevens geven"), _YES, _NO),
            either("may_ask", _("Wij mogen gegevens vragen"), _YES, _NO),
            choices("kinds", _("Welke gegevens")),
            words("detail", _("Welke gegevens precies")),
            words("goal", _("Waarvoor")),
            day("valid_from", _("Vanaf")),
            day("valid_until", _("Tot en met")),
            day("decides_until", _("Vanaf deze verjaardag beslissen anderen")),
            choice("status", _("Stand")),
            choice("language", _("Taal")),
            words("shown", _("De tekst die is getekend")),
            moment("explained_at", _("Uitgelegd op")),
            answers(
                "explanation",
                _("Toelichting"),
                {
                    "own_words": _("In eigen woorden van de inwoner"),
                    "present": _("Wie erbij was"),
                    "child_informed": _("Wat het kind is verteld"),
                    "why": _("Wie er moest tekenen, en waarom"),
                },
            ),
            moment("activated_at", _("Geldig sinds")),
            moment("ended_at", _("Gestopt op")),
            choice("ended_route", _("Hoe het stopte")),
            words("end_reason", _("Waarom het stopte")),
        ),
    ),
    Signature: Kind(_("Handtekening onder een toestemming"), _SIGNED, days=("decided_at",)),
    Ground: Kind(
        _("Reden om te delen zonder toestemming"),
        (
            renamed("code", _("Welke uitzondering"), {code: rule.label for code, rule in GROUNDS.items()}),
            name_of("organisation", _("Organisatie")),
            spelled("answers", of_ground),
            choice("status", _("Stand")),
            day("valid_until", _("Opnieuw bekijken op")),
            moment("confirmed_at", _("Door een tweede medewerker goedgekeurd op")),
            words("second_opinion", _("Wat de tweede medewerker ervan vond")),
            moment("ended_at", _("Gestopt op")),
            words("end_reason", _("Waarom het stopte")),
            *_TOLD,
        ),
    ),
    Disclosure: Kind(
        {
            DisclosureKind.GIVEN: _("Gegevens die wij aan een ander gaven"),
            DisclosureKind.QUESTION: _("Een vraag die wij aan een ander stelden"),
            DisclosureKind.HANDOVER: _("Overdracht aan een ander"),
            DisclosureKind.INCOMING: _("Gegevens die wij van een ander kregen"),
        },
        (
            name_of("organisation", _("Organisatie")),
            answers("receiver", _("Wie het kreeg of gaf"), RECEIVER),
            choices("kinds", _("Welke gegevens")),
            spelled("items", items),
            answers(
                "question",
                _("Onze vraag"),
                {"what": _("Wat wij vroegen"), "why": _("Waarom"), "period": _("Over welke tijd")},
            ),
            answers(
                "careful",
                _("Toelichting"),
                {
                    "nodig": _("Waarom dit nodig was"),
                    "vast": _("Volgens een vaste afspraak"),
                    "toch": _("Waarom wij het toch vroegen, terwijl er tijd was gevraagd"),
                },
            ),
            words("without_bsn", _("Waarom er geen BSN bij is")),
            words("whole_reason", _("Waarom het hele dossier nodig was")),
            choice("status", _("Stand")),
            choice("medium", _("Hoe")),
            moment("send_at", _("Gaat op")),
            moment("sent_at", _("Gegaan op")),
            choice("came_by", _("Op welke grond wij het kregen")),
            words("shield_reason", _("Waarom het een tijd niet te zien was")),
            day("shield_review_on", _("Opnieuw bekijken of u het mag zien, op")),
            *_TOLD,
        ),
        days=("sent_at", "came_on"),
        sort="kind",
    ),
}

# --- what nobody reads, and why ---

_LINK = "Names another record, which is shown itself to whom it is about."
_WHO = "Which worker did this: a resident reads the function of who wrote the record, and no names."
_DIGEST = "A digest, by which the text beside it is checked; it says nothing itself."
_IDS = "Ids of records or persons, by which the house counts; what they mean stands in words elsewhere."
_ONCE = "Is said once with the answer as a whole, and not with each of thousands of records."
_DRAWN = "The drawing of a signature, as picture data; that, when and how somebody signed is shown."
_SCAN = "The sort of file of a scan, which is looked at together at the desk; that somebody signed is shown."

# Of every record, whatever its kind.
OF_EVERY_RECORD = {
    "id": "The name of the record within the house.",
    "dossier": _ONCE,
    "about": "Whom it concerns: who reads this is one of them, and the others are not theirs to know.",
    "purpose": _ONCE,
    "legal_basis": _ONCE,
    "category": _ONCE,
    "withheld": "What is withheld is not shown at all, so of what is shown it says nothing.",
    "created_at": "Its day is shown; the moment of typing is a matter of the log.",
    "substantively_changed_at": "A matter of the log; what stands there now is shown.",
    "event_on": _ONCE,
    "term_started_on": _ONCE,
    "destroy_on": _ONCE,
}

_OF_TOLD = {"informed_by": _WHO, "released_by": _WHO}
_OF_SIGNATURE = {
    "signer": "Names the person by id; the name that was written down is shown.",
    "witness": _WHO,
    "drawn": _DRAWN,
    "scan_type": _SCAN,
    "sha256": _DIGEST,
}

NOT_SHOWN: dict[type[DossierRecord], dict[str, str]] = {
    Entry: {"mail_digest": _DIGEST},
    Document: {"size": "The file itself goes along.", "entry": _LINK},
    Task: {
        "done_by": _WHO,
        "rule": "The code of the rule that made it; its title says what it is.",
        "record_id": _LINK,
    },
    Escalation: {"ended_by": _WHO},
    Plan: {"household": "The family it is of, which whoever reads this knows.", "ended_by": _WHO},
    PlanVersion: {
        "plan": _LINK,
        "number": "A number that is missing would tell that something is withheld; the day says which version it is.",
        "asked_by": _WHO,
        "evidence_sha256": _DIGEST,
    },
    PlanPart: {"version": _LINK, "goal": _LINK, "replaces": _LINK},
    PlanSignature: _OF_SIGNATURE | {"version": _LINK, "shown_sha256": _DIGEST},
    Evaluation: {"plan": _LINK, "version": _LINK},
    Conference: {"told_by": _WHO, "told_people": _IDS, "told_participants": _IDS, "closed_by": _WHO},
    Participant: {
        "conference": _LINK,
        "user": _WHO,
        "sheet_consents": _IDS,
        "sheet_grounds": _IDS,
        "sheet_planned": _IDS,
    },
    AgendaItem: {"conference": _LINK, "brought_by": _LINK},
    Consent: {
        "person": "The person it is about, by id.",
        "text_version": "Which version of our own text it was; the words themselves are shown.",
        "sha256": _DIGEST,
        "explained_by": _WHO,
        "ended_by": _WHO,
        "evidence_sha256": _DIGEST,
        "renews": _LINK,
        "reviewed_for": "For which day the house already made a task.",
    },
    Signature: _OF_SIGNATURE | {"consent": _LINK},
    Ground: _OF_TOLD | {"confirmed_by": _WHO, "ended_by": _WHO},
    Disclosure: _OF_TOLD
    | {
        "record_ids": _IDS,
        "items_sha256": _DIGEST,
        "sent_by": _WHO,
        "entry": _LINK,
        "answers": _LINK,
        "shielded": "What is shielded so is not shown at all, so of what is shown it says nothing.",
    },
}

# Kinds of which nothing is shown, each with the reason.
KEPT_BACK: dict[type[DossierRecord], str] = {
    RequestPart: "What was asked and decided stands in the portal and in the letter; this is the work on it.",
}

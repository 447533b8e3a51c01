"""docs/fields.md: every field of every model, sealed or plain, and why; one without a decision makes a test fail."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, Model

from boekel_sd.tables import markdown
from sealing.fields import SealedTextField

SEALED_WHY = "content, or says who somebody is"

# Whole rooms whose tables hold nothing about residents.
ROOMS = {
    "accounts": "staff, not residents",
    "account": "staff; not used",
    "admin": "what officers changed in /beheer/, by codename or id",
    "audit": "ids and codes only, no content and no names",
    "auth": "Django's own; no personal data",
    "contenttypes": "Django's own; no personal data",
    "guardian": "not used: grants have their own table",
    "mfa": "second factors of staff; secrets sealed by the adapter",
    "sealing": "wrapped keys, of use only with the master key",
    "sessions": "who is signed in; ends after half an hour",
    "terms": "rules, not persons",
}

# Fields that mean the same wherever they stand.
EVERYWHERE = {
    "id": "random, names nobody",
    "history_id": "number of the version",
    "history_date": "when this version was made",
    "history_change_reason": "not used; empty",
    "history_type": "made, changed or deleted",
    "history_user": "which colleague",
    "created_at": "when",
    "created_on": "when",
    "created_by": "which colleague",
    "dossier": "id; row security goes by it",
    "household": "id",
    "person": "id; row security goes by it",
    "user": "which colleague",
    "source": "kind of source, not who",
    "recorded_on": "when the source was asked",
    "about": "ids; row security, inzage and destruction go by them",
    "purpose": "code; reported without opening anything",
    "legal_basis": "code; terms go by it",
    "category": "code; terms and authorisation go by it",
    "own_observation": "yes or no",
    "withheld": "yes or no; the portal's row security goes by it",
    "substantively_changed_at": "terms start from it",
    "event_on": "terms start from it",
    "term_started_on": "terms go by it without opening anything",
    "destroy_on": "the nightly run goes by it without opening anything",
}

WORK_CONTACT = "a partner's contact at work, not a resident; whoever here answers for the agreement must reach them"

FIELDS = {
    "accounts.Agreement": {
        "contact_name": WORK_CONTACT,
        "contact_email": WORK_CONTACT,
        "contact_phone": WORK_CONTACT,
    },
    "cases.Breach": {
        "record_id": "id",
        "from_dossier_id": "id",
        "from_codename": "two neutral words, made to be seen",
        "to_dossier_id": "id",
        "to_codename": "two neutral words, made to be seen",
        "readers": "which colleagues",
        "wrong_since": "when",
        "moved_at": "when",
        "status": "code",
        "assessment": "of an officer, about the event; the page asks to name no residents",
        "decided_by": "which colleague",
        "decided_at": "when",
    },
    "cases.Document": {
        "content_type": "kind of file",
        "size": "number of bytes",
        "entry": "id of the note it came with",
    },
    "cases.Draft": {
        "record_id": "id of the note it changes",
        "page": "random; which opened page wrote it last",
        "revision": "number",
        "saved_at": "order of lists",
        "expires_at": "the nightly run goes by it without opening anything",
    },
    "cases.ContactProfile": {
        "channels": "codes; the portal and the page of letters go by them",
        "do_not_contact": "yes or no; the portal goes by it without opening anything",
        "portal": "code; the portal goes by it without opening anything",
        "asked_on": "when",
        "review_on": "when it is asked again",
        "asked_by": "which colleague",
        "replaced_at": "when a newer profile came",
    },
    "cases.StandardText": {
        "kind": "code",
        "title": "of the municipality, about nobody",
        "text": "of the municipality, about nobody",
        "active": "yes or no",
    },
    "cases.Dossier": {
        "codename": "two neutral words, made to be seen",
        "status": "open or closed; officers see it",
        "safety_marked": "the directory goes by it without opening anything",
        "restricted": "the directory and an emergency go by it without opening anything",
        "opened_on": "officers see it",
        "closed_on": "terms start from it",
        "updated_at": "order of lists",
    },
    "cases.DossierPerson": {
        "address_closed": "yes or no; the doors go by it",
        "other_home": "yes or no; the doors go by it",
    },
    "cases.Emergency": {
        "grant": "id",
        "opened_by": "which colleague",
        "at": "when",
        "regisseur_tried_at": "when",
        "deputy_tried_at": "when",
        "review_due_on": "the work list goes by it",
        "outcome": "code; officers see it",
        "reviewed_by": "which colleague",
        "reviewed_at": "when",
    },
    "cases.Entry": {
        "kind": "telephone, visit, mail, meeting",
        "happened_on": "order of lists",
        "mail_digest": "keyed hash",
    },
    "cases.Grant": {
        "permission": "the role; who can open what is for officers to see",
        "content_object": "id of the dossier",
        "granted_by": "which colleague",
        "categories": "codes; both walls go by them",
        "categories_by": "which colleague",
        "categories_at": "when",
        "secrecy_version": "number of a text",
        "valid_from": "both walls go by it",
        "valid_until": "both walls go by it",
        "ended_by": "which colleague",
        "cover_for": "which colleague",
        "after_cover": "id of the grant it waits for",
        "used_on": "unused access lapses by it",
        "confirmed_on": "access is asked after again by it",
        "lapses_on": "the nightly run goes by it",
    },
    "cases.HouseholdMember": {"since": "when", "until": "when"},
    "cases.Inspection": {
        "task": "code; which task of the FG",
        "at": "when",
        "until": "both walls go by it",
    },
    "cases.Lookup": {"at": "when", "until": "both walls go by it"},
    "cases.Merge": {
        "kept": "id; row security goes by it",
        "gone": "id",
        "moved": "ids, columns and dates alone, to put back exactly that",
        "merged_at": "when",
        "merged_by": "which colleague",
        "undo_until": "the nightly run goes by it",
    },
    "cases.Person": {
        "bsn_index": "keyed hash; the key is outside the database",
        "a_number_index": "keyed hash; the key is outside the database",
        "bsn_in_doubt": "yes or no; uniqueness goes by it",
        "bsn_reason": "code; why there is no number",
        "identity_document": "kind of document, no number",
        "identity_checked_on": "when",
        "address_secret": "the directory goes by it without opening anything",
        "source_date": "when the source was asked",
    },
    "cases.PersonSearch": {
        "name": "searched as text: in an unlogged table that is in no back-up",
        "surname": "searched as text: in an unlogged table that is in no back-up",
        "birth_date": "searched: in an unlogged table that is in no back-up",
        "address": "searched as text: in an unlogged table that is in no back-up",
        "bsn_index": "keyed hash; the key is outside the database",
        "person_id": "id; row security goes by it",
    },
    "cases.Relation": {
        "kind": "parent, child or partner",
        "relative": "id",
        "relative_bsn_index": "keyed hash; the key is outside the database",
    },
    "cases.Task": {
        "assigned_to": "which colleague",
        "due_on": "order of lists",
        "done_at": "when",
        "done_by": "which colleague",
        "rule": "code; why it is there, and whether it can wait",
        "record_id": "id",
        "first_due_on": "how long it may still be put off is counted from it",
        "postponed": "number",
    },
    "cases.UnusualReading": {
        "rule": "code",
        "dossier_id": "id",
        "day": "when",
        "times": "number",
        "found_at": "when",
        "review_due_on": "the work list goes by it",
        "outcome": "code",
        "note": "of an officer, about a colleague; the page asks to name no residents",
        "reviewed_by": "which colleague",
        "reviewed_at": "when",
    },
    "casework.Plan": {
        "status": "code; the database holds one that runs per household by it",
        "evaluate_on": "the work list goes by it",
        "ended_at": "when",
        "ended_by": "which colleague",
    },
    "casework.PlanVersion": {
        "plan": "id",
        "number": "number of the version",
        "status": "code; the portal's row security goes by it",
        "asked_at": "when",
        "asked_by": "which colleague",
        "holds_from": "when",
        "ended_at": "when",
        "evidence_sha256": "hash of a sealed file",
    },
    "casework.PlanPart": {
        "version": "id",
        "kind": "code; a goal, an action, who is involved",
        "domain": "code of a domain of life; counted without opening anything",
        "goal": "id",
        "organisation": "id of an organisation",
        "replaces": "id",
        "due_on": "the work list goes by it",
    },
    "casework.PlanSignature": {
        "version": "id",
        "signer": "id",
        "capacity": "code",
        "state": "code",
        "method": "code",
        "decided_at": "when",
        "witness": "which colleague",
        "scan_type": "kind of file",
        "sha256": "hash of a long text with names in it, of no use without the text",
        "shown_sha256": "hash of a long text with names in it, of no use without the text",
        "decides_until": "when; a birthday, which the person's age in dossiers of others already tells",
        "withdrawn_at": "when",
        "withdrawn_how": "code",
    },
    "casework.Evaluation": {
        "plan": "id",
        "version": "id",
        "held_on": "when",
        "next_on": "the work list goes by it",
    },
    "casework.Handover": {
        "plan": "id",
        "giver": "which colleague",
        "taker": "which colleague; row security goes by it",
        "codename": "two neutral words",
        "state": "code",
        "keeps": "code of a role",
        "offered_at": "when",
        "answered_at": "when",
    },
    "casework.AgendaItem": {
        "conference": "id",
        "brought_by": "id; row security goes by it",
        "kinds": "codes; who may read it with names goes by them",
    },
    "casework.Conference": {
        "starts_at": "order of lists",
        "is_online": "yes or no",
        "status": "code; row security goes by it",
        "anonymous": "yes or no; the database names nobody who was not told",
        "coordination_told_on": "when",
        "told_on": "when",
        "told_by": "which colleague",
        "told_people": "ids; the database names nobody who was not told",
        "told_participants": "ids",
        "closed_at": "when",
        "closed_by": "which colleague",
    },
    "casework.Participant": {
        "conference": "id",
        "part": "code",
        "organisation": "id of an organisation",
        "reply": "code",
        "replied_at": "when",
        "align_until": "when",
        "removed_at": "when; row security goes by it",
        "sheet_at": "when; row security goes by it",
        "sheet_consents": "ids; row security goes by them",
        "sheet_grounds": "ids; row security goes by them",
        "sheet_planned": "ids; row security goes by them",
        "seen_at": "when",
    },
    "consent.Assessment": {
        "decision": "code; who must sign goes by it",
        "result": "code; who must sign goes by it",
        "assessed_on": "when",
        "review_on": "the work list goes by it",
        "ended_on": "when",
        "ended_by": "which colleague",
    },
    "consent.Authority": {
        "kind": "one of six outcomes; who must sign goes by it",
        "in_research": "yes or no",
        "replaced_at": "when a newer outcome came",
    },
    "consent.Consent": {
        "reviewed_for": "the nightly task goes by it",
        "organisation": "id of an organisation",
        "may_give": "yes or no; the database goes by it before anything is sent",
        "may_ask": "yes or no; the database goes by it before anything is asked",
        "kinds": "codes; the database goes by them before anything is sent",
        "valid_from": "the database goes by it before anything is sent",
        "valid_until": "the database goes by it before anything is sent",
        "decides_until": "when; a birthday, which the person's age in dossiers of others already tells",
        "status": "code; the database goes by it before anything is sent",
        "text_version": "id of a text",
        "language": "code; which text was shown",
        "sha256": "hash of a long text with names in it, of no use without the text",
        "explained_at": "when",
        "explained_by": "which colleague",
        "activated_at": "when",
        "ended_at": "when",
        "ended_route": "code",
        "ended_by": "which colleague",
        "evidence_sha256": "hash of a sealed file",
        "renews": "id",
    },
    "consent.ConsentText": {
        "words": "how a language says each kind of data, about nobody",
        "language": "code",
        "version": "number",
        "title": "of the municipality, about nobody",
        "body": "of the municipality, about nobody",
        "in_force_from": "when",
        "withdrawn_at": "when",
    },
    "consent.Cover": {"disclosure": "id", "consent": "id", "ground": "id", "planned": "id"},
    "consent.Delivery": {
        "disclosure": "id",
        "token_digest": "keyed hash",
        "code_digest": "keyed hash",
        "made_at": "when",
        "expires_at": "when",
        "wrong_codes": "number",
        "secrecy_at": "when",
        "opened_at": "when",
        "confirmed_at": "when",
        "answered_at": "when",
        "revoked_at": "when",
        "reminded_at": "when",
    },
    "consent.Disclosure": {
        "kind": "code",
        "organisation": "id of an organisation",
        "kinds": "codes; the database goes by them before anything is sent",
        "record_ids": "ids",
        "items_sha256": "hash of what was sent, of no use without it",
        "status": "code; the database goes by it",
        "medium": "code",
        "send_at": "the sending goes by it without opening anything",
        "sent_at": "when",
        "sent_by": "which colleague",
        "entry": "id",
        "answers": "id",
        "shielded": "yes or no; inzage goes by it",
        "shield_review_on": "the work list goes by it",
        "came_by": "code; police data are known by it",
        "came_on": "when",
        "inform_due_on": "the work list goes by it",
        "informed_at": "when",
        "informed_by": "which colleague",
        "release_review_on": "the work list goes by it",
        "released_by": "which colleague",
        "released_at": "when",
    },
    "consent.Ground": {
        "code": "code; the database goes by it before anything is sent",
        "organisation": "id of an organisation",
        "status": "code; the database goes by it before anything is sent",
        "valid_until": "the database goes by it before anything is sent",
        "confirmed_by": "which colleague",
        "confirmed_at": "when",
        "inform_due_on": "the work list goes by it",
        "informed_at": "when",
        "informed_by": "which colleague",
        "release_review_on": "the work list goes by it",
        "released_by": "which colleague",
        "released_at": "when",
        "ended_at": "when",
        "ended_by": "which colleague",
    },
    "consent.Signature": {
        "consent": "id",
        "signer": "id",
        "capacity": "code",
        "state": "code",
        "method": "code",
        "decided_at": "when",
        "witness": "which colleague",
        "scan_type": "kind of file",
        "sha256": "hash of a long text with names in it, of no use without the text",
    },
    "consent.CourtMeasure": {
        "kind": "code; to whom one may disclose goes by it, row security goes by its category",
        "ordered_on": "when",
        "starts_on": "when",
        "ends_on": "when",
        "ended_on": "when",
        "ended_by": "which colleague",
    },
    "consent.Flag": {
        "flagged": "id",
        "flagged_on": "when",
        "conversation_on": "when; no verdict goes without it",
        "verdict": "code; who must sign goes by it",
        "decided_by": "which colleague",
        "decided_at": "when",
    },
    "consent.Refusal": {
        "kind": "code; who must sign goes by it",
        "decision": "code; who must sign goes by it",
        "refused_on": "when",
        "ended_on": "when",
        "ended_by": "which colleague",
    },
    "consent.Representation": {
        "representative": "id",
        "capacity": "code; who must sign goes by it",
        "parts": "codes; what a volmacht allows goes by them",
        "evidence": "kind of paper, nothing of what is on it",
        "evidence_on": "when",
        "valid_from": "when",
        "valid_until": "when",
        "unwilling": "yes or no",
        "ended_on": "when",
        "ended_by": "which colleague",
    },
    "consent.SafetyCheck": {
        "approached": "id",
        "safe": "yes or no",
        "checked_on": "when",
    },
    "casework.ContactCount": dict.fromkeys(
        ("month", "topic", "severity", "urgency", "decision", "number"), "counted by the month, about nobody"
    ),
    "casework.Enquiry": {
        "topic": "code, too wide to say whose it is",
        "severity": "code",
        "urgency": "code",
        "decision": "code; what is kept goes by it",
        "asked_on": "when",
        "follow_up_on": "when",
        "changed_at": "when",
        "expires_on": "the hourly run goes by it without opening anything",
    },
    "casework.Escalation": {
        "organisation": "which organisation; what is asked of it goes by it",
        "align_until": "the rule that nothing is asked until then goes by it",
        "ended_at": "when",
        "ended_by": "which colleague",
    },
    "casework.Intake": {
        "leaflet_on": "when",
        "leaflet_way": "code",
        "support_on": "when",
        "support_answer": "code",
        "held_on": "when",
    },
    "casework.Triage": {
        "topic": "code, too wide to say what was asked",
        "severity": "code",
        "urgency": "code",
        "decision": "code",
        "asked_on": "when",
    },
    "casework.Zrm": {"scored_on": "when; the scores themselves are sealed"},
    "inzage.Resident": {
        "bsn_index": "keyed hash; the key is outside the database",
        "first_seen_at": "when",
        "last_seen_at": "when; who stays away is forgotten by it",
    },
    "retention.Brake": {
        "kind": "code",
        "reason": "code",
        "owner_role": "role, nobody in particular",
        "review_on": "the work list of officers goes by it",
        "set_at": "when",
        "released_at": "when",
        "released_by": "which colleague",
    },
}

# Models of which every field is plain for the same reason.
MODELS = {
    "accounts.Agreement": "what was agreed with an organisation, about nobody",
    "accounts.Covenant": "text of a covenant, about nobody",
    "accounts.Processing": "kinds of people and of data, about nobody",
    "retention.Declaration": "numbers and grounds of what was destroyed, about nobody; kept for ever",
    "retention.Destruction": "ids while it runs, keyed hashes after; counts, no content",
    "retention.DestructionItem": "ids of keys and files while a destruction runs; none after",
    "retention.LedgerLine": "keyed hashes, states and counts: the proof that stays",
    "retention.Job": "counts, codes and times; one id of a dossier while it runs, none after",
    "retention.LedgerMark": "number of the last line",
}


def decision(model: type[Model], field: Field) -> tuple[str, str] | None:
    """("sealed" or "plain", why) for one field; None when nobody decided."""
    if isinstance(field, SealedTextField):
        return "sealed", SEALED_WHY
    room = model._meta.app_label
    original = getattr(model, "instance_type", model)
    label = original._meta.label
    own = FIELDS.get(label, {}).get(field.name)
    why = own or MODELS.get(label) or ROOMS.get(room) or EVERYWHERE.get(field.name)
    return ("plain", why) if why else None


def every_field() -> Iterator[tuple[type[Model], Field]]:
    """All columns of all models, history models included."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
        for field in model._meta.concrete_fields:
            yield model, field


def undecided() -> list[str]:
    """The columns nobody decided about."""
    return [f"{model._meta.label}.{field.name}" for model, field in every_field() if not decision(model, field)]


def as_markdown() -> str:
    """History models are left out: their fields are those of their originals."""
    rows = [
        (f"`{model._meta.label}`", f"`{field.name}`", *(decision(model, field) or ("undecided", "")))
        for model, field in every_field()
        if not hasattr(model, "instance_type")
    ]
    intro = "Made from `boekel_sd/tables/fields.py` and the models. Sealed: AES-256-GCM, see `docs/adr/`."
    return markdown.page("Fields", intro, ("model", "field", "sealed or plain", "why"), rows)

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
    "term_started_on": "terms go by it without opening anything",
    "destroy_on": "the nightly run goes by it without opening anything",
}

FIELDS = {
    "cases.Document": {"content_type": "kind of file", "size": "number of bytes"},
    "cases.Dossier": {
        "codename": "two neutral words, made to be seen",
        "status": "open or closed; officers see it",
        "safety_marked": "the directory goes by it without opening anything",
        "opened_on": "officers see it",
        "closed_on": "terms start from it",
        "updated_at": "order of lists",
    },
    "cases.Entry": {"kind": "telephone, visit, mail, meeting", "happened_on": "order of lists"},
    "cases.Grant": {
        "permission": "the role; who can open what is for officers to see",
        "content_object": "id of the dossier",
        "granted_by": "which colleague",
        "secrecy_version": "number of a text",
        "valid_from": "both walls go by it",
        "valid_until": "both walls go by it",
        "ended_by": "which colleague",
    },
    "cases.HouseholdMember": {"since": "when", "until": "when"},
    "cases.Lookup": {"at": "when", "until": "both walls go by it"},
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
    },
    "consent.Authority": {
        "kind": "one of six outcomes; who must sign goes by it",
        "in_research": "yes or no",
        "replaced_at": "when a newer outcome came",
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

# Models that hold nothing but what proves a destruction.
MODELS = {
    "retention.Destruction": "ids while it runs, keyed hashes after; counts, no content",
    "retention.DestructionItem": "ids of keys and files while a destruction runs; none after",
    "retention.LedgerLine": "keyed hashes, states and counts: the proof that stays",
    "retention.LedgerMark": "number of the last line",
}


def decision(model: type[Model], field: Field) -> tuple[str, str] | None:
    """("sealed" or "plain", why) for one field; None when nobody decided."""
    if isinstance(field, SealedTextField):
        return "sealed", SEALED_WHY
    room = model._meta.app_label
    original = getattr(model, "instance_type", model)
    label = original._meta.label
    why = ROOMS.get(room) or MODELS.get(label) or FIELDS.get(label, {}).get(field.name) or EVERYWHERE.get(field.name)
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

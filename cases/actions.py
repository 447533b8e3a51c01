"""What changes a dossier: who, when, one transaction. The doors have already said that it may.

Every action is keyword-only after its object, takes its clock from the caller, and logs what it did.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.access import may_open_personal_data
from accounts.models import SecrecyText
from accounts.policy import Refusal, grant_refusal
from audit import log
from audit.choices import Action
from cases import codenames, search
from cases.closing import dates_of, own_clock
from cases.errors import AlreadyClosed, BsnTaken, LastRegisseur, MayNotBeGranted, NotClosed
from cases.models import (
    Document,
    Dossier,
    DossierPerson,
    DossierStatus,
    Entry,
    Grant,
    Household,
    HouseholdMember,
    Lookup,
    Person,
    Task,
)
from cases.records import record_models
from cases.roles import Regisseur
from sealing import files, keys
from sealing.index import bsn_index
from sealing.models import new_id

TRIES = 20
COLLEAGUE_MAY_NOT = {
    Refusal.INACTIVE: _lazy("het account is afgesloten."),
    Refusal.NO_AGREEMENT: _lazy("de organisatie heeft geen geldige overeenkomst."),
    Refusal.SECRECY: _lazy("de geheimhoudingsverklaring is nog niet aanvaard."),
}


# --- persons ---------------------------------------------------------------------------------------------------


@transaction.atomic
def look_up(person_id: UUID, *, by, now: datetime, lasts, purpose: str) -> Lookup:
    """§ 2.5 Toegankelijkheid: give the finder sight of one person for a day, with the purpose they named."""
    return Lookup.objects.create(user=by, person_id=person_id, purpose=purpose, at=now, until=now + lasts)


@transaction.atomic
def look_up_family(person_id: UUID, **finder) -> None:
    """As `look_up`, for a person of whom nobody has a dossier: with everybody they live with who does not hide."""
    look_up(person_id, **finder)
    households = HouseholdMember.objects.filter(person=person_id, until__isnull=True).values("household")
    members = HouseholdMember.objects.filter(household__in=households, until__isnull=True).exclude(person=person_id)
    housemates = set(members.values_list("person", flat=True))
    for housemate in housemates - search.hiding(housemates):
        look_up(housemate, **finder)


@transaction.atomic
def add_person(*, by, now: datetime, lasts, purpose: str, bsn: str = "", **facts) -> Person:
    """§ 1.4 Uitzonderingen BSN: take up a person by hand. Raises BsnTaken, SearchNotReady.

    The sight of the new person is inserted first: row security lets nobody insert what they may not see.
    """
    search.require_ready()
    person = Person(id=new_id(), source_date=localdate(now), created_at=now, **facts)
    _set_bsn(person, bsn)
    look_up(person.pk, by=by, now=now, lasts=lasts, purpose=purpose)
    _save_person(person)
    return person


@transaction.atomic
def change_person(person: Person, *, bsn: str | None = None, **facts) -> Person:
    """Correct a person by hand; `bsn=None` leaves the number alone. Raises BsnTaken, SearchNotReady."""
    search.require_ready()
    for name, value in facts.items():
        setattr(person, name, value)
    if bsn is not None:
        _set_bsn(person, bsn)
    _save_person(person)
    return person


def _set_bsn(person: Person, bsn: str) -> None:
    person.bsn = bsn
    person.bsn_index = bsn_index(bsn) if bsn else None
    if bsn:
        person.bsn_reason = ""


def _save_person(person: Person) -> None:
    row = search.row_of(person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise BsnTaken(
            _("Met dit BSN kunnen wij deze gegevens niet bewaren. Controleer het BSN, of zoek de persoon eerst op.")
        ) from error
    search.PersonSearch.objects.filter(pk=row.pk).delete()
    row.save(force_insert=True)


@transaction.atomic
def start_household(person: Person, *, on: date) -> Household:
    """The household of somebody who lives in none yet; where there is one, that one."""
    member = HouseholdMember.objects.filter(person=person, until__isnull=True).select_related("household").first()
    if member:
        return member.household
    household = Household(id=new_id(), name=_("Gezin %(name)s") % {"name": person.surname}, created_on=on)
    # The member goes first (its key is deferred): row security lets nobody insert what they may not see.
    HouseholdMember.objects.create(household=household, person=person, since=on)
    household.save(force_insert=True)
    return household


@transaction.atomic
def change_household(household: Household, *, name: str, safety_line: str) -> Household:
    household.name, household.safety_line = name, safety_line
    household.save()
    return household


# --- dossiers and who may open them ----------------------------------------------------------------------------


@transaction.atomic
def open_dossier(household: Household, *, by, now: datetime, on: date, about: Iterable[UUID], **facts) -> Dossier:
    """§ 4.2 Casusregiedossier: open a dossier on a household; whoever opens it is its regisseur.

    The grant is inserted before the dossier (its key is deferred): row security lets nobody insert a dossier
    they may not see.
    """
    dossier = Dossier(id=new_id(), household=household, opened_on=on, updated_at=now, **facts)
    grant(
        dossier,
        to=by,
        by=by,
        now=now,
        role=Regisseur.code,
        reason=_("Opende het dossier."),
        valid_from=now,
        secrecy_version=SecrecyText.objects.current(on).version,
    )
    _save_with_codename(dossier)
    for person_id in about:
        DossierPerson.objects.create(dossier=dossier, person_id=person_id)
    _log(Action.CREATE, dossier.pk, by=by, now=now, object_type="dossier")
    return dossier


def _save_with_codename(dossier: Dossier) -> None:
    """Codenames are unique over all dossiers, also those one cannot see: so try, and number when unlucky."""
    for attempt in range(TRIES):
        dossier.codename = codenames.codename(number=attempt + 1 if attempt > TRIES // 4 else None)
        try:
            with transaction.atomic():
                dossier.save(force_insert=True)
            return
        except IntegrityError as error:
            if attempt == TRIES - 1 or "codename" not in str(error):
                raise


@transaction.atomic
def grant(dossier: Dossier, *, to, by, now: datetime, role: str, **facts) -> Grant:
    """§ 1.1 Geheimhoudingsplicht, § 1.2 Hulpverlening: give somebody a role on a dossier. Raises MayNotBeGranted.

    `facts`: reason, secrecy_version, valid_from, valid_until. An enforcer can never be granted a dossier, and nobody
    has two functions on one case: the database refuses overlapping periods.
    """
    if refusal := grant_refusal(to.roles) or may_open_personal_data(to, now):
        raise MayNotBeGranted(_reason(refusal))
    permission = Permission.objects.get(content_type__app_label="cases", codename=role)
    given = Grant(content_object=dossier, user=to, permission=permission, granted_by=by, **facts)
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as error:
        raise MayNotBeGranted(_("Deze collega heeft in die periode al toegang tot dit dossier.")) from error
    _log(Action.GRANT, dossier.pk, by=by, now=now, object_type="toegang", record_ids=[given.pk])
    return given


def _reason(refusal) -> str:
    """What the one who gives access reads about a colleague who may not have it."""
    if isinstance(refusal, Refusal):
        return _("Deze collega kan nu geen gegevens openen: %(reason)s") % {"reason": COLLEAGUE_MAY_NOT[refusal]}
    return str(refusal)


@transaction.atomic
def end_grant(given: Grant, *, by, now: datetime, even_last: bool = False) -> Grant:
    """End access; it works from the very next request. Ending what has ended changes nothing.

    Raises LastRegisseur, unless `even_last`: an officer must be able to end everything of somebody who left.
    """
    given = Grant.objects.select_for_update().get(pk=given.pk)
    if not even_last and given.role is Regisseur and not _other_regisseurs(given, now).exists():
        raise LastRegisseur(_("Dit is de enige regisseur. Geef eerst een collega de rol regisseur."))
    if given.valid_until is None or given.valid_until > now:
        given.valid_until, given.ended_by = max(now, given.valid_from), by
        given.save()
        _log(Action.END_GRANT, given.content_object_id, by=by, now=now, object_type="toegang", record_ids=[given.pk])
    return given


def _other_regisseurs(given: Grant, now: datetime):
    running = Grant.objects.running(now).filter(content_object=given.content_object_id)
    return running.filter(permission=given.permission_id).exclude(pk=given.pk)


@transaction.atomic
def close(dossier: Dossier, *, by, now: datetime, on: date, reason: str) -> Dossier:
    """§ 2.3 Bewaartermijnen: closing starts the terms of everything in the dossier. Raises AlreadyClosed."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if not dossier.is_open:
        raise AlreadyClosed(_("Dit dossier is al gesloten."))
    last = own_clock(dossier, on).destroy_on
    for model in record_models():
        for dates in dates_of(model, dossier, on):
            dates.records.update(term_started_on=dates.started_on, destroy_on=dates.destroy_on)
            last = max(last, dates.destroy_on)
    dossier.status, dossier.closed_on, dossier.close_reason = DossierStatus.CLOSED, on, reason
    dossier.destroy_on, dossier.updated_at = last, now
    dossier.save()
    _log(Action.CLOSE, dossier.pk, by=by, now=now, object_type="dossier")
    return dossier


@transaction.atomic
def reopen(dossier: Dossier, *, by, now: datetime) -> Dossier:
    """Reopening stops the terms: nothing of an open dossier has a destruction date. Raises NotClosed."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.is_open:
        raise NotClosed(_("Dit dossier is al open."))
    for model in record_models():
        model.objects.filter(dossier=dossier).update(term_started_on=None, destroy_on=None)
    dossier.status, dossier.closed_on, dossier.destroy_on = DossierStatus.OPEN, None, None
    dossier.close_reason, dossier.updated_at = "", now
    dossier.save()
    _log(Action.REOPEN, dossier.pk, by=by, now=now, object_type="dossier")
    return dossier


# --- records ---------------------------------------------------------------------------------------------------


@transaction.atomic
def write_entry(dossier: Dossier, *, by, now: datetime, **facts) -> Entry:
    """A note in an open dossier."""
    return _add_record(Entry, dossier, by=by, now=now, **facts)


@transaction.atomic
def change_entry(entry: Entry, *, by, now: datetime, **facts) -> Entry:
    """Change a note; the earlier text stays in its history."""
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.substantively_changed_at = now
    entry.save()
    _touch(entry.dossier, now)
    _log(Action.CHANGE, entry.dossier_id, by=by, now=now, object_type="entry", record_ids=[entry.pk])
    return entry


@transaction.atomic
def add_document(dossier: Dossier, *, by, now: datetime, upload, **facts) -> Document:
    """Keep a checked upload (cases.uploads). The sealed file is written last: a full disk leaves no row behind."""
    document = _add_record(
        Document,
        dossier,
        by=by,
        now=now,
        file_name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
        **facts,
    )
    files.store(document.pk, keys.find([document.pk])[document.pk], upload.content)
    return document


@transaction.atomic
def add_task(dossier: Dossier, *, by, now: datetime, **facts) -> Task:
    return _add_record(Task, dossier, by=by, now=now, **facts)


@transaction.atomic
def finish_task(task: Task, *, by, now: datetime) -> Task:
    """Doing a task twice changes nothing."""
    if task.done_at is None:
        task.done_at, task.done_by = now, by
        task.save()
        _touch(task.dossier, now)
    return task


def _add_record(model, dossier: Dossier, *, by, now: datetime, **facts):
    defaults = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, "category": "casusregie"}
    record = model.objects.create(
        dossier=dossier, created_at=now, created_by=by, substantively_changed_at=now, **(defaults | facts)
    )
    _touch(dossier, now)
    _log(Action.CREATE, dossier.pk, by=by, now=now, object_type=model._meta.model_name, record_ids=[record.pk])
    return record


def _touch(dossier: Dossier, now: datetime) -> None:
    """The list "laatst gewijzigd" moves; that is no change of the dossier itself, so no history."""
    Dossier.objects.filter(pk=dossier.pk).update(updated_at=now)


def _log(action, dossier_id, *, by, now, object_type, record_ids=()):
    log.write(
        action=action,
        at=now,
        user_id=by.pk,
        object_type=object_type,
        dossier_id=dossier_id,
        record_ids=list(record_ids),
    )

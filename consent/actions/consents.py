"""§ 3.1 Toestemmingsverklaring: a consent is composed, explained, ended; what is signed stands in `signing`."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.agreements import ENFORCING_SORTS
from accounts.models import Organisation
from audit import log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import hold_open, note
from cases.models import Dossier, Person
from consent import scope, wording
from consent.models import Consent, ConsentText, Signature
from consent.models.texts import Language
from consent.policy import DECIDES_WITH_PARENTS
from consent.refusals import ConsentRefused
from consent.signers import Deciding, deciding
from consent.states import NEXT_CONSENT, ConsentStatus, step

OBJECT = "consent"
ENDED = [status for status in ConsentStatus if not NEXT_CONSENT[status]]
# What asking again takes over; the facts of the day are computed anew.
COPIED = ("person", "organisation", "professional", "may_give", "may_ask", "kinds", "detail", "goal")


@transaction.atomic
def add_organisation(*, name: str, sort: str, by, now: datetime) -> Organisation:
    """Whom the register does not know yet: without any agreement, so nobody there gets access by it."""
    if scope.is_general(name):
        raise ConsentRefused(_("Noem één organisatie. “Alle instanties” kan niet."))
    found = Organisation.objects.filter(name__iexact=name).first()
    if found is None:
        enforces = sort in ENFORCING_SORTS
        found = Organisation.objects.create(name=name, kind=Organisation.Kind.PARTNER, sort=sort, enforces=enforces)
        note(Action.CREATE, None, by=by, now=now, object_type="organisatie", record_ids=[found.pk])
    return found


@transaction.atomic
def compose(  # noqa: PLR0913 (a consent names this much: § 3.1 Toestemmingsverklaring)
    dossier: Dossier,
    *,
    by,
    now: datetime,
    person: UUID,
    organisation: Organisation,
    kinds: Collection[str],
    detail: str,
    goal: str,
    valid_from: date,
    valid_until: date,
    professional: str = "",
    may_give: bool = True,
    may_ask: bool = False,
    renews: Consent | None = None,
) -> Consent:
    """§ 3.1 Toestemmingsverklaring: one resident of an open dossier, one organisation, named data, one purpose.

    Raises ConsentRefused for what is general, too long or not to be asked of anybody, and Overtaken.
    """
    hold_open(dossier.pk)
    on = localdate(now)
    _refuse_general(organisation, kinds, (detail, professional), goal, may_give or may_ask)
    _refuse(scope.refusal_of_period(valid_from, valid_until, on))
    facts = {
        "person_id": person,
        "organisation": organisation,
        "professional": professional,
        "may_give": may_give,
        "may_ask": may_ask,
        "kinds": [kind for kind in scope.DataKind.values if kind in kinds],
        "detail": detail,
        "goal": goal,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "decides_until": _deciding(dossier, person, now).until,
        "text_version": text_in(Language.DUTCH, on),
        "renews": renews,
    }
    consent = Consent.objects.create(**_record(dossier, by, now), about=[person], **facts)
    note(Action.CREATE, dossier.pk, by=by, now=now, object_type=OBJECT, record_ids=[consent.pk])
    return consent


def _record(dossier: Dossier, by, now: datetime) -> dict:
    basis = {"dossier": dossier, "purpose": dossier.purpose, "legal_basis": dossier.legal_basis}
    return basis | {
        "category": "casusregie",
        "created_at": now,
        "created_by": by,
        "substantively_changed_at": now,
    }


def _refuse_general(organisation, kinds, words, goal, gives_or_asks) -> None:
    if organisation.is_internal:
        _refuse(_("Kies een organisatie buiten de gemeente. Voor collega's vraagt u geen toestemming, maar toegang."))
    if scope.is_general(organisation.name):
        _refuse(_("Noem één organisatie. “Alle instanties” kan niet."))
    if not gives_or_asks:
        _refuse(_("Kies of wij gegevens geven, vragen, of allebei."))
    _refuse(scope.refusal_of_scope(kinds, *words))
    _refuse(scope.refusal_of_purpose(goal))


def _refuse(sentence: str) -> None:
    if sentence:
        raise ConsentRefused(sentence)


def _deciding(dossier: Dossier, person_id: UUID, now: datetime) -> Deciding:
    try:
        return deciding(dossier.pk, person_id, law=dossier.legal_basis, now=now, on=localdate(now))
    except Person.DoesNotExist:
        raise ConsentRefused(_("Deze inwoner hoort niet bij dit dossier.")) from None


def text_in(language: str, on: date) -> ConsentText:
    """The version that holds. Raises ConsentRefused where there is none."""
    text = ConsentText.objects.in_force(on).filter(language=language).first()
    if text is None:
        raise ConsentRefused(_("In deze taal is er geen tekst die nu geldt. Vraag de privacy officer om een tekst."))
    return text


@transaction.atomic
def explain(
    consent: Consent,
    *,
    by,
    now: datetime,
    language: str,
    own_words: str,
    present: str,
    child_informed: str = "",
) -> Consent:
    """§ 3.1 Toestemmingsverklaring: explained and told back; from here its words are fixed, and people are asked.

    Raises Overtaken, and ConsentRefused: also while somebody must first be found, or while nobody recorded that each of
    them can safely be asked (§ 1.5 Minderjarigen en wilsonbekwamen).
    """
    consent = _held(consent)
    _refuse_unless(consent, ConsentStatus.DRAFT)
    on = localdate(now)
    decides = _deciding(consent.dossier, consent.person_id, now)
    _refuse(" ".join(decides.find_out or decides.unsafe))
    _refuse(scope.refusal_of_period(consent.valid_from, consent.valid_until, on))
    _refuse_unexplained(decides, own_words, child_informed)
    consent.text_version, consent.language = text_in(language, on), language
    consent.decides_until = decides.until
    consent.shown = wording.shown(text_of(consent.text_version), facts_of(consent, decides.name))
    consent.sha256 = wording.sha256(consent.shown)
    consent.explained_at, consent.explained_by = now, by
    consent.explanation = {
        "own_words": own_words,
        "present": present,
        "child_informed": child_informed,
        "why": decides.why,
    }
    _change(consent, ConsentStatus.TO_SIGN, by=by, now=now)
    for needed in decides.signers:
        _ask(consent, needed, by=by, now=now)
    return consent


def _refuse_unexplained(decides: Deciding, own_words: str, child_informed: str) -> None:
    if not own_words.strip():
        _refuse(_("Schrijf op hoe de inwoner het in eigen woorden vertelde."))
    if decides.age is not None and decides.age < DECIDES_WITH_PARENTS and not child_informed.strip():
        _refuse(_("Schrijf op hoe het kind het hoorde, in woorden die het begrijpt."))


def text_of(version: ConsentText) -> wording.Text:
    return wording.Text(version.language, version.title, version.body, version.words)


def facts_of(consent: Consent, name: str) -> wording.Facts:
    return wording.Facts(
        name=name,
        municipality=settings.MUNICIPALITY_NAME,
        organisation=consent.organisation.name,
        professional=consent.professional,
        may_give=consent.may_give,
        may_ask=consent.may_ask,
        kinds=consent.kinds,
        detail=consent.detail,
        goal=consent.goal,
        first=consent.valid_from,
        last=consent.last_day,
    )


def _ask(consent: Consent, needed, *, by, now: datetime) -> Signature:
    who = {"signer_id": needed.person, "name": needed.name, "capacity": needed.capacity}
    record = {name: getattr(consent, name) for name in ("dossier", "about", "purpose", "legal_basis", "category")}
    made = {"created_at": now, "created_by": by, "substantively_changed_at": now, "withheld": consent.withheld}
    return Signature.objects.create(consent=consent, **who, **record, **made)


@transaction.atomic
def discard(consent: Consent, *, by, now: datetime) -> Consent:
    """What was never asked of anybody. Raises ConsentRefused, Overtaken."""
    consent = _held(consent)
    _refuse_unless(consent, ConsentStatus.DRAFT)
    return end(consent, ConsentStatus.LAPSED, by=by, now=now, reason=_("Niet gevraagd."))


@transaction.atomic
def ask_anew(consent: Consent, *, by, now: datetime) -> Consent:
    """A copy, to explain and sign again. From today for as long as the other ran. Raises as `compose`."""
    if consent.status not in ENDED:
        raise ConsentRefused(_("Deze toestemming loopt nog."))
    today = localdate(now)
    period = {"valid_from": today, "valid_until": today + (consent.valid_until - consent.valid_from)}
    copied = {name: getattr(consent, name) for name in COPIED} | {"person": consent.person_id}
    return compose(consent.dossier, by=by, now=now, renews=consent, **copied, **period)


# --- what the other actions of consents use ---


def hold_dossier(dossier_id: UUID, now: datetime) -> None:
    """As `hold_open`, for who cannot see the dossier: somebody who signs in the portal. Raises Overtaken."""
    with system(Purpose.UPKEEP, now):
        hold_open(dossier_id)


def locked(consent_id: UUID, access) -> Consent:
    """The consent as it is now, open by the access of whoever a door let in; nobody else changes it until the end."""
    fresh = Consent.objects.select_for_update(of=("self",)).select_related("text_version", "dossier", "organisation")
    return access.give(fresh.get(pk=consent_id))


def _held(consent: Consent) -> Consent:
    hold_open(consent.dossier_id)
    return locked(consent.pk, consent._access)


def _refuse_unless(consent: Consent, *statuses: str) -> None:
    if consent.status not in statuses:
        raise ConsentRefused(
            _("Deze toestemming is intussen veranderd: %(status)s.") % {"status": consent.get_status_display().lower()}
        )


def end(consent: Consent, status: str, *, by, now: datetime, reason: str, route: str = "", log_as=None) -> Consent:
    """A locked consent comes to its end. `by`: the colleague; `log_as`: whose id the log keeps, if another's."""
    consent.ended_at, consent.ended_route, consent.end_reason = now, route, reason
    consent.ended_by = by
    return _change(consent, status, by=by, now=now, log_as=log_as)


def _change(consent: Consent, status: str, *, by, now: datetime, log_as=None) -> Consent:
    consent.status = step(NEXT_CONSENT, consent.status, status)
    consent.substantively_changed_at = now
    consent.save()
    log.write(
        action=Action.CHANGE,
        at=now,
        user_id=log_as or (by.pk if by else None),
        object_type=OBJECT,
        dossier_id=consent.dossier_id,
        record_ids=[consent.pk],
        fields=[f"status.{status}"],
    )
    return consent


def activate(consent: Consent, *, by, now: datetime, log_as=None) -> Consent:
    """Everybody signed."""
    consent.activated_at = now
    return _change(consent, ConsentStatus.ACTIVE, by=by, now=now, log_as=log_as)

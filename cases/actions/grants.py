"""§ 1.1 Geheimhoudingsplicht: who is given access to a dossier, and whose access ends."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.access import may_open_personal_data
from accounts.policy import Refusal, grant_refusal
from audit import log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases import authorisation, lapsing, teams
from cases.actions.common import note
from cases.errors import LastRegisseur, MayNotBeGranted
from cases.models import Dossier, Grant
from cases.models.dossier import AN_INSTANT
from cases.regie import one_regisseur
from cases.roles import CASE_ROLES, GIVEN_ROLES, CaseRole, Noodtoegang, Regisseur
from terms.categories import SEPARATE

COLLEAGUE_MAY_NOT = {
    Refusal.INACTIVE: _lazy("het account is afgesloten."),
    Refusal.ENFORCES: _lazy("de organisatie handhaaft. Leg een verstrekking vast."),
    Refusal.NO_AGREEMENT: _lazy("de organisatie heeft geen geldige overeenkomst."),
    Refusal.SECRECY: _lazy("de geheimhoudingsverklaring is nog niet aanvaard."),
}


def grant(dossier: Dossier, *, to, by, now: datetime, role: str, **facts) -> Grant:
    """§ 1.1 Geheimhoudingsplicht, § 1.2 Hulpverlening: give somebody a role on a dossier. Raises MayNotBeGranted.

    `facts`: reason, secrecy_version, valid_from, valid_until, cover_for, categories. An enforcer can never be granted
    a dossier, and nobody has two functions on one case: the database refuses overlapping periods. Nobody gives more
    than they have, nor longer: a deputy of a week would else make a regisseur for good.
    """
    own = Grant.objects.running(now).filter(content_object=dossier, user=by).select_related("permission").first()
    if own is None or role not in GIVEN_ROLES or not own.role.allows_all_of(CASE_ROLES[role]):
        raise MayNotBeGranted(_("Uw eigen rol op dit dossier is kleiner dan deze. Vraag het de regisseur."))
    if own.valid_until is not None and (facts.get("valid_until") is None or facts["valid_until"] > own.valid_until):
        raise MayNotBeGranted(_("Uw eigen toegang stopt eerder. Kies een laatste dag die daarvóór ligt."))
    _refuse_categories(facts.get("categories", ()), CASE_ROLES[role], giver=own, own=to.pk == by.pk)
    with one_regisseur():
        return grant_by_id(dossier.pk, to=to, by=by, now=now, role=role, **facts)


def _refuse_categories(added: Collection[str], role: type[CaseRole], *, giver: Grant | None, own: bool) -> None:
    """A deputy passes on what they have themselves; who answers for the case, and a team lead, whatever is needed."""
    giver_opens = giver.opens if giver and giver.role is not Regisseur else None
    if refusal := authorisation.refusal(added=added, role=role, giver_opens=giver_opens, own=own):
        raise MayNotBeGranted(refusal)


@transaction.atomic
def grant_by_id(dossier_id, *, to, by, now: datetime, role: str, categories=(), **facts) -> Grant:
    """As `grant`, by somebody who knows the dossier by its codename alone."""
    if refusal := grant_refusal(to.roles) or may_open_personal_data(to, now):
        raise MayNotBeGranted(reason_of(refusal))
    if CASE_ROLES[role].must_end and facts.get("valid_until") is None:
        raise MayNotBeGranted(_("Bij deze rol hoort een einddatum."))
    _end_emergency_of(to, dossier_id, now=now, at=facts["valid_from"])
    given = Grant(content_object_id=dossier_id, user=to, permission=permission_of(role), granted_by=by, **facts)
    _set_categories(given, authorisation.within(categories, given.role), by=by, now=now, reason=facts["reason"])
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as error:
        raise MayNotBeGranted(_("Deze collega heeft in die periode al toegang tot dit dossier.")) from error
    note(Action.GRANT, dossier_id, by=by, now=now, object_type="toegang", record_ids=[given.pk])
    return given


@transaction.atomic
def authorise(given: Grant, categories: Collection[str], *, by, now: datetime, reason: str) -> Grant:
    """§ 2 Need to know, § 2.3 Bewaartermijnen: say which categories this grant opens beside the ordinary ones.

    By a regisseur or deputy of the dossier, or the team lead of who has it; never by who has it. Taking away asks
    nothing. Works from the very next request. Raises MayNotBeGranted.
    """
    given = _locked(given)
    if not has_not_ended(given, now):
        raise MayNotBeGranted(_("Deze toegang is al gestopt."))
    mine = Grant.objects.running(now).filter(content_object=given.content_object_id, user=by)
    giver = mine.select_related("permission").first()
    added = set(categories) - set(given.categories)
    _refuse_categories(added, given.role, giver=giver, own=given.user_id == by.pk)
    _set_categories(given, categories, by=by, now=now, reason=reason)
    given.save()
    fields = [f"plus.{code}" for code in sorted(added)]
    log.write(
        action=Action.AUTHORISE,
        at=now,
        user_id=by.pk,
        object_type="toegang",
        dossier_id=given.content_object_id,
        record_ids=[given.pk],
        fields=fields,
    )
    return given


def _set_categories(given: Grant, categories: Collection[str], *, by, now: datetime, reason: str) -> None:
    if set(categories) != set(given.categories):
        given.categories = [code for code in SEPARATE if code in categories]
        given.categories_by, given.categories_at, given.categories_reason = by, now, reason


def _end_emergency_of(user, dossier_id, *, now: datetime, at: datetime) -> None:
    """Who is properly let in needs no emergency any more. By the system: a lead does not see it."""
    with system(Purpose.EMERGENCY, now):
        running = Grant.objects.running(at).filter(content_object=dossier_id, user=user)
        for given in running.filter(permission__codename=Noodtoegang.code):
            given.valid_until = at
            given.save()


def permission_of(role: str) -> Permission:
    return Permission.objects.get(content_type__app_label="cases", codename=role)


def reason_of(refusal) -> str:
    """What the one who gives access reads about a colleague who may not have it."""
    if isinstance(refusal, Refusal):
        return _("Deze collega kan nu geen gegevens openen: %(reason)s") % {"reason": COLLEAGUE_MAY_NOT[refusal]}
    return str(refusal)


@transaction.atomic
def end_grant(given: Grant, *, by, now: datetime, even_last: bool = False) -> Grant:
    """End access; it works from the very next request. Ending what has ended changes nothing.

    What waited for a cover goes on at once. Raises LastRegisseur, unless `even_last`: an officer must be able to end
    everything of somebody who left. The one regisseur of a plan that runs stays, whoever asks: OneRegisseur.
    """
    with one_regisseur():
        return end_within(given, by=by, now=now, even_last=even_last)


@transaction.atomic
def end_within(given: Grant, *, by, now: datetime, even_last: bool = False) -> Grant:
    """As `end_grant`, as part of a change after which there is a regisseur again (`cases.regie`)."""
    given = _locked(given)
    if not even_last and is_only_regisseur(given, now):
        raise LastRegisseur(_("Dit is de enige regisseur. Geef eerst een collega de rol regisseur."))
    if has_not_ended(given, now):
        _end(given, by=by, now=now)
        note(Action.END_GRANT, given.content_object_id, by=by, now=now, object_type="toegang", record_ids=[given.pk])
    return given


@transaction.atomic
def confirm(given: Grant, *, by, now: datetime) -> None:
    """§ 2.5 Toegankelijkheid: somebody who may give this access says that it is still needed."""
    Grant.objects.filter(pk=given.pk).update(confirmed_on=localdate(now), lapses_on=None)
    note(Action.CONFIRM, given.content_object_id, by=by, now=now, object_type="toegang", record_ids=[given.pk])


@transaction.atomic
def lapse(now: datetime) -> int:
    """§ 2.5 Toegankelijkheid: end what nobody uses or nobody finds necessary, after a notice; how many ended.

    For the system. Goes by the dates alone: run twice, or not for a week, it does the same. Never the only regisseur.
    """
    on = localdate(now)
    old = Grant.objects.running(now).filter(valid_from__lte=now - lapsing.notice_after() + timedelta(days=1))
    return sum(_lapse_or_tell(given, now, on) for given in old.select_related("permission").order_by("pk"))


def _lapse_or_tell(given: Grant, now: datetime, on: date) -> bool:
    if not lapsing.must_lapse(given, on) or is_only_regisseur(given, now):
        _plan_lapse(given, None)
    elif given.lapses_on is None:
        _plan_lapse(given, on + lapsing.notice())
    elif given.lapses_on <= on:
        return _let_lapse(given, now)
    return False


def _plan_lapse(given: Grant, day: date | None) -> None:
    if given.lapses_on != day:
        Grant.objects.filter(pk=given.pk).update(lapses_on=day)


def _let_lapse(given: Grant, now: datetime) -> bool:
    given = _locked(given)
    if given.lapses_on is None or not has_not_ended(given, now) or is_only_regisseur(given, now):
        # Used or ended while this ran.
        return False
    _end(given, by=None, now=now)
    note(Action.LAPSE, given.content_object_id, by=None, now=now, object_type="toegang", record_ids=[given.pk])
    return True


def is_only_regisseur(given: Grant, now: datetime) -> bool:
    """§ 4.1 Casusregie: without this grant nobody would lead the dossier from now on."""
    if given.role is not Regisseur or given.valid_from > now or not has_not_ended(given, now):
        return False
    return not teams.has_regisseur(given.content_object_id, besides=given.pk)


def has_not_ended(given: Grant, now: datetime) -> bool:
    return given.valid_until is None or given.valid_until > now


def _locked(given: Grant) -> Grant:
    """As it is now. Whoever ends access to this dossier waits for us: two regisseurs must not end each other at once.

    By a number of the dossier, for row security may hide the other's grant: two leads may each see one of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"grants {given.content_object_id}"])
    rows = Grant.objects.select_for_update(of=("self",)).filter(content_object=given.content_object_id)
    return next(row for row in rows.select_related("permission").order_by("pk") if row.pk == given.pk)


def _end(given: Grant, *, by, now: datetime) -> None:
    waiting = list(given.resumes.select_for_update().filter(ended_by=None))
    # Who ends their own cover would be outside before their old role is back: row security lets nobody in from there.
    leaves_own = waiting and by is not None and by.pk == given.user_id and given.valid_from <= now
    given.valid_until, given.ended_by = max(now + AN_INSTANT if leaves_own else now, given.valid_from), by
    given.save()
    for earlier in waiting:
        _resume(earlier, given.valid_until)
    if given.role is not Regisseur:
        _end_what_was_passed_on(given, by=by, now=now)


def _end_what_was_passed_on(given: Grant, *, by, now: datetime) -> None:
    """Who covers for somebody without access has none. Who covers for a regisseur is needed more than ever.

    By the system: whoever ends the one need not see the other.
    """
    with system(Purpose.UPKEEP, now):
        theirs = Grant.objects.filter(content_object=given.content_object_id).select_related("permission")
        theirs = theirs.not_ended(given.valid_until)
        if theirs.filter(user=given.user_id, valid_from__lte=given.valid_until).exclude(pk=given.pk).exists():
            return
        for passed_on in theirs.filter(cover_for=given.user_id).exclude(pk=given.pk):
            _end(passed_on, by=by, now=max(now, given.valid_until))
            ids = [passed_on.pk]
            note(Action.END_GRANT, given.content_object_id, by=by, now=now, object_type="toegang", record_ids=ids)


def _resume(waiting: Grant, moment: datetime) -> None:
    """The role somebody had before a cover goes on, with its old end; one that had still to begin keeps its own day."""
    born = waiting.history.earliest("history_date").valid_from
    begins = moment if born == waiting.valid_from else max(moment, born)
    if waiting.valid_until is not None and waiting.valid_until <= begins:
        return
    ends, waiting.valid_from = waiting.valid_until, begins
    before = _gave_way(waiting, begins) if born > begins else None
    if before is not None:
        # The cover never was, so neither was the gap: the first part goes on, and what waited is nothing any more.
        waiting.valid_until = begins
    waiting.save()
    if before is not None:
        before.valid_until = ends
        before.save()


def _gave_way(waiting: Grant, moment: datetime) -> Grant | None:
    """The first part of a role of which `waiting` is the copy that came after a cover, where it ends at `moment`.

    None when somebody decided since what the copy opens: that is then not lost by going on with the first part.
    """
    same = {"user": waiting.user_id, "content_object": waiting.content_object_id, "permission": waiting.permission_id}
    first = (
        Grant.objects.select_for_update()
        .filter(**same, valid_until=moment, ended_by=None)
        .exclude(pk=waiting.pk)
        .first()
    )
    return None if first is None or _decided_later(waiting, first) else first


def _decided_later(one: Grant, other: Grant) -> bool:
    return one.categories_at is not None and (other.categories_at is None or one.categories_at > other.categories_at)

"""§ 1.5 Minderjarigen en wilsonbekwamen, § 4.3 Wilsonbekwaamheid: for whom somebody looks in the portal, until when."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from audit.context import look_for, set_context
from cases.models import ContactProfile, Dossier, Person
from casework.models import PlanSignature
from consent.actions import judge_flag, raise_flag, record_check, record_representation
from consent.models import Consent, Ground, Representation
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import acting, as_system, opened
from tests.consent.consents import asked, messages, signed_by_all
from tests.inzage.residents import SIGNS, at_peace, choose, may_choose, page, released, turns, whole
from tests.inzage.test_consents import open_portal, resident

pytestmark = [pytest.mark.policy("1.5"), pytest.mark.policy("4")]


@pytest.fixture
def esra(cast):  # noqa: F811
    """Of 11: her parents have authority, and nothing stands in their way."""
    at_peace(cast, cast.family.esra)
    return cast.family.esra


def checked(cast, about, whom, *, safe=True):  # noqa: F811
    name = opened(whom).full_name
    facts = {"approached": whom, "name": name, "safe": safe, "reason": "Gesproken", "checked_on": cast.today}
    with acting(cast.roos, cast.now):
        record_check(about, by=cast.roos, now=cast.now, **facts)


def suspect(cast, about, whom):  # noqa: F811
    facts = {"flagged": whom, "name": opened(whom).full_name, "reason": "Dwang", "flagged_on": cast.today}
    with acting(cast.roos, cast.now):
        return raise_flag(about, by=cast.roos, now=cast.now, notices=messages(), **facts)


def authorise(cast, person, whom, *parts, **facts):  # noqa: F811
    """By a volmacht."""
    what = {
        "representative": whom, "name": opened(whom).full_name, "contact": "", "capacity": "gemachtigde",
        "parts": list(parts), "evidence": "volmacht", "evidence_on": cast.today, "scope": "Alles",
        "valid_from": cast.today, "valid_until": None, "unwilling": False,
    }  # fmt: skip
    with acting(cast.roos, cast.now):
        record_representation(person, by=cast.roos, now=cast.now, notices=messages(), **what | facts)
    checked(cast, person, whom)


# --- who sees whom ---


def test_each_parent_looks_for_the_child_of_eleven_and_for_no_other(cast, esra):  # noqa: F811
    family = cast.family
    for child in (family.deniz, family.aylin):
        at_peace(cast, child)
        for parent in (family.samira, family.ruud):
            checked(cast, child, parent)
    assert may_choose(resident(cast, family.samira)) == {"Esra"}
    assert may_choose(resident(cast, family.ruud)) == {"Esra"}
    for person in (family.ex, family.esra, family.deniz, cast.other.piet):
        assert may_choose(resident(cast, person)) == set()


def test_who_looks_for_a_child_sees_what_is_about_the_child_and_nothing_of_themselves(cast, esra):  # noqa: F811
    own, hers = signed_by_all(cast, cast.family.samira), signed_by_all(cast, esra)
    at_peace(cast, esra)
    samira = resident(cast, cast.family.samira)
    shown = choose(samira, esra)
    assert "U kijkt nu voor Esra." in shown
    assert str(hers.pk) in shown
    assert str(own.pk) not in shown
    assert samira.get(f"/mijn/toestemmingen/{own.pk}/").status_code == 404
    assert "Regisseur" in page(samira, "hulp")
    assert str(own.pk) in choose(samira, None)


def test_a_child_with_digid_sees_their_own(cast):  # noqa: F811
    """From what age on is for who asks about safe contact to say."""
    at_peace(cast, cast.family.deniz)
    made = signed_by_all(cast, cast.family.deniz)
    deniz = resident(cast, cast.family.deniz)
    assert str(made.pk) in page(deniz)
    assert "Regisseur" in page(deniz, "hulp")


def test_at_thirteen_a_parent_gets_what_they_are_asked_to_sign_and_no_more(cast):  # noqa: F811
    deniz = cast.family.deniz
    at_peace(cast, deniz)
    mine = asked(cast, deniz)
    samira = resident(cast, cast.family.samira)
    assert str(mine.pk) in page(samira)
    assert may_choose(samira) == set()
    assert "U kijkt nu voor" not in choose(samira, deniz)


# --- only after it was found safe, and no longer ---


def test_without_the_check_that_it_is_safe_nobody_looks(cast, esra):  # noqa: F811
    samira, ruud = resident(cast, cast.family.samira), resident(cast, cast.family.ruud)
    assert may_choose(samira) == {"Esra"}
    checked(cast, esra, cast.family.samira, safe=False)
    assert may_choose(samira) == set()
    assert may_choose(ruud) == {"Esra"}


def test_a_suspicion_closes_it_at_once_while_they_look_and_leaves_no_trace(cast, esra):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    signed_by_all(cast, esra)
    at_peace(cast, esra)
    choose(samira, esra)
    flag = suspect(cast, esra, cast.family.samira)
    closed = whole(samira)
    assert "Esra" not in closed["overzicht"]
    with as_system():
        type(flag).objects.filter(pk=flag.pk).delete()
    checked(cast, esra, cast.family.samira, safe=False)
    assert whole(samira) == closed


@pytest.mark.policy("4.3")
def test_a_suspicion_that_was_lifted_closes_nothing(cast, esra):  # noqa: F811
    flag = suspect(cast, esra, cast.family.samira)
    samira = resident(cast, cast.family.samira)
    assert may_choose(samira) == set()
    with acting(cast.roos, cast.now):
        said = {
            "conversation": "Alleen",
            "conversation_on": cast.today,
            "verdict": "opgeheven",
            "verdict_reason": "Nee",
        }
        judge_flag(flag, by=cast.roos, now=cast.now, notices=messages(), **said)
    assert may_choose(samira) == {"Esra"}


@pytest.mark.parametrize("sign", SIGNS, ids=lambda model: model._meta.model_name)
def test_whatever_is_withheld_about_the_child_closes_it(cast, esra, sign):  # noqa: F811
    """It stands for a meldcode that runs: neither parent sees that there is something."""
    parents = [resident(cast, cast.family.samira), resident(cast, cast.family.ruud)]
    assert [may_choose(one) for one in parents] == [{"Esra"}] * 2
    with as_system():
        row = sign.objects.filter(dossier=cast.family.dossier).first()
        facts = {"released_by": None, "released_at": None} if sign is Ground else {}
        sign.objects.filter(pk=row.pk).update(about=[esra.pk], withheld=True, **facts)
    assert [may_choose(one) for one in parents] == [set()] * 2
    assert "Voor wie" not in page(parents[0])


@pytest.mark.parametrize("facts", [{"safety_marked": True}, {"purpose": "veiligheid"}], ids=["marked", "for safety"])
def test_a_dossier_with_a_safety_mark_closes_it(cast, esra, facts):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    with as_system():
        Dossier.objects.filter(pk=cast.family.dossier.pk).update(**facts)
    assert may_choose(samira) == set()


def test_who_is_not_to_be_reached_is_looked_for_by_nobody(cast, esra):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    open_portal(esra, "volledig", by=cast.roos, now=cast.now)
    assert may_choose(samira) == {"Esra"}
    open_portal(esra, "beperkt", by=cast.roos, now=cast.now)
    assert may_choose(samira) == set()
    with as_system():
        running = ContactProfile.objects.running().filter(person=esra)
        running.update(portal="uit", channels=[], do_not_contact=True)
    assert may_choose(samira) == set()


# --- birthdays ---


@pytest.mark.parametrize(("days", "sees"), [(1, True), (0, False)], ids=["day before", "on the day"])
def test_it_ends_on_the_twelfth_birthday(cast, esra, days, sees):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    choose(samira, esra)
    turns(esra, cast.now, 12, days=days)
    assert ("U kijkt nu voor Esra" in page(samira)) is sees


@pytest.mark.parametrize("wall", ["sealed", "found"])
def test_either_wall_alone_ends_it(cast, esra, wall):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    turns(esra, cast.now, 12, **{"sealed": False, "found": False} | {wall: True})
    assert may_choose(samira) == set()


def test_of_whom_the_day_of_birth_is_not_known_nobody_sees(cast, esra):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    with as_system():
        row = opened(Person.objects.get(pk=esra.pk))
        row.birth = [cast.now.year - 11, None, None]
        row.save()
    turns(esra, cast.now, 11, sealed=False)
    assert may_choose(samira) == {"Esra"}
    with as_system():
        row = opened(Person.objects.get(pk=esra.pk))
        row.birth = None
        row.save()
    assert may_choose(samira) == set()


# --- a volmacht ---


@pytest.mark.policy("4.3")
@pytest.mark.parametrize(("parts", "sees"), [(["inzage"], True), (["toestemming", "post"], False)])
def test_by_a_volmacht_one_looks_as_far_as_it_says(cast, parts, sees):  # noqa: F811
    released(cast, cast.family.ruud)
    authorise(cast, cast.family.ruud, cast.family.samira, *parts)
    assert may_choose(resident(cast, cast.family.samira)) == ({"Ruud"} if sees else set())
    assert may_choose(resident(cast, cast.family.ruud)) == set()


@pytest.mark.policy("4.3")
def test_from_sixteen_a_parent_looks_by_a_volmacht_alone(cast):  # noqa: F811
    aylin = cast.family.aylin
    at_peace(cast, aylin)
    checked(cast, aylin, cast.family.ruud)
    authorise(cast, aylin, cast.family.samira, "inzage")
    assert may_choose(resident(cast, cast.family.samira)) == {"Aylin"}
    assert may_choose(resident(cast, cast.family.ruud)) == set()


@pytest.mark.policy("4.3")
def test_a_volmacht_that_is_over_opens_nothing(cast):  # noqa: F811
    released(cast, cast.family.ruud)
    began = cast.today - timedelta(days=9)
    authorise(cast, cast.family.ruud, cast.family.samira, "inzage", valid_from=began, valid_until=cast.today)
    samira = resident(cast, cast.family.samira)
    assert may_choose(samira) == {"Ruud"}
    with as_system():
        Representation.objects.filter(person=cast.family.ruud).update(valid_until=cast.today - timedelta(days=1))
    assert may_choose(samira) == set()


# --- the wall ---


def subject_of(cast, client, subject):  # noqa: F811
    with transaction.atomic(), connection.cursor() as cursor:
        set_context(user_id=client.resident.pk, account="resident", now=cast.now)
        if subject:
            look_for(subject.pk)
        cursor.execute("SELECT my_subject()")
        about = cursor.fetchone()[0]
        seen = {one.pk for model in (Consent, PlanSignature) for one in model.objects.all()}
        return about, seen


def test_the_database_asks_for_itself_for_whom_they_may_look(cast, esra):  # noqa: F811
    """A door that forgot to ask, or a session that says otherwise, opens nothing."""
    family = cast.family
    at_peace(cast, family.deniz)
    hers, of_deniz = signed_by_all(cast, esra), signed_by_all(cast, family.deniz)
    at_peace(cast, esra)
    kemal, ruud = resident(cast, family.ex), resident(cast, family.ruud)
    own = subject_of(cast, ruud, None)
    assert own[0] == [family.ruud.pk]
    about, seen = subject_of(cast, ruud, esra)
    assert about == [esra.pk]
    assert hers.pk in seen
    for other in (family.aylin, family.samira, cast.other.piet):
        assert subject_of(cast, ruud, other)[0] == []
    about, seen = subject_of(cast, kemal, esra)
    assert (about, seen) == ([], set())
    assert of_deniz.pk not in subject_of(cast, kemal, family.deniz)[1]


def test_a_colleague_who_names_a_subject_sees_nothing_by_it(cast, esra):  # noqa: F811
    with transaction.atomic(), connection.cursor() as cursor:
        set_context(user_id=cast.otto.pk, now=cast.now)
        look_for(esra.pk)
        cursor.execute("SELECT my_subject(), portal_dossiers()")
        assert cursor.fetchone() == ([], [])

"""§ 3.1 and § 4 of the policy, in the portal: what waits for a resident, signing it, and ending it."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate

from audit.context import set_context
from audit.purposes import Purpose
from cases.models import ContactProfile, Person
from consent.actions import raise_flag
from consent.models import Consent, Signature
from consent.states import ConsentStatus
from inzage.models import Resident
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import acting, as_system, log_rows, opened
from tests.consent.consents import asked, both_parents, messages, signatures, signed_by_all

pytestmark = [pytest.mark.policy("3.1"), pytest.mark.policy("4")]


def open_portal(person, portal, *, by, now):
    """Somebody asked them how they can be reached without danger, and this is what they said of the portal."""
    channels = ["persoon"] if portal == "uit" else ["persoon", "portaal"]
    dates = {"created_at": now, "asked_on": localdate(now), "review_on": localdate(now) + timedelta(days=99)}
    with as_system():
        ContactProfile.objects.filter(person=person, replaced_at=None).update(replaced_at=now)
        ContactProfile.objects.create(person=person, channels=channels, portal=portal, asked_by=by, **dates)


def resident(cast, person, portal="volledig") -> Client:  # noqa: F811
    """A browser in which this person just signed in with DigiD, whose number the sign-in turned into an index."""
    open_portal(person, portal, by=cast.roos, now=cast.now)
    with as_system(Purpose.PORTAL):
        index = bytes(opened(person).bsn_index)
        row, _new = Resident.objects.get_or_create(
            bsn_index=index, defaults={"first_seen_at": cast.now, "last_seen_at": cast.now}
        )
    client = Client()
    session = client.session
    now = cast.now.isoformat()
    session["inwoner"] = {"id": str(row.pk), "started": now, "seen": now}
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.resident = row
    return client


def overview(client) -> str:
    answer = client.get("/mijn/overzicht/")
    assert answer.status_code == 200
    return answer.content.decode()


def url(consent, rest="") -> str:
    return f"/mijn/toestemmingen/{consent.pk}/{rest}"


def test_what_waits_is_signed_with_a_tick_and_a_name(cast):  # noqa: F811
    made = asked(cast, cast.family.ruud)
    ruud = resident(cast, cast.family.ruud)
    assert url(made) in overview(ruud)
    page = ruud.get(url(made)).content.decode()
    assert "hoe het in de klas gaat" in page
    assert ruud.post(url(made), {"typed_name": "Ruud"}).status_code == 200
    done = ruud.post(url(made), {"agreed": "on", "typed_name": "Ruud de Boer"}, follow=True)
    assert "Uw handtekening is bewaard." in done.content.decode()
    (signature,) = signatures(made)
    assert (signature.state, signature.method, signature.witness) == ("getekend", "portaal", None)
    assert opened(made).status == ConsentStatus.ACTIVE
    assert log_rows(record_ids__contains=[made.pk], action="change")[-1].user_id == ruud.resident.pk


def test_both_parents_sign_for_their_child_each_in_their_own_portal(cast):  # noqa: F811
    both_parents(cast, cast.family.esra)
    made = asked(cast, cast.family.esra)
    for person in (cast.family.samira, cast.family.ruud):
        client = resident(cast, person)
        assert url(made) in overview(client)
        client.post(url(made), {"agreed": "on", "typed_name": "Ouder"})
    assert opened(made).status == ConsentStatus.ACTIVE


def test_a_no_asks_for_no_reason(cast):  # noqa: F811
    made = asked(cast, cast.family.ruud)
    done = resident(cast, cast.family.ruud).post(url(made), {"weiger": "1"}, follow=True)
    assert "Uw nee is bewaard." in done.content.decode()
    assert opened(made).status == ConsentStatus.REFUSED


@pytest.mark.policy("1.5")
def test_what_can_be_signed_no_more_is_said_without_why(cast):  # noqa: F811
    both_parents(cast, cast.family.esra)
    made = asked(cast, cast.family.esra)
    both_parents(cast, cast.family.esra, "Ruud de Boer", kind="EenhoofdigOuderlijkGezag")
    samira = resident(cast, cast.family.samira)
    done = samira.post(url(made), {"agreed": "on", "typed_name": "S"}, follow=True).content.decode()
    assert "er is iets veranderd" in done
    assert "gezag" not in done.lower()
    assert opened(made).status == ConsentStatus.LAPSED
    assert url(made) not in overview(samira)


def test_in_three_taps_it_stops(cast):  # noqa: F811
    made = signed_by_all(cast, cast.family.ruud)
    ruud = resident(cast, cast.family.ruud)
    assert url(made) in overview(ruud)
    assert url(made, "intrekken/") in ruud.get(url(made)).content.decode()
    asks = ruud.get(url(made, "intrekken/")).content.decode()
    assert "Wat stopt er?" in asks
    assert "Wat gaat door?" in asks
    done = ruud.post(url(made, "intrekken/"), follow=True).content.decode()
    assert "Vanaf nu wordt er niets meer gedeeld." in done
    ended = opened(made)
    assert (ended.status, ended.ended_route, ended.ended_by) == (ConsentStatus.WITHDRAWN, "portaal", None)
    assert log_rows(record_ids__contains=[made.pk], action="change")[-1].user_id == ruud.resident.pk


def test_any_required_signer_may_end_it_alone(cast):  # noqa: F811
    both_parents(cast, cast.family.esra)
    made = signed_by_all(cast, cast.family.esra)
    resident(cast, cast.family.samira).post(url(made, "intrekken/"))
    assert opened(made).status == ConsentStatus.WITHDRAWN


def test_whose_consent_it_is_but_who_need_not_sign_reads_and_does_not_end_it(cast):  # noqa: F811
    both_parents(cast, cast.family.esra)
    made = signed_by_all(cast, cast.family.esra)
    esra = resident(cast, cast.family.esra)
    assert url(made) in overview(esra)
    assert url(made, "intrekken/") not in esra.get(url(made)).content.decode()
    assert esra.post(url(made, "intrekken/")).status_code == 404


def test_another_resident_is_told_nothing(cast):  # noqa: F811
    made = asked(cast, cast.family.ruud)
    for person in (cast.family.samira, cast.family.ex, cast.other.piet):
        client = resident(cast, person)
        assert url(made) not in overview(client)
        for answer in (client.get(url(made)), client.post(url(made), {"agreed": "on", "typed_name": "x"})):
            assert answer.status_code == 404
            assert "dossier" not in answer.content.decode().lower()
        assert client.post(url(made, "intrekken/")).status_code == 404
    assert opened(made).status == ConsentStatus.TO_SIGN


def test_what_is_withheld_or_a_draft_leaves_no_trace(cast):  # noqa: F811
    made = signed_by_all(cast, cast.family.ruud)
    ruud = resident(cast, cast.family.ruud)
    assert url(made) in overview(ruud)
    with as_system():
        Consent.objects.filter(pk=made.pk).update(withheld=True)
        Signature.objects.filter(consent=made).update(withheld=True)
    assert ruud.get(url(made)).status_code == 404
    withheld = overview(ruud)
    assert "De Wilg" not in withheld
    with as_system():
        Consent.objects.filter(pk=made.pk).update(status="concept", withheld=False)
        Signature.objects.filter(consent=made).update(withheld=False)
    assert without_token(overview(ruud)) == without_token(withheld)


def without_token(page: str) -> str:
    return re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"', r"\1", page)


@pytest.mark.policy("1.5")
def test_a_suspicion_about_a_parent_closes_what_is_about_the_child_at_once(cast):  # noqa: F811
    both_parents(cast, cast.family.esra)
    made, own = asked(cast, cast.family.esra), asked(cast, cast.family.samira)
    samira = resident(cast, cast.family.samira)
    assert url(made) in overview(samira)
    with acting(cast.roos, cast.now):
        facts = {"flagged": cast.family.samira, "name": "Samira Öztürk", "reason": "Dwang", "flagged_on": cast.today}
        raise_flag(cast.family.esra, by=cast.roos, now=cast.now, notices=messages(), **facts)
    assert url(made) not in overview(samira)
    assert samira.get(url(made)).status_code == 404
    assert url(own) in overview(samira)


@pytest.mark.parametrize("portal", ["beperkt", "uit"])
def test_a_portal_that_is_smaller_for_somebodys_safety_looks_complete(cast, portal):  # noqa: F811
    made = asked(cast, cast.family.ruud)
    ruud = resident(cast, cast.family.ruud, portal)
    assert "Hier staat niets voor u" in overview(ruud)
    page = ruud.get(url(made)).content.decode()
    assert "hoe het in de klas gaat" not in page
    ruud.post(url(made), {"agreed": "on", "typed_name": "Ruud"})
    assert opened(made).status == ConsentStatus.TO_SIGN


@pytest.mark.policy("1.5")
def test_after_the_birthday_a_parent_ends_and_signs_nothing_more(cast):  # noqa: F811
    both_parents(cast, cast.family.esra)
    made = asked(cast, cast.family.esra)
    with as_system():
        Consent.objects.filter(pk=made.pk).update(decides_until=cast.today)
    resident(cast, cast.family.samira).post(url(made), {"agreed": "on", "typed_name": "S"})
    assert opened(made).status == ConsentStatus.LAPSED


# --- the wall ---


def seen_by(client, model):
    with transaction.atomic():
        set_context(user_id=client.resident.pk, account="resident", now=client.now)
        return set(model.objects.values_list("pk", flat=True))


def test_the_database_shows_a_resident_their_own_alone_and_lets_them_write_nothing(cast):  # noqa: F811
    mine, other = signed_by_all(cast, cast.family.ruud), asked(cast, cast.family.samira)
    ruud = resident(cast, cast.family.ruud)
    ruud.now = cast.now
    assert mine.pk in seen_by(ruud, Consent)
    assert other.pk not in seen_by(ruud, Consent)
    assert seen_by(ruud, Signature) == {one.pk for one in signatures(mine)}
    assert seen_by(ruud, Person) == set()
    with transaction.atomic():
        set_context(user_id=ruud.resident.pk, account="resident", now=cast.now)
        assert Consent.objects.filter(pk=mine.pk).update(status="ingetrokken") == 0
    # The same id as a colleague's is nobody's.
    with transaction.atomic():
        set_context(user_id=ruud.resident.pk, now=cast.now)
        assert not Consent.objects.exists()


def test_a_number_in_doubt_is_nobodys(cast):  # noqa: F811
    made = asked(cast, cast.family.ruud)
    ruud = resident(cast, cast.family.ruud)
    with as_system(Purpose.IMPORT):
        Person.objects.filter(pk=cast.family.ruud.pk).update(bsn_in_doubt=True)
    assert url(made) not in overview(ruud)

"""§ 2.4 Triage: no dossier without it, and of advice nothing stays but a number."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.purposes import Purpose
from cases.models import Dossier
from casework import actions, triage
from casework.choices import Decision, Severity
from casework.models import ContactCount, Enquiry, Triage
from sealing.errors import KeyDestroyed
from sealing.models import DataKey
from tests.beginning import make_enquiry, to_open_from
from tests.cast import CANARY, acting, as_system, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.4")
NEW = "/triage/nieuw/"
WORD = "ijsbloem"
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def told(**changed):
    asked = {"question": f"Vraag {WORD}", "topic": "geld", "severity": "matig", "urgency": "later"}
    return asked | {"needed": f"Nodig {WORD}", "decision": "advies"} | changed


def for_dossier(**changed):
    return told(decision="dossier", purpose="casusregie", legal_basis="wmo") | changed


def enquiries(worker):
    with acting(worker):
        return list(Enquiry.objects.filter(user=worker))


def counted():
    return {(one.topic, one.decision): one.number for one in ContactCount.objects.all()}


# --- the rule ---


@settings(deadline=None)
@given(asked_on=DAYS, waited=st.integers(0, 60), called=st.none() | st.integers(1, 60))
def test_a_question_is_gone_within_a_month_whatever_is_put_off(asked_on, waited, called):
    on = asked_on + timedelta(days=waited)
    follow_up = on + timedelta(days=called) if called else None
    if follow_up and not triage.may_follow_up_on(follow_up, asked_on=asked_on, on=on):
        follow_up = None
    assert triage.expires_on(asked_on, on, follow_up) <= asked_on + triage.LONGEST
    assert follow_up is None or on < follow_up < triage.expires_on(asked_on, on, follow_up)


@pytest.mark.parametrize("decision", Decision)
def test_only_a_dossier_and_somebody_to_call_keep_anything(decision):
    assert triage.is_kept(decision, None) == triage.leads_to_dossier(decision)
    assert triage.is_kept(decision, date(2026, 12, 1))
    assert triage.is_kept("", None)


@pytest.mark.parametrize("severity", Severity)
def test_little_severity_takes_a_reason_for_a_dossier(severity):
    assert triage.needs_reason(severity, Decision.DOSSIER) == (severity == Severity.LIGHT)
    assert not triage.needs_reason(severity, Decision.ADVICE)


def test_what_could_endanger_somebody_is_withheld():
    assert triage.is_withheld(Decision.EMERGENCY, "casusregie")
    assert triage.is_withheld(Decision.DOSSIER, "veiligheid")
    assert not triage.is_withheld(Decision.DOSSIER, "casusregie")


# --- advice ---


@pytest.mark.parametrize("decision", ["advies", "verwijzing"])
def test_advice_leaves_a_number_and_no_person_no_text_no_worker_and_no_day(cast, decision):
    before = len(enquiries(cast.cem))
    client = sign_in(cast.cem)
    assert client.post(NEW, told(decision=decision)).url == "/"
    assert client.post(NEW, told(decision=decision)).url == "/"
    assert len(enquiries(cast.cem)) == before
    assert counted() == {("geld", decision): 2}
    row = ContactCount.objects.get()
    assert row.month == cast.today.replace(day=1)
    assert {field.name for field in ContactCount._meta.fields} == {
        "id", "month", "topic", "severity", "urgency", "decision", "number",
    }  # fmt: skip
    assert not [one for one in log_rows() if WORD in str(vars(one))]


def test_a_question_put_aside_and_then_answered_is_gone_with_its_key(cast, django_capture_on_commit_callbacks):
    client = sign_in(cast.cem)
    client.post(NEW, {"question": f"Vraag {WORD}", "later": "1"})
    (kept,) = enquiries(cast.cem)
    assert (kept.decision, opened(kept).question, counted()) == ("", f"Vraag {WORD}", {})
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/triage/{kept.pk}/", told()).url == "/"
    assert enquiries(cast.cem) == []
    assert DataKey.objects.using("keys").get(pk=kept.pk).wrapped is None


def test_who_is_called_back_is_on_the_list_until_then_and_goes_by_itself(cast):
    client = sign_in(cast.cem)
    day = cast.today + timedelta(days=3)
    client.post(NEW, told(follow_up_on=day, reach="06 na vijven"))
    (kept,) = enquiries(cast.cem)
    assert (kept.follow_up_on, kept.expires_on) == (day, day + triage.FOLLOW_UP_GRACE)
    assert WORD in client.get("/").content.decode()
    with as_system(Purpose.UPKEEP):
        assert actions.forget_enquiries(cast.now, kept.expires_on - timedelta(days=1)) == 0
        assert actions.forget_enquiries(cast.now, kept.expires_on) >= 1
    assert enquiries(cast.cem) == []


@pytest.mark.parametrize("days", [-1, 0, 15])
def test_a_call_is_soon_or_not_at_all(cast, days):
    answer = sign_in(cast.cem).post(NEW, told(follow_up_on=cast.today + timedelta(days=days)))
    assert set(answer.context["form"].errors) == {"follow_up_on"}
    assert WORD in answer.content.decode()
    assert enquiries(cast.cem) == []
    assert counted() == {}


def test_the_database_keeps_no_advice_and_nothing_that_stays(cast):
    for wrong in ({"decision": "advies"}, {"expires_on": cast.today + timedelta(days=32)}):
        with acting(cast.cem), pytest.raises(IntegrityError), transaction.atomic():
            make_enquiry(cast.cem, now=cast.now, **wrong)


# --- of its author alone ---


@pytest.mark.parametrize("who", ["cem", "otto", "vera", "pia", "sjoerd"])
def test_nobody_else_reads_or_changes_a_question(cast, who):
    client, path = sign_in(getattr(cast, who)), f"/triage/{cast.family.enquiry.pk}/"
    answers = [client.get(path), client.post(path, told()), client.post(f"{path}weg/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert CANARY in sign_in(cast.roos).get(path).content.decode()


def test_the_database_shows_it_to_its_author_alone(cast):
    for who, seen in ((cast.roos, 1), (cast.cem, 0), (cast.pia, 0)):
        with acting(who), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM casework_enquiry WHERE id = %s", [cast.family.enquiry.pk])
            assert cursor.fetchone() == (seen,)


# --- a dossier ---


def open_a_dossier(cast, worker, **changed):
    """Through both pages; only whom it is about is asked beside what was said already."""
    client, household = sign_in(worker), cast.family.household.pk
    to = client.post(f"{NEW}?gezin={household}", for_dossier(**changed)).url
    assert to.startswith(f"/gezinnen/{household}/dossier/?vraag=")
    typed = client.get(to).context["form"].initial
    answer = client.post(to, typed | {"legal_basis": "wmo", "about": [str(cast.family.esra.pk)]} | typed)
    return client, to, answer


def test_a_dossier_takes_its_triage_along_and_the_question_goes(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client, to, answer = open_a_dossier(cast, cast.roos)
    pk = answer.url.split("/")[2]
    with acting(cast.roos):
        dossier, record = Dossier.objects.get(pk=pk), Triage.objects.get(dossier=pk)
    assert (dossier.purpose, dossier.legal_basis) == ("casusregie", "wmo")
    assert opened(dossier).question == opened(record).question == f"Vraag {WORD}"
    assert (opened(record).needed, record.severity, record.about) == (f"Nodig {WORD}", "matig", [cast.family.esra.pk])
    assert WORD in client.get(f"{answer.url}intake/").content.decode()
    assert [one.pk for one in enquiries(cast.roos)] == [cast.family.enquiry.pk]
    assert client.post(to, {}).url == f"{NEW}?gezin={cast.family.household.pk}"
    assert counted() == {("geld", "dossier"): 1}


@pytest.mark.parametrize("beside", ["", "?vraag=x", "?vraag={of_otto}", "?vraag={undecided}", "?vraag={over}"])
def test_without_a_weighed_question_of_ones_own_no_dossier_is_opened(cast, beside):
    with acting(cast.roos):
        undecided = make_enquiry(cast.roos, now=cast.now, decision="").pk
        over = make_enquiry(cast.roos, now=cast.now, expires_on=cast.today).pk
        before = Dossier.objects.count()
    path = f"/gezinnen/{cast.family.household.pk}/dossier/"
    path += beside.format(of_otto=cast.other.enquiry.pk, undecided=undecided, over=over)
    sent = {"legal_basis": "wmo", "purpose": "triage", "question": "x", "about": [str(cast.family.esra.pk)]}
    for answer in (sign_in(cast.roos).get(path), sign_in(cast.roos).post(path, sent)):
        assert answer.url == f"{NEW}?gezin={cast.family.household.pk}"
    with acting(cast.roos):
        assert Dossier.objects.count() == before


def test_a_question_weighed_before_is_offered_where_a_dossier_is_opened(cast):
    page = sign_in(cast.roos).get(f"{NEW}?gezin={cast.family.household.pk}").content.decode()
    assert f"/gezinnen/{cast.family.household.pk}/dossier/?vraag={cast.family.enquiry.pk}" in page
    assert sign_in(cast.otto).get(f"{NEW}?gezin={cast.family.household.pk}").status_code == 404


@pytest.mark.parametrize("missing", ["topic", "severity", "urgency", "needed", "purpose", "legal_basis", "decision"])
def test_what_a_dossier_needs_is_asked_and_nothing_typed_is_lost(cast, missing):
    answer = sign_in(cast.cem).post(NEW, for_dossier(**{missing: ""}))
    assert set(answer.context["form"].errors) == {missing}
    assert f"Vraag {WORD}" in answer.content.decode()
    assert enquiries(cast.cem) == []


def test_a_light_question_takes_a_reason_for_a_dossier(cast):
    client = sign_in(cast.cem)
    answer = client.post(NEW, for_dossier(severity="licht"))
    assert set(answer.context["form"].errors) == {"reason"}
    assert client.post(NEW, for_dossier(severity="licht", reason="Het komt steeds terug")).url == "/zoeken/"


def test_nothing_is_asked_before_an_emergency(cast):
    assert sign_in(cast.cem).post(NEW, {"question": "Hij slaat haar nu", "decision": "spoed"}).url == "/zoeken/"
    (kept,) = enquiries(cast.cem)
    assert (kept.severity, kept.urgency, kept.decision) == ("ernstig", "nu", "spoed")


def test_the_triage_of_an_emergency_is_withheld(cast):
    with acting(cast.roos):
        path = to_open_from(cast.roos, cast.family.household.pk, now=cast.now)
        Enquiry.objects.filter(pk=path.rpartition("=")[2]).update(decision="spoed")
    sent = {"legal_basis": "wmo", "purpose": "casusregie", "question": "x", "about": [str(cast.family.esra.pk)]}
    dossier = sign_in(cast.roos).post(path, sent).url.split("/")[2]
    with acting(cast.roos):
        assert Triage.objects.get(dossier=dossier).withheld


def test_a_destroyed_question_is_not_made_again(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.roos).post(f"/triage/{cast.family.enquiry.pk}/weg/")
    with acting(cast.roos), pytest.raises(KeyDestroyed):
        make_enquiry(cast.roos, now=cast.now, id=cast.family.enquiry.pk)

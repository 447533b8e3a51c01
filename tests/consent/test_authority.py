from html import unescape

import pytest
from django.utils import timezone

from consent import policy
from consent.actions import record_authority
from consent.forms import AuthorityForm
from consent.models import Authority, AuthorityKind
from tests.cast import CANARY, CHILDREN, acting, as_system, log_rows, opened, sign_in
from tests.consent.consents import messages

pytestmark = pytest.mark.policy("1.5")
NAMES = ["Samira Öztürk", "Ruud de Boer", "Opa", "Oma"]


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def url(person, new=False):
    return f"/personen/{person.pk}/gezag/" + ("vastleggen/" if new else "")


def facts(cast, **changed):
    return {
        "source": "gezagsregister",
        "recorded_on": str(cast.today),
        "kind": AuthorityKind.JOINT_PARENTS,
        "holders": "Samira Öztürk\r\n\r\n  Ruud de Boer  ",
        "explanation": "Opgevraagd",
        "in_research": "",
    } | changed


def outcomes(child):
    with as_system():
        return list(Authority.objects.filter(person=child).order_by("created_at"))


@pytest.mark.parametrize(
    ("child", "rule"), list(zip(CHILDREN, (policy.UNDER_12, policy.FROM_12, policy.FROM_16), strict=True))
)
def test_the_page_says_who_decides_at_this_age(cast, cem, child, rule):
    page = cem.get(url(cast.family.people[child])).content.decode()
    assert str(rule.sentence) in page
    warned = "Tot dan mag niemand tekenen." in page
    # About Esra something is recorded; Aylin, of 16, decides herself.
    assert warned == (child == "deniz")


def test_unknown_authority_never_means_that_nobody_need_sign(cast, cem):
    with as_system():
        Authority.objects.all().delete()
    assert "Tot dan mag niemand tekenen." in cem.get(url(cast.family.esra)).content.decode()


def test_a_new_outcome_replaces_the_one_before_which_stays_readable(cast, cem):
    esra = cast.family.esra
    assert cem.post(url(esra, new=True), facts(cast)).url == url(esra)
    before, now = outcomes(esra)
    assert (before.replaced_at is not None, now.replaced_at) == (True, None)
    assert [holder["name"] for holder in opened(now).holders] == ["Samira Öztürk", "Ruud de Boer"]
    assert (now.source, now.recorded_on, opened(now).explanation) == ("gezagsregister", cast.today, "Opgevraagd")
    page = cem.get(url(esra)).content.decode()
    assert "Ruud de Boer" in page
    assert f"Uitspraak {CANARY}" in page
    assert "Eerder vastgelegd" in page


def test_what_is_recorded_is_sealed(cast, cem):
    cem.post(url(cast.family.esra, new=True), facts(cast))
    (_, now) = outcomes(cast.family.esra)
    assert b"Samira" not in bytes(now.holders_sealed)
    assert b"Opgevraagd" not in bytes(now.explanation_sealed)


@pytest.mark.parametrize("kind", AuthorityKind)
@pytest.mark.parametrize("number", range(4))
def test_the_number_of_names_belongs_to_the_outcome(kind, number):
    least, most = AuthorityForm.HOW_MANY.get(kind, (0, 0))
    today = timezone.localdate()
    form = AuthorityForm(
        {"source": "brp", "recorded_on": str(today), "kind": kind, "holders": "\n".join(NAMES[:number])}, today=today
    )
    assert form.is_valid() == (least <= number <= most), form.errors
    assert form.is_valid() or set(form.errors) == {"holders"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"recorded_on": "2999-01-01"},
        {"recorded_on": "31-02-2026"},
        {"recorded_on": ""},
        {"kind": "baas"},
        {"source": ""},
        {"holders": ""},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast, cem, wrong):
    answer = cem.post(url(cast.family.esra, new=True), facts(cast, **wrong))
    body = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)
    assert "holders" in wrong or "Ruud de Boer" in body
    assert "Opgevraagd" in body
    assert len(outcomes(cast.family.esra)) == 1


def test_recording_and_reading_leave_their_rows(cast, cem):
    before = len(log_rows())
    cem.get(url(cast.family.esra))
    cem.post(url(cast.family.esra, new=True), facts(cast))
    rows = log_rows()[before:]
    assert {"read", "change"} <= {row.action for row in rows}
    assert all(row.dossier_id == cast.family.dossier.pk for row in rows)
    ended = [row for row in rows if row.object_type == "consent"]
    told = [row for row in rows if row.object_type == "task"]
    assert all(cast.family.esra.pk in row.record_ids for row in rows if row not in (*ended, *told))
    # What others signed about Esra ended with it: of that the log knows no person who did it.
    assert {(row.action, row.user_id, *row.fields) for row in ended} == {("change", None, "status.vervallen")}
    assert {(row.action, row.user_id) for row in told} <= {("create", None)}


def test_who_reads_along_reads_it_and_records_nothing(cast):
    mees = sign_in(cast.mees)
    assert CANARY in mees.get(url(cast.family.esra)).content.decode()
    assert mees.post(url(cast.family.esra, new=True), facts(cast)).status_code == 404


def test_the_database_shows_another_no_authority(cast):
    with acting(cast.otto):
        assert not Authority.objects.exists()
        assert not Authority.history.exists()


def record(cast, child, holders, kind=AuthorityKind.JOINT_PARENTS):
    with acting(cast.roos):
        record_authority(
            child,
            now=timezone.now(),
            notices=messages(),
            kind=kind,
            holders=[
                {"name": name, "bsn_index": None, "person": person and str(person.pk), "role": "ouder", "known": True}
                for name, person in holders
            ],
            explanation="",
            in_research=False,
            source="brp",
            recorded_on=cast.today,
        )


def test_the_page_says_by_name_who_signs_and_why(cast, cem):
    record(cast, cast.family.deniz, [("Samira Öztürk", cast.family.samira), ("Ruud de Boer", cast.family.ruud)])
    answer = cem.get(url(cast.family.deniz))
    assert [one.name for one in answer.context["signing"].signers] == ["Deniz de Boer", "Samira Öztürk", "Ruud de Boer"]
    page = unescape(answer.content.decode())
    assert str(policy.OTHER_LAW) in page
    assert "Tot dan mag niemand tekenen." not in page


def test_a_parent_who_died_according_to_the_register_blocks(cast, cem):
    with as_system():
        ruud = opened(cast.family.ruud)
        ruud.death = [2025, 1, 1]
        ruud.save()
    record(cast, cast.family.deniz, [("Samira Öztürk", cast.family.samira), ("Ruud de Boer", cast.family.ruud)])
    page = unescape(cem.get(url(cast.family.deniz)).content.decode())
    assert "Ruud de Boer is overleden." in page
    assert "Tot dan mag niemand tekenen." in page


def test_what_is_not_ones_to_see_of_a_holder_is_not_told(cast, cem):
    """The ex-partner is nobody's dossier here: that he died is not for this page to say."""
    with as_system():
        ex = opened(cast.family.ex)
        ex.death = [2025, 1, 1]
        ex.save()
    record(cast, cast.family.deniz, [("Samira Öztürk", cast.family.samira), ("Kemal Verborgen", cast.family.ex)])
    assert "overleden" not in cem.get(url(cast.family.deniz)).content.decode()

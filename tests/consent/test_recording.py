"""§ 1.5 Minderjarigen en wilsonbekwamen, § 1.6 Gedwongen kader, § 4.3 Wilsonbekwaamheid: what is recorded about who
decides, through the pages and past them."""

from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.reading import Readings
from cases import actions as cases_actions
from cases.access import Refused, person_to_read
from cases.choices import LegalBasis
from consent import actions, models, signing
from consent.ability import Decision
from tests.cast import APART, CANARY, acting, as_system, authorise, grant_past_the_rules, log_rows, opened, sign_in
from tests.consent.consents import messages

pytestmark = [pytest.mark.policy("1.5"), pytest.mark.policy("4.3")]
KINDS = (
    models.Assessment,
    models.CourtMeasure,
    models.Flag,
    models.Refusal,
    models.Representation,
    models.SafetyCheck,
)


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def url(person, rest="gezag/"):
    return f"/personen/{person.pk}/{rest}"


def page(client, person):
    return unescape(client.get(url(person)).content.decode())


def asking(worker):
    """What a door and a rule need of a request."""
    now = timezone.now()
    return SimpleNamespace(user=worker, now=now, today=timezone.localdate(now), readings=Readings(), request_id="proef")


def signing_of(worker, person, law=LegalBasis.WMO, **more):
    with acting(worker):
        request = asking(worker)
        return signing.signing_for(request, person_to_read(request, person.pk), law, **more)


def recorded(model, person):
    with as_system():
        return list(model.objects.filter(person=person).order_by("created_at"))


def by(cast, worker="cem"):
    return {"by": getattr(cast, worker), "now": timezone.now(), "notices": messages()}


def posted(cast):
    """Address and answers of each form, about Ruud."""
    day, later = str(cast.today), str(cast.today + timedelta(days=90))
    ordered = {
        "order": "C/01/123",
        "institution": "Jeugdbescherming",
        "ordered_on": day,
        "starts_on": day,
        "ends_on": "",
    }
    return {
        models.Representation: ("vertegenwoordiging/nieuw/", {
            "representative": str(cast.family.samira.pk), "name": "", "contact": "06 12345678", "capacity": "partner",
            "evidence": "akte", "evidence_on": day, "scope": "Alles", "valid_from": day, "valid_until": "",
        }),
        models.Assessment: ("wilsbekwaamheid/nieuw/", {
            "decision": "delen", "result": "onbekwaam", "assessor": "huisarts", "explanation": "Begrijpt het niet",
            "assessed_on": day, "review_on": later,
        }),
        models.Refusal: ("weigering/nieuw/", {
            "kind": "weigering", "decision": "delen", "what": "Niets naar de school", "refused_on": day,
        }),
        models.CourtMeasure: ("maatregel/nieuw/", {"kind": "ots", **ordered}),
        models.SafetyCheck: ("veiligheid/nieuw/", {
            "who": str(cast.family.ruud.pk), "safe": "ja", "reason": "Zelf gesproken", "checked_on": day,
        }),
    }  # fmt: skip


# --- the pages ---


@pytest.mark.parametrize("model", [model for model in KINDS if model != models.Flag], ids=lambda model: model.__name__)
def test_it_is_recorded_shown_and_sealed(cast, cem, model):
    rest, answers = posted(cast)[model]
    assert cem.post(url(cast.family.ruud, rest), answers).url == url(cast.family.ruud)
    (one,) = recorded(model, cast.family.ruud)
    assert one.created_by == cast.cem
    sealed = [name for name in vars(one) if name.endswith("_sealed") and getattr(one, name)]
    assert sealed
    words = [str(value) for name, value in vars(opened(one)).items() if not name.endswith("_sealed")]
    shown = page(cem, cast.family.ruud)
    for answer in answers.values():
        if len(answer) > 12 and answer != str(cast.family.samira.pk) and answer != str(cast.family.ruud.pk):
            assert answer in shown, answer
            assert answer not in words, "not as plain text in a column"


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (models.Representation, {"representative": ""}),
        (models.Representation, {"evidence": "volmacht"}),
        (models.Representation, {"capacity": "gemachtigde", "evidence": "volmacht"}),
        (models.Representation, {"parts": ["overleg"]}),
        (models.Representation, {"evidence_on": "2999-01-01"}),
        (models.Representation, {"valid_until": "2000-01-01"}),
        (models.Representation, {"capacity": "mentor", "evidence": "register", "unwilling": "on"}),
        (models.Assessment, {"review_on": "2000-01-01"}),
        (models.Assessment, {"assessed_on": "2999-01-01"}),
        (models.Assessment, {"result": "misschien"}),
        (models.Refusal, {"what": " "}),
        (models.CourtMeasure, {"kind": "wvggz"}),
        (models.CourtMeasure, {"ends_on": "2000-01-01"}),
        (models.SafetyCheck, {"who": "Niemand"}),
        (models.SafetyCheck, {"safe": ""}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "+".join(value),
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(cast, cem, model, wrong):
    rest, answers = posted(cast)[model]
    answer = cem.post(url(cast.family.ruud, rest), answers | wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert recorded(model, cast.family.ruud) == []


def test_what_is_ended_holds_no_more_and_stays_readable(cast, cem):
    (one,) = recorded(models.Representation, cast.family.esra)
    ending = url(cast.family.esra, f"gezag/{one.pk}/beeindigen/")
    assert cem.post(ending, {"ended_on": "2999-01-01", "reason": "Verhuisd"}).status_code == 200
    assert cem.post(ending, {"ended_on": str(cast.today), "reason": "Ingetrokken"}).status_code == 302
    ended = opened(one)
    assert (ended.ended_on, ended.ended_by, ended.end_reason) == (cast.today, cast.cem, "Ingetrokken")
    assert "Ingetrokken" in page(cem, cast.family.esra)
    assert cem.post(ending, {"ended_on": str(cast.today), "reason": "Nog eens"}).status_code == 404


def test_who_reads_along_reads_it_and_adds_nothing(cast):
    mees = sign_in(cast.mees)
    shown = page(mees, cast.family.esra)
    assert f"Vermoeden {CANARY}" in shown
    assert "Vermoeden vastleggen" not in shown
    for rest, answers in posted(cast).values():
        assert mees.post(url(cast.family.ruud, rest), answers).status_code == 404


def test_reading_it_is_logged_with_what_was_read_and_without_words(cast, cem):
    before = len(log_rows())
    cem.get(url(cast.family.esra))
    (row,) = log_rows()[before:]
    assert {cast.family.esra.pk, cast.family.flag.pk, cast.family.representation.pk} <= set(row.record_ids)
    assert row.dossier_id == cast.family.dossier.pk


# --- who signs, from the database ---


def represent(cast, capacity="partner", evidence="akte", **facts):
    with acting(cast.cem):
        facts = {
            "name": "Samira Öztürk", "capacity": capacity, "evidence": evidence, "evidence_on": cast.today,
            "valid_from": cast.today, **facts,
        }  # fmt: skip
        return actions.record_representation(cast.family.ruud, **by(cast), **facts)


def unable(cast, person=None, decision="delen", assessed=0, review=90):
    with acting(cast.cem):
        facts = {"result": "onbekwaam", "assessor": "huisarts", "explanation": "x", "decision": decision}
        facts |= {
            "assessed_on": cast.today - timedelta(days=assessed),
            "review_on": cast.today + timedelta(days=review),
        }
        return actions.record_assessment(person or cast.family.ruud, **by(cast), **facts)


def flag(cast, name, person=None, flagged=None):
    with acting(cast.cem):
        facts = {"name": name, "reason": "Dwang", "flagged_on": cast.today, "flagged": flagged}
        return actions.raise_flag(person or cast.family.ruud, **by(cast), **facts)


def test_somebody_decides_until_an_assessment_says_otherwise_and_then_the_representative(cast):
    ruud, samira = cast.family.ruud, cast.family.samira
    represent(cast, representative=samira)
    (alone,) = signing_of(cast.cem, ruud).signers
    assert (alone.name, alone.capacity, alone.person) == ("Ruud de Boer", "inwoner", ruud.pk)
    unable(cast, decision="geld")
    assert [one.person for one in signing_of(cast.cem, ruud).signers] == [ruud.pk]
    unable(cast)
    assert [one.person for one in signing_of(cast.cem, ruud).signers] == [samira.pk]


def test_once_it_must_be_assessed_again_nobody_signs(cast):
    represent(cast)
    unable(cast, assessed=90, review=0)
    assert "Laat die eerst opnieuw doen" in signing_of(cast.cem, cast.family.ruud).find_out[0]
    unable(cast)
    assert not signing_of(cast.cem, cast.family.ruud).is_blocked
    first, second = recorded(models.Assessment, cast.family.ruud)
    assert (first.ended_on, second.ended_on) == (cast.today, None)


@pytest.mark.parametrize(
    "changed",
    [{"valid_from": 1}, {"valid_from": -9, "valid_until": -1}],
    ids=["not yet", "no more"],
)
def test_who_represents_on_another_day_does_not_sign(cast, changed):
    represent(cast, **{name: cast.today + timedelta(days=days) for name, days in changed.items()})
    unable(cast)
    assert signing_of(cast.cem, cast.family.ruud).is_blocked


def test_a_representative_who_died_or_does_not_want_to_makes_way_for_the_next(cast):
    unable(cast)
    represent(cast, name="Zus", capacity="broer_zus", evidence="verklaring")
    represent(cast, representative=cast.family.samira)
    with as_system():
        samira = opened(cast.family.samira)
        samira.death = [2025, 1, 1]
        samira.save()
    assert [one.name for one in signing_of(cast.cem, cast.family.ruud).signers] == ["Zus"]
    represent(cast, name="Moeder", capacity="ouder", evidence="brp", unwilling=True)
    assert [one.name for one in signing_of(cast.cem, cast.family.ruud).signers] == ["Zus"]


def test_an_earlier_refusal_binds_until_reasons_are_recorded(cast):
    represent(cast)
    unable(cast)
    with acting(cast.cem):
        facts = {"kind": "weigering", "decision": "delen", "what": "Nee", "refused_on": cast.today}
        refusal = actions.record_refusal(cast.family.ruud, **by(cast), **facts)
    assert "weigerde dit eerder" in signing_of(cast.cem, cast.family.ruud).find_out[0]
    assert not signing_of(cast.cem, cast.family.ruud, decision=Decision.CARE).is_blocked
    with acting(cast.cem):
        actions.end(refusal, **by(cast), on=cast.today, reason="Ander doel, andere ontvanger")
    assert not signing_of(cast.cem, cast.family.ruud).is_blocked


# --- a suspicion ---


def test_a_suspicion_stops_everything_at_once_until_the_resident_was_spoken_with_alone(cast, cem):
    esra = cast.family.esra
    holder = f"Samira {CANARY}"
    assert not signing_of(cast.cem, esra).is_blocked
    sent = {"who": holder, "reason": "Zegt dat thuis niets mag", "flagged_on": str(cast.today)}
    assert cem.post(url(esra, "vermoeden/nieuw/"), sent).status_code == 302
    flagged = recorded(models.Flag, esra)[-1]
    assert flagged.withheld
    blocked = signing_of(cast.cem, esra)
    assert "Er is een vermoeden over Samira" in blocked.find_out[0]
    assert "Tot dan mag niemand tekenen." in page(cem, esra)
    judging = url(esra, f"vermoeden/{flagged.pk}/")
    assert "kantonrechter" in cem.get(judging).content.decode()
    talked = {
        "conversation_on": str(cast.today),
        "conversation": "Durft niets te zeggen",
        "verdict_reason": "Klopt niet",
    }
    for wrong in ({"conversation": ""}, {"verdict_reason": ""}, {"conversation_on": "2999-01-01"}):
        assert cem.post(judging, talked | {"verdict": "opgeheven"} | wrong).context["form"].errors
    assert cem.post(judging, talked | {"verdict": ""}).status_code == 302
    assert signing_of(cast.cem, esra).is_blocked
    assert cem.post(judging, talked | {"verdict": "blijft"}).status_code == 302
    assert "vermoeden over Samira" in signing_of(cast.cem, esra).find_out[0]
    assert cem.post(judging, talked | {"verdict": "opgeheven"}).status_code == 302
    assert not signing_of(cast.cem, esra).is_blocked
    assert cem.get(judging).status_code == 404
    decided = opened(flagged)
    assert (decided.decided_by, decided.conversation) == (cast.cem, "Durft niets te zeggen")


def test_the_database_takes_no_verdict_without_a_conversation(cast):
    with acting(cast.cem), pytest.raises(DatabaseError, match="a_verdict_after_a_conversation"), transaction.atomic():
        models.Flag.objects.filter(pk=cast.family.flag.pk).update(
            verdict="opgeheven", decided_by=cast.cem, decided_at=cast.now
        )


@pytest.mark.parametrize("written", ["samira  ozturk", "Samira Öztürk"])
def test_a_suspicion_finds_whom_it_is_about_however_the_name_is_written(cast, written):
    represent(cast)
    unable(cast)
    flag(cast, written)
    assert "vermoeden over Samira" in signing_of(cast.cem, cast.family.ruud).find_out[0]


def test_a_suspicion_about_a_namesake_does_not_touch_another_person_of_ours(cast):
    represent(cast, representative=cast.family.samira)
    unable(cast)
    represent(cast, name="Samira Öztürk", capacity="kind", evidence="brp", representative=cast.family.aylin)
    flag(cast, "Samira Öztürk", flagged=cast.family.aylin)
    assert [one.person for one in signing_of(cast.cem, cast.family.ruud).signers] == [cast.family.samira.pk]


def test_a_suspicion_about_whom_nothing_names_any_more_still_stops_others(cast):
    flag(cast, "Mevrouw Jansen")
    assert not signing_of(cast.cem, cast.family.ruud).is_blocked
    represent(cast)
    unable(cast)
    assert "die hier niet meer genoemd wordt" in signing_of(cast.cem, cast.family.ruud).find_out[-1]


# --- whether somebody may be approached ---


def approaches(cast, person):
    with acting(cast.cem):
        request = asking(cast.cem)
        about = person_to_read(request, person.pk)
        signers = signing.signing_for(request, about, LegalBasis.YOUTH).signers
        return [approach.allowed for _signer, approach in signing.approaches_for(request, about, signers)]


def test_nobody_is_asked_before_it_is_recorded_that_this_is_safe(cast, cem):
    ruud = cast.family.ruud
    assert approaches(cast, ruud) == [False]
    rest, answers = posted(cast)[models.SafetyCheck]
    for safe, allowed in (("ja", True), ("nee", False), ("ja", True)):
        assert cem.post(url(ruud, rest), answers | {"safe": safe}).status_code == 302
        assert approaches(cast, ruud) == [allowed]
    flag(cast, "Ruud de Boer", flagged=ruud)
    assert approaches(cast, ruud) == [False]


# --- who sees it ---


@pytest.mark.policy("1.6")
@pytest.mark.parametrize("who", ["roos", "cem", "mees", "paula"])
def test_forced_care_is_not_there_for_who_may_not_read_it(cast, who):
    """Not on the page, not to be ended, and not in the database; Vera reads it."""
    client = sign_in(getattr(cast, who))
    assert APART not in page(client, cast.family.esra)
    assert APART in page(sign_in(cast.vera), cast.family.esra)
    ending = url(cast.family.esra, f"gezag/{cast.family.ordered.pk}/beeindigen/")
    assert client.get(ending).status_code == 404
    with acting(getattr(cast, who)):
        assert not models.CourtMeasure.objects.filter(pk=cast.family.ordered.pk).exists()
        assert not models.CourtMeasure.history.filter(id=cast.family.ordered.pk).exists()


@pytest.mark.policy("1.6")
def test_who_is_authorised_for_forced_care_reads_and_records_it(cast, cem):
    authorise(cast.cem, ["bopz"])
    assert APART in page(cem, cast.family.esra)
    rest, answers = posted(cast)[models.CourtMeasure]
    assert cem.post(url(cast.family.ruud, rest), answers | {"kind": "wzd"}).status_code == 302
    assert [one.category for one in recorded(models.CourtMeasure, cast.family.ruud)] == ["bopz"]
    assert "geeft geen reden om zonder toestemming te verstrekken" in page(cem, cast.family.ruud)


@pytest.mark.policy("1.6")
def test_of_a_running_measure_the_page_says_to_whom_no_consent_is_needed(cast, cem):
    assert "Gecertificeerde instelling geen toestemming nodig" in page(cem, cast.family.esra)


@pytest.mark.policy("2.5")
def test_who_only_looked_somebody_up_learns_nothing_of_it(cast):
    """Neither of what is recorded nor of who signs, for that would tell it; and the same where nothing is recorded."""
    otto, esra = cast.otto, cast.family.esra
    with acting(otto):
        for person in (esra, cast.family.aylin):
            facts = {"lasts": timedelta(hours=1), "purpose": "hulpverlening"}
            cases_actions.look_up(person.pk, by=otto, now=timezone.now(), **facts)
    client = sign_in(otto)
    for person in (esra, cast.family.aylin):
        shown = page(client, person)
        assert "Dat ziet alleen wie toegang heeft tot een dossier" in shown
        assert not any(word in shown for word in ("Vermoedens", "Vertegenwoordigers", "Maatregelen"))
        for rest, answers in posted(cast).values():
            assert client.post(url(person, rest), answers).status_code == 404
    with pytest.raises(Refused):
        signing_of(otto, esra)
    with acting(otto):
        assert not any(model.objects.exists() or model.history.exists() for model in KINDS)


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_past_every_door_an_emergency_and_an_inspection_change_nothing(cast, model):
    role = "noodtoegang"
    until = cast.now + timedelta(hours=2)
    with as_system():
        grant_past_the_rules(
            cast.family.dossier, cast.otto, by=cast.otto, valid_from=cast.now, valid_until=until, role=role
        )
    (seen,) = recorded(model, cast.family.esra)[:1]
    with acting(cast.otto):
        assert model.objects.filter(pk=seen.pk).exists()
        assert model.objects.filter(pk=seen.pk).update(created_at=timezone.now()) == 0
        assert model.objects.filter(pk=seen.pk)._raw_delete("default") == 0
        seen.pk = seen.id = None
        seen.id = cast.family.draft.pk
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            seen.save(force_insert=True)
    with acting(cast.fien):
        assert model.objects.filter(person=cast.family.esra).update(created_at=timezone.now()) == 0

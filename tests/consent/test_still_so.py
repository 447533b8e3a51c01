"""§ 1.5 Minderjarigen en wilsonbekwamen, § 1.6 Gedwongen kader, § 3.2 Uitzonderingen: what was so when it was signed or
confirmed, and is so no more, carries nothing from then on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.agreements import ENFORCING_SORTS, PartnerSort
from accounts.models import Organisation
from brp import importer
from brp.answer import parse
from cases.models import Task
from consent import actions as deciding
from consent import tasks
from consent.actions import deliveries, disclosures, grounds
from consent.errors import NotCovered, Objected
from consent.grounds import CHILD_PROTECTION, GROUNDS
from consent.measures import MeasureKind
from consent.models import Consent, CourtMeasure, Disclosure, Ground, Refusal
from consent.signers import changes_on
from consent.standing import measure_opens
from consent.states import ConsentStatus, DisclosureStatus, GroundStatus
from tests import sharing
from tests.brp.people import authority, body, holder, someone
from tests.cast import acting, as_system, log_rows, opened
from tests.consent.consents import both_parents, messages, partner, signed_by_all
from tests.consent.test_signing import born_so_that

pytestmark = [pytest.mark.policy("1.5"), pytest.mark.policy("3.2")]
A_DAY = timedelta(days=1)
# Whom some measure opens something to, and two others.
SORTS = (*CHILD_PROTECTION, PartnerSort.SCHOOL, PartnerSort.POLICE)


def status(row):
    with as_system():
        return type(row).objects.get(pk=row.pk).status


def by(cast):
    return {"by": cast.roos, "now": cast.now, "notices": messages()}


def lapsed_tasks(cast):
    with as_system():
        rows = [opened(row) for row in Task.objects.filter(dossier=cast.family.dossier)]
    return [row for row in rows if row.title.startswith("Een toestemming is vervallen")]


# --- from the BRP ---


def look_up(cast, *names, kind="GezamenlijkOuderlijkGezag"):
    """The BRP answers about Deniz, whose parents these are."""
    deniz, family = opened(cast.family.deniz), cast.family.people
    holders = [holder(opened(family[name]).bsn, opened(family[name]).full_name) for name in names]
    who = {"ouders": holders} if len(holders) > 1 else {"ouder": holders[0]}
    person = someone(deniz.bsn, "Deniz", "Boer", deniz.birth_date.earliest().isoformat())
    person["naam"] |= {"voorvoegsel": "de", "volledigeNaam": deniz.full_name}
    answer = parse(body({**person, "gezag": [authority(kind, deniz.bsn, **who)]}), cast.today)
    with transaction.atomic():
        return importer.load(answer, now=cast.now, on=cast.today)


def test_an_outcome_from_the_brp_ends_what_others_signed_just_as_one_by_hand(cast):
    look_up(cast, "samira", "ruud")
    made = signed_by_all(cast, cast.family.deniz)
    look_up(cast, "samira", "ruud")
    assert status(made) == ConsentStatus.ACTIVE
    result = look_up(cast, "samira", kind="EenhoofdigOuderlijkGezag")
    assert (result.created, status(made)) == (0, ConsentStatus.LAPSED)
    (task,) = lapsed_tasks(cast)
    assert (task.assigned_to, task.withheld) == (cast.roos, True)
    assert log_rows(object_type="consent")[-1].user_id is None


# --- who decides ---


@pytest.fixture
def of_samira(cast):
    """She decides for herself, and lets Zorg Dichtbij know."""
    return signed_by_all(cast, cast.family.samira, organisation=partner())


@pytest.fixture
def of_deniz(cast):
    both_parents(cast, cast.family.deniz)
    return signed_by_all(cast, cast.family.deniz)


def unable(cast, person, **facts):
    what = {"decision": "delen", "result": "onbekwaam", "assessor": "arts", "explanation": "x"}
    days = {"assessed_on": cast.today, "review_on": cast.today + 90 * A_DAY}
    with acting(cast.roos, cast.now):
        return deciding.record_assessment(person, **by(cast), **what | days | facts)


def represented(cast, person, **facts):
    what = {"name": "Ruud de Boer", "representative": cast.family.ruud, "capacity": "partner", "evidence": "akte"}
    days = {"evidence_on": cast.today, "valid_from": cast.today}
    with acting(cast.roos, cast.now):
        return deciding.record_representation(person, **by(cast), **what | days | facts)


def suspected(cast, person, name="Ruud de Boer"):
    facts = {"name": name, "flagged": cast.family.ruud, "reason": "Geheim vermoeden", "flagged_on": cast.today}
    with acting(cast.roos, cast.now):
        return deciding.raise_flag(person, **by(cast), **facts)


def test_who_is_assessed_as_not_able_gave_a_consent_that_ends(cast, of_samira):
    unable(cast, cast.family.samira, decision="geld")
    assert status(of_samira) == ConsentStatus.ACTIVE
    unable(cast, cast.family.samira)
    assert status(of_samira) == ConsentStatus.LAPSED
    assert {task.assigned_to for task in lapsed_tasks(cast)} == {cast.roos}


def test_another_representative_or_none_ends_what_the_one_before_signed(cast):
    unable(cast, cast.family.samira)
    running = represented(cast, cast.family.samira)
    made = signed_by_all(cast, cast.family.samira)
    with acting(cast.roos, cast.now):
        deciding.end(running, **by(cast), on=cast.today, reason="Gescheiden")
    assert status(made) == ConsentStatus.LAPSED
    represented(cast, cast.family.samira)
    again = signed_by_all(cast, cast.family.samira)
    mentor = {"name": "Mentor", "representative": None, "capacity": "mentor", "evidence": "beschikking"}
    represented(cast, cast.family.samira, **mentor)
    assert status(again) == ConsentStatus.LAPSED


def test_a_suspicion_ends_it_at_once_and_the_consent_tells_nobody_of_it(cast, of_deniz):
    suspected(cast, cast.family.deniz)
    assert status(of_deniz) == ConsentStatus.LAPSED
    reason = opened(of_deniz).end_reason
    assert "niet meer zeker" in reason
    assert not {"Ruud", "vermoeden"} & set(reason.split())


def test_a_suspicion_leaves_who_decides_alone_alone(cast, of_samira):
    suspected(cast, cast.family.samira)
    assert status(of_samira) == ConsentStatus.ACTIVE


def test_a_refusal_of_before_and_a_suspicion_that_stays_end_it_too(cast):
    unable(cast, cast.family.samira)
    represented(cast, cast.family.samira)
    made = signed_by_all(cast, cast.family.samira)
    facts = {"kind": "weigering", "decision": "delen", "what": "Nee", "refused_on": cast.today}
    with acting(cast.roos, cast.now):
        deciding.record_refusal(cast.family.samira, **by(cast), **facts)
    assert status(made) == ConsentStatus.LAPSED


@pytest.mark.policy("1.6")
def test_guardianship_by_the_court_ends_what_parents_signed_until_authority_is_looked_up_anew(cast, of_deniz):
    with acting(cast.roos, cast.now):
        facts = {"order": "C/01", "institution": "GI", "ordered_on": cast.today, "starts_on": cast.today}
        deciding.record_measure(cast.family.deniz, kind="ots", **by(cast), **facts)
        assert status(of_deniz) == ConsentStatus.ACTIVE
        with as_system():
            cast.family.deniz.authorities.update(recorded_on=cast.today - A_DAY)
        deciding.record_measure(cast.family.deniz, kind="voogdij", **by(cast), **facts)
    assert status(of_deniz) == ConsentStatus.LAPSED


def test_a_representation_that_ran_out_ends_it_at_night(cast):
    unable(cast, cast.family.samira)
    represented(cast, cast.family.samira)
    made = signed_by_all(cast, cast.family.samira)
    with as_system():
        cast.family.samira.representations.update(valid_from=cast.today - 2 * A_DAY, valid_until=cast.today - A_DAY)
    before = len(lapsed_tasks(cast))
    for _night in range(2):
        tasks.review_consents()
        assert status(made) == ConsentStatus.LAPSED
        assert len(lapsed_tasks(cast)) == before + 1


def test_of_a_child_who_cannot_decide_others_decide_from_eighteen(cast):
    turns = cast.today + 20 * A_DAY
    born_so_that(cast, cast.family.aylin, age=18, on=turns)
    able = signed_by_all(cast, cast.family.aylin)
    assert able.decides_until is None
    unable(cast, cast.family.aylin)
    both_parents(cast, cast.family.aylin)
    made = signed_by_all(cast, cast.family.aylin)
    assert made.decides_until == turns
    with as_system():
        assert made not in Consent.objects.holding(turns)
    born = opened(cast.family.aylin).birth_date
    assert changes_on(born, turns, capable=False) is None


# --- what a ground stands on ---


def organisation(sort):
    facts = {"kind": "partner", "sort": sort, "enforces": sort in ENFORCING_SORTS}
    return Organisation.objects.get_or_create(name=f"Ontvanger {sort}", defaults=facts)[0]


def ordered(cast, kind="ots", person=None, **facts):
    days = {"ordered_on": cast.today, "starts_on": cast.today - A_DAY, "ends_on": None}
    made = {"created_at": cast.now, "created_by": cast.roos, "category": "casusregie", "order": "C", "institution": "G"}
    return CourtMeasure.objects.create(person=person or cast.family.esra, kind=kind, **made | days | facts)


def resting_on(cast, code, sort):
    """A ground that was confirmed, and something prepared on it."""
    about = [cast.family.esra.pk]
    who = {"by": cast.roos, "confirmed_by": cast.cem, "now": cast.now, "informed_at": cast.now}
    ground = sharing.make_ground(cast.family.dossier, about, code=code, organisation=organisation(sort), **who)
    facts = {"by": cast.roos, "now": cast.now, "organisation": ground.organisation, "withheld": True}
    made = sharing.make_disclosure(cast.family.dossier, about, **facts)
    sharing.cover(made, cast.family.esra, ground=ground)
    return ground, opened(made)


@pytest.fixture
def nothing_runs(cast):
    """The cast has a measure about Esra."""
    with as_system():
        CourtMeasure.objects.all().delete()


@pytest.mark.policy("1.6")
def test_a_measure_that_ended_since_is_looked_at_when_it_leaves(cast, nothing_runs):
    with acting(cast.roos, cast.now):
        measure = ordered(cast)
        _ground, made = resting_on(cast, "gedwongen_kader", PartnerSort.YOUTH_PROTECTION)
        measure.ended_on, measure.ended_by = cast.today, cast.roos
        measure.save()
        with pytest.raises(NotCovered, match="loopt een maatregel"):
            disclosures.queue(made, by=cast.roos, now=cast.now, task=messages().receiver)
        with pytest.raises(IntegrityError, match="without cover"), transaction.atomic():
            Disclosure.objects.filter(pk=made.pk).update(status=DisclosureStatus.SENT, sent_by=cast.roos)


@pytest.mark.policy("1.6")
def test_the_database_and_we_say_the_same_of_every_measure_and_receiver(cast, nothing_runs):
    asked = {}
    with acting(cast.roos, cast.now):
        for sort in SORTS:
            _ground, made = resting_on(cast, "gedwongen_kader", sort)
            for kind in MeasureKind:
                measure = ordered(cast, kind)
                ours = measure_opens([cast.family.esra.pk], sort, cast.today)
                asked[sort, kind] = ours, deliveries.is_covered(made, cast.today)
                with as_system():
                    measure.delete()
    assert all(ours == theirs for ours, theirs in asked.values()), asked
    assert sum(ours for ours, _theirs in asked.values()) == 13


def test_of_who_objected_nothing_goes_to_a_survey_at_school(cast):
    assert GROUNDS["gezondheidsonderzoek"].may_object
    with acting(cast.roos, cast.now):
        ground, made = resting_on(cast, "gezondheidsonderzoek", PartnerSort.YOUTH_HEALTH)
        assert deliveries.is_covered(made, cast.today)
        facts = {"kind": "bezwaar", "decision": "delen", "what": "Geen onderzoek", "refused_on": cast.today}
        objection = deciding.record_refusal(cast.family.esra, **by(cast), **facts)
        assert not deliveries.is_covered(made, cast.today)
        with pytest.raises(NotCovered, match="bezwaar"):
            disclosures.queue(made, by=cast.roos, now=cast.now, task=messages().receiver)
        Ground.objects.filter(pk=ground.pk).update(status=GroundStatus.TO_CONFIRM, confirmed_by=None)
        with pytest.raises(Objected):
            confirm(cast, ground)
        deciding.end(objection, **by(cast), on=cast.today, reason="Bedacht zich")
        assert confirm(cast, ground).status == GroundStatus.VALID


def confirm(cast, ground):
    answers = {question.code: "Ja" for question in ground.rule.questions}
    fresh = opened(ground)
    fresh.answers = answers
    fresh.save()
    return grounds.confirm(opened(ground), by=cast.cem, now=cast.now, on=cast.today, opinion="Eens")


def test_the_duty_to_report_a_disease_knows_no_objection(cast):
    with acting(cast.roos, cast.now):
        _ground, made = resting_on(cast, "volksgezondheid", PartnerSort.YOUTH_HEALTH)
        facts = {"kind": "bezwaar", "decision": "delen", "what": "Nee", "refused_on": cast.today}
        deciding.record_refusal(cast.family.esra, **by(cast), **facts)
        assert deliveries.is_covered(made, cast.today)
        assert Refusal.objects.filter(kind="bezwaar").count() == 1

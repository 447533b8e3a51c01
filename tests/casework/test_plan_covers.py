"""§ 3 Toestemming, tenzij: what may go because the signed plan names the receiver, and what stops when it does no more.
docs/adr/0098-the-signed-plan-as-cover.md
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Organisation
from audit.purposes import Purpose
from cases.models import Entry, Task
from casework.actions import ending, plans, versions
from casework.models import PlanPart, PlanSignature, PlanVersion
from consent import planned, sending
from consent.actions.deliveries import deliver_again
from consent.actions.disclosures import prepare, queue
from consent.covering import Wish
from consent.errors import NotCovered
from consent.handed_over import ground_of
from consent.items import said
from consent.models import Consent, Cover, Delivery, Disclosure, Ground
from sealing.access import Access
from tests.casework.meetings import ingrid_of, people_of
from tests.casework.meetings import planned as meeting_planned
from tests.casework.plans import add, lay_before, safe_to_ask, sign, signatures_of, written
from tests.casework.test_conferences import approve, know, with_names
from tests.cast import acting, as_system, authorise, opened, sign_in
from tests.consent.consents import both_parents, messages
from tests.consent.test_disclosures import JOB, RECEIVER
from tests.consent.test_signing import born_so_that
from tests.consent.test_still_so import unable
from tests.sharing import cover, make_consent, make_disclosure, make_plan, name_in, school, sent, sign_plan

pytestmark = pytest.mark.policy("3")
A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
NAMED = "staat in het getekende plan van"


def nothing_else_covers(cast):
    with as_system():
        Ground.objects.filter(pk=cast.family.ground.pk).update(status="beeindigd")
        Consent.objects.filter(dossier=cast.family.dossier).update(status="verlopen")


@pytest.fixture
def scene(cast):
    nothing_else_covers(cast)
    return Scene(cast)


class Scene:
    """Ruud and Samira have a plan; the school is named for Ruud."""

    def __init__(self, cast):
        self.cast, self.roos, self.family = cast, cast.roos, cast.family

    def plan(self, *people, about=None, signed=True, **facts):
        people = people or (self.family.ruud, self.family.samira)
        self.plan_made, self.version = written(self.cast, *people)
        what = {"who": "Juf Ans", "text": "", "organisation": school()} | facts
        self.part = add(self.version, "betrokken", self.roos, about or people[:1], **what)
        safe_to_ask(self.cast, *people)
        self.signatures = lay_before(self.cast, self.version)
        for one in self.signatures if signed else ():
            sign(one, self.roos)
        return self.version

    def prepared(self, *people, now=None, kinds=("voortgang",), organisation=None, **facts):
        now = now or timezone.now()
        people = tuple(opened(person) for person in people or (self.family.ruud,))
        wish = Wish(people=people, organisation=organisation or school(), kinds=kinds)
        own = {"careful": {"nodig": "Voor het gesprek."}, "receiver": RECEIVER, "without_bsn": "Niet nodig."}
        items = [said("Bericht", "Het gaat goed.", day=timezone.localdate(now))]
        with acting(self.roos, now):
            made = prepare(opened(self.family.dossier), wish, by=self.roos, now=now, items=items, **own | facts)
        return Access("test").give(made)

    def queued(self, *people, now=None, **facts):
        now = now or timezone.now()
        made = self.prepared(*people, now=now, **facts)
        with acting(self.roos, now):
            return queue(made, by=self.roos, now=now, task=JOB)

    def gone(self, made, now=None):
        """What became of it when the job came by."""
        sending.send(made.pk, now or timezone.now() + A_MINUTE, mail=JOB)
        return status(made)

    def may(self, *people, now=None, **facts) -> bool:
        try:
            self.prepared(*people, now=now, **facts)
        except NotCovered:
            return False
        return True

    def withdraw(self, signature, notices=None):
        now = timezone.now()
        with acting(self.roos, now):
            receiver = (notices or messages()).receiver
            ending.withdraw(signature, by=self.roos, now=now, route="mondeling", receiver=receiver)

    def renewed(self):
        now = timezone.now()
        with acting(self.roos, now):
            return versions.renew(opened(self.plan_made), by=self.roos, now=now, why="Er is iets veranderd")


def status(made) -> str:
    with as_system():
        return Disclosure.objects.get(pk=made.pk).status


def tasks() -> list[str]:
    with as_system():
        return [opened(task).title for task in Task.objects.order_by("created_at", "pk")]


# --- who is named ---


def test_what_goes_to_whom_the_signed_plan_names_is_covered_and_the_dossier_says_by_what(scene):
    scene.plan()
    made = scene.queued()
    assert scene.gone(made) == "verzonden"
    with as_system():
        (given,) = Cover.objects.filter(disclosure=made)
        note = opened(Entry.objects.get(pk=Disclosure.objects.get(pk=made.pk).entry_id)).text
    assert (given.planned, given.consent_id, given.ground_id) == (scene.part.pk, None, None)
    assert "Basisschool De Wilg, volgens het getekende plan. Hoe:" in note
    page = sign_in(scene.roos).get(f"/verstrekkingen/{made.pk}/").content.decode()
    assert "Het getekende plan: staat daarin als betrokken bij de hulp" in page
    assert not opened(made).withheld


@pytest.mark.policy("3.3")
def test_of_two_one_by_a_consent_and_one_by_the_plan_the_dossier_and_the_paper_say_both(scene):
    scene.plan()
    with acting(scene.roos):
        make_consent(scene.family.dossier, scene.family.samira, by=scene.roos, now=timezone.now())
    made = scene.queued(scene.family.ruud, scene.family.samira)
    assert scene.gone(made) == "verzonden"
    with as_system():
        note = opened(Entry.objects.get(pk=Disclosure.objects.get(pk=made.pk).entry_id)).text
        title, sentence = ground_of(Disclosure.objects.get(pk=made.pk))
    assert "met toestemming, en volgens het getekende plan" in note
    assert title == "Toestemming"
    assert sentence.endswith("In het plan dat het gezin tekende, staat uw organisatie als betrokken bij de hulp.")


def test_who_signs_reads_what_it_covers(scene):
    scene.plan(signed=False)
    ruud = next(one for one in scene.signatures if one.about == [scene.family.ruud.pk])
    assert "– Juf Ans, Basisschool De Wilg" in ruud.shown
    assert "De gemeente deelt met hen alleen het plan, en hoe de hulp verloopt." in ruud.shown


def test_nobody_else_is(scene):
    scene.plan()
    assert scene.may()
    assert not scene.may(scene.family.samira)
    assert not scene.may(scene.family.ruud, scene.family.samira)
    assert not scene.may(organisation=Organisation.objects.get(name="Zorg Dichtbij"))


@pytest.mark.parametrize("kinds", [("school",), ("plan", "gezondheid"), ("behandeling",), ("veiligheid",)])
def test_the_plan_covers_the_plan_and_how_it_goes_and_nothing_more(scene, kinds):
    scene.plan()
    assert scene.may(kinds=("plan", "voortgang"))
    assert not scene.may(kinds=kinds)


def test_a_plan_that_waits_for_a_signature_covers_nothing(scene):
    scene.plan(signed=False)
    assert not scene.may()


def test_what_is_withheld_nobody_signed_for(scene):
    scene.plan(withheld=True)
    assert not scene.may()


def test_where_no_room_tells_of_plans_nobody_is_named(scene, monkeypatch):
    scene.plan()
    made = scene.queued()
    monkeypatch.setattr(planned._Plans, "teller", None)
    assert not scene.may()
    assert scene.gone(made) == "tegengehouden"


def test_who_stands_in_counts_while_whom_they_replace_is_named(scene):
    people = (scene.family.ruud, scene.family.samira)
    scene.plan_made, version = written(scene.cast, *people)
    elsewhere = Organisation.objects.get(name="Zorg Dichtbij")
    doctor = add(version, "betrokken", scene.roos, people[:1], who="Huisarts", text="", organisation=elsewhere)
    facts = {"who": "Waarnemer", "text": "", "organisation": school(), "replaces": doctor}
    add(version, "betrokken", scene.roos, people, **facts)
    safe_to_ask(scene.cast, *people)
    for one in lay_before(scene.cast, version):
        sign(one, scene.roos)
    assert scene.may(scene.family.ruud)
    assert not scene.may(scene.family.samira)


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(("age", "how_many"), [(11, 2), (13, 3), (16, 1)])
def test_of_a_child_everybody_who_decides_must_have_signed(scene, age, how_many):
    child = scene.family.esra
    born_so_that(scene.cast, child, age=age, on=scene.cast.today - 20 * A_DAY)
    both_parents(scene.cast, child)
    scene.plan(child, signed=False)
    assert len(scene.signatures) == how_many
    *first, last = scene.signatures
    for one in first:
        sign(one, scene.roos)
    assert not scene.may(child)
    sign(last, scene.roos)
    assert scene.may(child)


# --- it ends ---


@pytest.mark.policy("3.1")
def test_who_takes_a_signature_back_stops_what_waits_and_who_sent_it_hears(scene):
    scene.plan()
    made, before = scene.queued(), tasks()
    scene.withdraw(scene.signatures[0])
    assert status(made) == "tegengehouden"
    assert tasks().count("Een verstrekking is tegengehouden: bekijk wat er nodig is") == 1 + before.count("Een")
    assert scene.gone(made) == "tegengehouden"
    assert not scene.may()


@pytest.mark.policy("3.1")
def test_links_that_nobody_opened_close_and_the_receiver_is_told(scene):
    scene.plan()
    made, notices = scene.queued(), messages()
    assert scene.gone(made) == "verzonden"
    with as_system():
        assert Delivery.objects.get(disclosure=made).revoked_at is None
    scene.withdraw(scene.signatures[0], notices)
    with as_system():
        assert Delivery.objects.get(disclosure=made).revoked_at
    with acting(scene.roos), pytest.raises(NotCovered):
        deliver_again(opened(made), by=scene.roos, now=timezone.now(), mail=JOB)


@pytest.mark.policy("3.1")
@pytest.mark.parametrize(
    "fell",
    [
        lambda scene: PlanVersion.objects.filter(pk=scene.version.pk).update(status="ingetrokken"),
        lambda scene: PlanPart.objects.filter(pk=scene.part.pk).update(withheld=True),
        lambda scene: PlanPart.objects.filter(pk=scene.part.pk).update(organisation=None),
        lambda scene: PlanPart.objects.filter(pk=scene.part.pk).update(about=[scene.family.samira.pk]),
        lambda scene: PlanSignature.objects.filter(about=[scene.family.ruud.pk]).update(
            withdrawn_at=timezone.now(), withdrawn_how="mondeling"
        ),
        lambda scene: PlanSignature.objects.filter(about=[scene.family.ruud.pk]).update(
            decides_until=timezone.localdate()
        ),
    ],
    ids=["the version", "withheld", "elsewhere", "another person", "taken back", "a birthday"],
)
def test_the_database_alone_stops_it_at_the_moment_it_would_leave(scene, fell, monkeypatch):
    scene.plan()
    made = scene.queued()
    with as_system():
        assert fell(scene) == 1
    monkeypatch.setattr("consent.actions.disclosures.refuse_fallen", lambda *_args: None)
    assert scene.gone(made) == "tegengehouden"


@pytest.mark.policy("1.5")
def test_on_the_birthday_from_which_others_decide_it_does_not_leave(scene):
    child, turns = scene.family.esra, scene.cast.today + 20 * A_DAY
    born_so_that(scene.cast, child, age=12, on=turns)
    both_parents(scene.cast, child)
    scene.plan(child)
    at = scene.cast.now + 20 * A_DAY
    made = scene.queued(child, now=at - A_DAY)
    assert scene.gone(made, at) == "tegengehouden"
    assert not scene.may(child, now=at)


@pytest.mark.policy("1.5")
def test_in_the_night_after_it_stops_by_itself(scene):
    child, turns = scene.family.esra, scene.cast.today + 20 * A_DAY
    born_so_that(scene.cast, child, age=12, on=turns)
    both_parents(scene.cast, child)
    scene.plan(child)
    at = scene.cast.now + 20 * A_DAY
    made = scene.queued(child, now=at - A_DAY)
    with as_system(Purpose.SHARING):
        assert ending.end_decided_by_others(at) == 1
    assert status(made) == "tegengehouden"


@pytest.mark.policy("1.5")
def test_at_once_when_others_must_sign_by_now(scene):
    scene.plan()
    made = scene.queued()
    unable(scene.cast, scene.family.ruud)
    assert not scene.may()
    assert scene.gone(made) == "tegengehouden"


def test_a_next_version_that_does_not_name_them_ends_it(scene):
    scene.plan()
    made = scene.queued()
    again = scene.renewed()
    with as_system():
        part = PlanPart.objects.get(version=again, kind="betrokken").pk
    now = timezone.now()
    with acting(scene.roos, now):
        part = opened(PlanPart(pk=part))
        part.version, part.dossier = opened(again), opened(scene.family.dossier)
        versions.remove_part(part, by=scene.roos, now=now)
    assert scene.may()
    for one in lay_before(scene.cast, again):
        sign(one, scene.roos)
    assert status(made) == "tegengehouden"
    assert not scene.may()


def test_what_was_sent_keeps_its_cover_when_the_plan_has_ended(scene):
    scene.plan()
    made, waits = scene.queued(), scene.queued()
    assert scene.gone(made) == "verzonden"
    now = timezone.now()
    with acting(scene.roos, now):
        plans.end(opened(scene.plan_made), by=scene.roos, now=now, reason="Klaar")
    assert (status(made), status(waits)) == ("verzonden", "tegengehouden")
    with as_system():
        (given,) = Cover.objects.filter(disclosure=made)
        assert given.planned == scene.part.pk
    with pytest.raises(IntegrityError, match="stays as it was"), as_system():
        Cover.objects.filter(pk=given.pk).update(planned=scene.version.pk)
    page = sign_in(scene.roos).get(f"/verstrekkingen/{made.pk}/").content.decode()
    assert "Het getekende plan" in page
    assert not scene.may()


# --- what the database holds by itself ---


class Raw:
    """A plan that names the school for Samira, past every action."""

    def __init__(self, cast):
        self.cast, self.now = cast, timezone.now()
        self.by = {"by": cast.roos, "now": self.now}
        self.dossier, self.samira, self.ruud = cast.family.dossier, cast.family.samira, cast.family.ruud

    def version(self, **facts):
        version = make_plan(self.dossier, **self.by, about=[self.samira.pk, self.ruud.pk], **facts)
        for person in (self.samira, self.ruud):
            sign_plan(version, person, **self.by, name=opened(person).full_name)
        return version

    def part(self, version=None, about=None, **facts):
        return name_in(version or self.version(), about or [self.samira.pk], **self.by, **facts)

    def goes(self, part, person=None, **facts) -> bool:
        person = person or self.samira
        own = {"kinds": ["plan", "voortgang"]} | facts
        made = make_disclosure(self.dossier, [person.pk], **self.by, **own)
        cover(made, person, planned=part.pk)
        try:
            with transaction.atomic():
                sent(made, **self.by)
        except IntegrityError as error:
            if "without cover" not in str(error):
                raise
            return False
        return True


@pytest.fixture
def raw(cast):
    with acting(cast.roos):
        yield Raw(cast)


@pytest.mark.parametrize("kind", ["verstrekking", "vraag", "overdracht"])
def test_by_rows_alone_it_goes_when_the_plan_names_them(raw, kind):
    assert raw.goes(raw.part(), kind=kind)


ELSEWHERE = {
    "another person": lambda raw: (raw.part(), {"person": raw.ruud}),
    "another organisation": lambda raw: (
        raw.part(organisation=Organisation.objects.get(name="Zorg Dichtbij")),
        {},
    ),
    "no organisation": lambda raw: (raw.part(organisation=None), {}),
    "another kind of part": lambda raw: (raw.part(kind="kracht"), {}),
    "withheld": lambda raw: (raw.part(withheld=True), {}),
    "a plan that ended": lambda raw: (raw.part(raw.version(runs=False)), {}),
    **{
        f"a version that is {status}": lambda raw, status=status: (raw.part(raw.version(status=status)), {})
        for status in ("concept", "te_tekenen", "geweigerd", "vervallen", "ingetrokken", "vervangen", "afgelopen")
    },
    "what no plan has": lambda raw: (raw.samira, {}),
    "kinds of data beyond": lambda raw: (raw.part(), {"kinds": ["plan", "gezin"]}),
    "a category apart": lambda raw: (authorise(raw.cast.roos), raw.part(), {"category": "sociale_zaken"})[1:],
    "a whole dossier": lambda raw: (raw.part(), {"whole_reason": "Alles is nodig"}),
}


@pytest.mark.parametrize("which", ELSEWHERE)
def test_by_rows_alone_the_plan_covers_nothing_else(raw, which):
    part, facts = ELSEWHERE[which](raw)
    assert not raw.goes(part, **facts)


def test_a_part_in_another_dossier_covers_nothing_here(raw):
    part = raw.part()
    with as_system():
        other = type(raw.dossier).objects.exclude(pk=raw.dossier.pk).first()
        PlanPart.objects.filter(pk=part.pk).update(dossier=other)
    assert not raw.goes(part)


def test_a_cover_is_one_thing(raw):
    made, part = make_disclosure(raw.dossier, [raw.samira.pk], **raw.by), raw.part()
    with pytest.raises(IntegrityError, match="a_consent_a_ground_or_a_plan"), transaction.atomic():
        cover(made, raw.samira, planned=part.pk, consent=raw.cast.family.consent)
    with pytest.raises(IntegrityError, match="a_consent_a_ground_or_a_plan"), transaction.atomic():
        cover(made, raw.samira)


def test_a_row_in_sql_that_is_born_on_its_way_is_refused(raw):
    part, made = raw.part(), make_disclosure(raw.dossier, [raw.samira.pk], **raw.by, kinds=["geld"])
    cover(made, raw.samira, planned=part.pk)
    with pytest.raises(IntegrityError, match="without cover"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE consent_disclosure SET status = 'klaar' WHERE id = %s", [made.pk])


# --- where it shows ---


def test_the_page_delen_says_why(scene):
    scene.plan()
    # What the plan covers stands ready, as what a consent covers does.
    asked = {"over": str(scene.family.ruud.pk), "met": str(school().pk)}
    page = sign_in(scene.roos).get(f"/dossiers/{scene.family.dossier.pk}/delen/", asked).content.decode()
    assert f"Basisschool De Wilg {NAMED}" in page
    assert "Ja, dit mag" in page


def test_the_overview_marks_whom_the_plan_names(scene):
    at = f"/dossiers/{scene.family.dossier.pk}/toestemmingen/"
    roos = sign_in(scene.roos)
    assert "Het getekende plan" not in roos.get(at).content.decode()
    scene.plan()
    page = roos.get(at).content.decode()
    assert page.count("Het getekende plan") == 1
    scene.withdraw(scene.signatures[0])
    assert "Het getekende plan" not in roos.get(at).content.decode()


# --- a case conference ---


@pytest.mark.policy("4.1")
def test_who_the_plan_names_reads_with_names_until_the_plan_holds_no_more(scene):
    cast = scene.cast
    cast.ingrid = ingrid_of(cast)
    said_so = "Samira Öztürk slaapt weer goed."
    guests = ((cast.ingrid, "partner"),)
    meeting = meeting_planned(cast.family, by=cast.roos, now=cast.now, guests=guests, said=said_so)
    people = people_of(cast.family)
    for child in people:
        if child.pk not in (cast.family.ruud.pk, cast.family.samira.pk):
            both_parents(cast, child)
    scene.plan(*people, about=people, organisation=cast.ingrid.organisation)
    know(cast, meeting)
    with_names(cast, meeting)
    approve(cast, meeting)
    ingrid, at = sign_in(cast.ingrid), f"/deelname/{meeting.guest.pk}/"
    assert "Samira" in ingrid.get(at).content.decode()
    with as_system():
        assert Cover.objects.filter(planned=scene.part.pk).count() == len(people)
    scene.withdraw(signatures_of(scene.version)[0])
    assert ingrid.get(at).status_code == 404


@pytest.mark.policy("4.1")
def test_who_no_plan_names_does_not(scene):
    cast = scene.cast
    cast.ingrid = ingrid_of(cast)
    guests = ((cast.ingrid, "partner"),)
    meeting = meeting_planned(cast.family, by=cast.roos, now=cast.now, guests=guests, said="Samira slaapt weer.")
    scene.plan()
    know(cast, meeting)
    with_names(cast, meeting)
    approve(cast, meeting)
    assert "Samira" not in sign_in(cast.ingrid).get(f"/deelname/{meeting.guest.pk}/").content.decode()

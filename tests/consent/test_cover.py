"""§ 3 Toestemming, tenzij: what the database itself lets go. No action and no form in between."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation
from consent.models import Disclosure
from consent.states import ConsentStatus, DisclosureStatus, GroundStatus
from tests.cast import acting
from tests.sharing import cover, make_consent, make_disclosure, make_ground, sent

pytestmark = pytest.mark.policy("3")
A_DAY = timedelta(days=1)


@pytest.fixture
def scene(cast):
    with acting(cast.roos):
        yield Scene(cast)


class Scene:
    def __init__(self, cast):
        self.cast, self.now = cast, timezone.now()
        self.today = timezone.localdate(self.now)
        self.dossier, self.samira, self.ruud = cast.family.dossier, cast.family.samira, cast.family.ruud

    def consent(self, person=None, **facts):
        return make_consent(self.dossier, person or self.samira, by=self.cast.roos, now=self.now, **facts)

    def ground(self, *people, **facts):
        ids = [person.pk for person in people or [self.samira]]
        return make_ground(self.dossier, ids, by=self.cast.roos, confirmed_by=self.cast.cem, now=self.now, **facts)

    def disclosure(self, *people, **facts):
        ids = [person.pk for person in people or [self.samira]]
        return make_disclosure(self.dossier, ids, by=self.cast.roos, now=self.now, **facts)

    def goes(self, disclosure) -> bool:
        try:
            with transaction.atomic():
                sent(disclosure, by=self.cast.roos, now=self.now)
        except IntegrityError as error:
            if "without cover" not in str(error):
                raise
            return False
        return Disclosure.objects.filter(pk=disclosure.pk, status=DisclosureStatus.SENT).exists()


def test_with_a_living_consent_it_goes(scene):
    disclosure = scene.disclosure()
    cover(disclosure, scene.samira, consent=scene.consent())
    assert scene.goes(disclosure)


def test_with_a_confirmed_ground_it_goes(scene):
    disclosure = scene.disclosure()
    cover(disclosure, scene.samira, ground=scene.ground())
    assert scene.goes(disclosure)


def test_without_any_cover_it_stays(scene):
    assert not scene.goes(scene.disclosure())


def test_about_nobody_it_stays(scene):
    disclosure = scene.disclosure()
    Disclosure.objects.filter(pk=disclosure.pk).update(about=[])
    disclosure.refresh_from_db()
    assert not scene.goes(disclosure)


def test_of_two_persons_both_are_covered_or_nothing_goes(scene):
    disclosure = scene.disclosure(scene.samira, scene.ruud)
    cover(disclosure, scene.samira, consent=scene.consent())
    assert not scene.goes(disclosure)
    cover(disclosure, scene.ruud, consent=scene.consent(scene.ruud))
    assert scene.goes(disclosure)


NO_CONSENT = {
    "of another person": lambda scene: scene.consent(scene.ruud),
    "to another organisation": lambda scene: scene.consent(organisation=Organisation.objects.get(kind="municipality")),
    "to ask, not to give": lambda scene: scene.consent(may_give=False, may_ask=True),
    "about less": lambda scene: scene.consent(kinds=["gezin"]),
    "from tomorrow": lambda scene: scene.consent(valid_from=scene.today + A_DAY),
    "until yesterday": lambda scene: scene.consent(valid_from=scene.today - 9 * A_DAY, valid_until=scene.today - A_DAY),
    "until the birthday of today": lambda scene: scene.consent(decides_until=scene.today),
    **{
        str(status): lambda scene, status=status: scene.consent(status=status)
        for status in ConsentStatus
        if status != ConsentStatus.ACTIVE
    },
}


@pytest.mark.parametrize("which", NO_CONSENT)
def test_a_consent_covers_nothing_else(scene, which):
    disclosure = scene.disclosure()
    cover(disclosure, scene.samira, consent=NO_CONSENT[which](scene))
    assert not scene.goes(disclosure)


NO_GROUND = {
    "of another person": lambda scene: scene.ground(scene.ruud),
    "to another organisation": lambda scene: scene.ground(organisation=Organisation.objects.get(kind="municipality")),
    "to review since yesterday": lambda scene: scene.ground(valid_until=scene.today - A_DAY),
    "urgent, but no acute danger": lambda scene: scene.ground(status=GroundStatus.URGENT),
    **{
        str(status): lambda scene, status=status: scene.ground(status=status)
        for status in GroundStatus
        if status not in (GroundStatus.VALID, GroundStatus.URGENT)
    },
}


@pytest.mark.parametrize("which", NO_GROUND)
def test_a_ground_covers_nothing_else(scene, which):
    disclosure = scene.disclosure()
    cover(disclosure, scene.samira, ground=NO_GROUND[which](scene))
    assert not scene.goes(disclosure)


@pytest.mark.policy("3.2")
def test_in_acute_danger_it_goes_before_anybody_confirmed_it(scene):
    disclosure = scene.disclosure()
    urgent = {"code": "acuut_gevaar", "status": GroundStatus.URGENT, "confirmed_at": None}
    cover(disclosure, scene.samira, ground=scene.ground(**urgent))
    assert scene.goes(disclosure)


@pytest.mark.policy("3.3")
def test_nobody_confirms_a_ground_of_their_own(scene):
    with pytest.raises(IntegrityError, match="valid_by_a_second_person"), transaction.atomic():
        make_ground(scene.dossier, [scene.samira.pk], by=scene.cast.roos, confirmed_by=scene.cast.roos, now=scene.now)


def test_a_row_that_is_born_sent_is_refused(scene):
    with pytest.raises(IntegrityError, match="without cover"), transaction.atomic():
        scene.disclosure(status=DisclosureStatus.QUEUED)


@pytest.mark.policy("3.3")
@pytest.mark.parametrize("change", [{"status": "concept"}, {"about": []}, {"kinds": ["geld"]}, {"items_sha256": "c"}])
def test_what_was_sent_stays_as_it_was(scene, change):
    disclosure = scene.disclosure()
    given = cover(disclosure, scene.samira, consent=scene.consent())
    assert scene.goes(disclosure)
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        Disclosure.objects.filter(pk=disclosure.pk).update(**change)
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        given.delete()


def test_what_the_sender_cannot_see_covers_nothing(scene):
    """A consent in a category apart, that only Vera may read."""
    disclosure = scene.disclosure()
    with acting(scene.cast.vera):
        hidden = make_consent(scene.dossier, scene.samira, by=scene.cast.vera, now=scene.now, category="behandeling")
        cover(disclosure, scene.samira, consent=hidden)
    with acting(scene.cast.roos):
        assert not scene.goes(disclosure)

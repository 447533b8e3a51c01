"""The page Bewaren and what hangs on it, as those inside the dossier and nobody else meet them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Entry
from retention.models import DestructionRequest, Hold
from retention.states import RequestState
from tests.cases.conftest import _stage, cast, lasting
from tests.cast import CANARY, as_system, opened, sign_in

__all__ = ["_stage", "cast", "lasting"]
pytestmark = pytest.mark.policy("2.3")
DAY = timedelta(days=1)


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


@pytest.fixture
def vera(cast):
    """She may read what is apart."""
    return sign_in(cast.vera)


def page(client, cast, name="keeping"):
    return client.get(reverse(f"retention:{name}", args=[cast.family.dossier.pk]))


def text_of(answer) -> str:
    return answer.content.decode()


def everybody(cast) -> list[str]:
    with as_system():
        return [str(pk) for pk in cast.family.dossier.dossier_persons.values_list("person", flat=True)]


def hold(cast, client, **facts):
    review_on = timezone.localdate() + 30 * DAY
    own = {
        "kind": "bezwaar", "reason": f"Brief van vader {CANARY}", "about": everybody(cast), "category": "",
        "review_on": review_on.isoformat(),
    }  # fmt: skip
    return client.post(reverse("retention:hold_new", args=[cast.family.dossier.pk]), own | facts)


def extend(cast, client, **facts):
    own = {
        "reason": "Het kind komt terug", "about": everybody(cast), "category": "casusregie", "second": str(cast.cem.pk),
        "ends_on": (timezone.localdate() + 300 * DAY).isoformat(),
    }  # fmt: skip
    return client.post(reverse("retention:extend", args=[cast.family.dossier.pk]), own | facts)


def newest(model=Hold):
    with as_system():
        return model.objects.latest("pk")


# --- reading ---


def test_it_says_what_is_kept_and_why_it_has_no_day_yet(cast, cem):
    shown = text_of(page(cem, cast))
    assert "Casusregie" in shown
    assert "nog geen dag" in shown


def test_a_category_apart_is_shown_to_who_may_read_it_alone(cast, cem, vera):
    assert "Behandeling" in text_of(page(vera, cast))
    assert "Behandeling" not in text_of(page(cem, cast))


def test_after_closing_each_part_has_its_day_with_the_term_and_its_source(cast, roos):
    roos.post(reverse("cases:dossier_close", args=[cast.family.dossier.pk]), {"reason": "Klaar"})
    shown = text_of(page(roos, cast))
    assert "5 jaar na" in shown
    assert "<svg" in shown
    assert f"{timezone.localdate().year + 5}" in shown


def test_its_queries_do_not_grow_with_what_there_is(cast, roos):
    with CaptureQueriesContext(connection) as few:
        page(roos, cast)
    for _number in range(3):
        hold(cast, roos)
    with CaptureQueriesContext(connection) as many:
        page(roos, cast)
    assert len(many) <= len(few)


# --- a procedure ---


def test_from_a_procedure_that_runs_to_its_end(cast, roos, cem):
    made = hold(cast, roos)
    assert made.status_code == 302
    assert "Bezwaar of beroep" in text_of(page(cem, cast))
    shown = text_of(cem.get(made.url))
    assert CANARY in shown
    assert 'name="outcome"' not in shown
    later = timezone.localdate() + 60 * DAY
    roos.post(made.url, {"outcome": "loopt", "review_on": later.isoformat()})
    assert newest().review_on == later
    roos.post(made.url, {"outcome": "over"})
    assert newest().outcome == "afgelopen"
    assert newest().released_by_id == cast.roos.pk


def test_everybody_is_nobody_in_particular(cast, roos):
    hold(cast, roos)
    assert newest().about == []
    one = everybody(cast)[0]
    hold(cast, roos, about=[one])
    assert [str(pk) for pk in newest().about] == [one]


@pytest.mark.parametrize(
    "facts", [{"review_on": ""}, {"review_on": "2020-01-01"}, {"reason": ""}, {"kind": "verlenging"}]
)
def test_what_is_not_filled_in_well_is_said_and_not_saved(cast, roos, facts):
    answer = hold(cast, roos, **facts)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in text_of(answer)
    with as_system():
        assert not Hold.objects.open().exists()


def test_who_does_not_lead_places_nothing(cast, cem):
    assert hold(cast, cem).status_code == 404
    assert extend(cast, cem).status_code == 404
    with as_system():
        assert not Hold.objects.open().exists()


def test_that_a_category_apart_is_held_is_for_who_may_read_it(cast, roos, cem, vera):
    hold(cast, roos)
    held = newest()
    with as_system():
        Hold.objects.filter(pk=held.pk).update(category="behandeling")
    address = reverse("retention:hold", args=[held.pk])
    assert vera.get(address).status_code == 200
    assert cem.get(address).status_code == 404
    assert address not in text_of(page(cem, cast))


# --- longer ---


def test_two_persons_keep_something_longer(cast, roos, cem):
    made = extend(cast, roos)
    assert "Cem" in text_of(roos.get(made.url))
    roos.post(made.url, {"outcome": "ja"})
    assert newest().approved_at is None
    assert made.url in text_of(cem.get(reverse("cases:home")))
    cem.post(made.url, {"outcome": "ja"})
    assert newest().approved_at is not None
    assert made.url not in text_of(cem.get(reverse("cases:home")))


def test_nobody_chooses_themselves_as_the_second(cast, roos):
    answer = extend(cast, roos, second=str(cast.roos.pk))
    assert answer.status_code == 200
    with as_system():
        assert not Hold.objects.open().exists()


# --- what starts a term ---


def test_saying_that_an_application_was_withdrawn_starts_its_term(cast, roos):
    with as_system():
        entry = Entry.objects.filter(dossier=cast.family.dossier, category="casusregie").first()
        Entry.objects.filter(pk=entry.pk).update(category="ingetrokken_aanvraag")
    facts = {
        "category": "ingetrokken_aanvraag",
        "happened_on": timezone.localdate().isoformat(),
        "about": [str(person) for person in entry.about],
    }
    address = reverse("retention:event_new", args=[cast.family.dossier.pk])
    tomorrow = facts | {"happened_on": (timezone.localdate() + DAY).isoformat()}
    assert roos.post(address, tomorrow).status_code == 200
    assert roos.post(address, facts).status_code == 302
    with as_system():
        assert Entry.objects.get(pk=entry.pk).destroy_on is not None


# --- a request ---


def ask(cast, client, person, **facts):
    person = opened(person)
    own = {
        "asked_by": "0", "way": "balie", "came_on": timezone.localdate().isoformat(),
        "wish": f"Alles weg {CANARY}", "checked": "on",
    }  # fmt: skip
    address = reverse("retention:request_new", args=[cast.family.dossier.pk])
    return client.post(f"{address}?over={person.pk}", own | facts)


def test_from_asking_at_the_desk_to_telling_what_was_decided(cast, roos, cem):
    with as_system():
        Entry.objects.filter(dossier=cast.family.dossier, category="casusregie").update(about=[cast.family.samira.pk])
    made = ask(cast, roos, cast.family.samira)
    assert made.status_code == 302, text_of(made)
    shown = text_of(roos.get(made.url))
    assert "over deze persoon alleen" in shown
    found = newest(DestructionRequest)
    held = roos.get(newest(Hold).get_absolute_url())
    assert made.url in text_of(held)
    assert held.context["form"] is None
    facts = {"over_casusregie": "weg", "explanation": "Niemand heeft het nodig", "second": str(cast.cem.pk)}
    assert roos.post(made.url, facts).status_code == 302
    assert cem.post(made.url, {"outcome": "ja"}).status_code == 302
    assert newest(DestructionRequest).state == RequestState.DECIDED
    assert "Niemand heeft het nodig" in text_of(cem.get(made.url))
    roos.post(reverse("retention:request_told", args=[found.pk]))
    assert newest(DestructionRequest).told_on == timezone.localdate()


def test_a_child_under_twelve_does_not_ask_itself(cast, roos):
    address = reverse("retention:request_new", args=[cast.family.dossier.pk])
    young = opened(cast.family.esra)
    assert ask(cast, roos, young).status_code == 200
    form = roos.get(f"{address}?over={young.pk}").context["form"]
    assert young.full_name not in {signer.name for signer in form.signers}
    with as_system():
        assert not DestructionRequest.objects.running().exists()


def test_when_another_asks_somebody_weighed_whether_that_is_safe(cast, roos):
    address = f"{reverse('retention:request_new', args=[cast.family.dossier.pk])}?over={cast.family.esra.pk}"
    signers = roos.get(address).context["form"].signers
    other = next(str(at) for at, one in enumerate(signers) if one.name != opened(cast.family.esra).full_name)
    answer = ask(cast, roos, cast.family.esra, asked_by=other)
    assert "Weeg eerst of het veilig is" in text_of(answer)
    with as_system():
        assert not DestructionRequest.objects.running().exists()
    assert ask(cast, roos, cast.family.esra, asked_by=other, weighed="on").status_code == 302

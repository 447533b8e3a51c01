from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from terms.models import TermChoice, TermSet

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
SETS = "/beheer/terms/termset/"


def signed_in(role):
    organisation, _ = apps.get_model("accounts.Organisation").objects.get_or_create(
        name="Gemeente Boekel", kind="municipality"
    )
    now = timezone.now()
    user = apps.get_model("accounts.User").objects.create_user(
        f"{role}@boekel.example", name=role, organisation=organisation, roles=[role]
    )
    text = apps.get_model("accounts.SecrecyText").objects.current(on=timezone.localdate(now))
    user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=now)
    client = Client()
    client.force_login(user, backend="accounts.backends.StaffBackend")
    return client


@pytest.fixture
def statutory():
    return TermSet.objects.get(code="wettelijk")


def post(client, term_set, **facts):
    return client.post(SETS, {"action": "put_into_force", "_selected_action": [term_set.pk], **facts}, follow=True)


@pytest.mark.parametrize("role", ["privacy_officer", "fg", "applicatiebeheerder"])
def test_officers_read_the_sets_with_their_sources(role, statutory):
    page = signed_in(role).get(f"{SETS}{statutory.pk}/change/").content.decode()
    assert "Jeugdwet, artikel 7.3.8 lid 3" in page
    assert "wetten.overheid.nl" in page
    assert 'name="title"' not in page, "the content of a set never changes"


def test_the_privacy_officer_hears_where_the_law_is_longer():
    page = signed_in("privacy_officer").get(SETS).content.decode()
    assert "Behandeling" in page
    assert "wordt hiervan niets vernietigd" in page


def test_putting_into_force_explains_first_what_it_does(statutory):
    page = post(signed_in("privacy_officer"), statutory).content.decode()
    assert "Er wordt niets stil herberekend" in page
    assert TermChoice.objects.count() == 1


def test_and_then_shows_what_moves_and_does_it_when_that_was_looked_at(statutory):
    today, client = timezone.localdate(), signed_in("privacy_officer")
    asked = {"apply": "1", "from_on": today.isoformat(), "category": "", "reason": "Jeugdwet"}
    page = post(client, statutory, **asked)
    assert "Er is nog niets in werking gesteld" in page.content.decode()
    assert TermChoice.objects.count() == 1
    stale = post(client, statutory, **asked, looked_at="iets anders")
    assert "Bekijk de cijfers opnieuw" in stale.content.decode()
    assert TermChoice.objects.count() == 1
    post(client, statutory, **asked, looked_at=page.context["mark"])
    choice = TermChoice.objects.get(term_set=statutory)
    assert (choice.from_on, choice.chosen_by.name, choice.reason) == (today, "privacy_officer", "Jeugdwet")
    assert statutory.in_force_from == today


@pytest.mark.parametrize("wrong", [{"from_on": ""}, {"reason": ""}, {"category": "iets"}, {"from_on": "gisteren"}])
def test_a_wrong_answer_is_told_and_nothing_changes(statutory, wrong):
    facts = {"apply": "1", "from_on": timezone.localdate().isoformat(), "category": "", "reason": "Waarom"} | wrong
    page = post(signed_in("privacy_officer"), statutory, **facts)
    assert page.context["form"].errors
    assert TermChoice.objects.count() == 1


def test_not_in_the_past(statutory):
    yesterday = timezone.localdate() - timedelta(days=1)
    page = post(signed_in("privacy_officer"), statutory, apply="1", from_on=yesterday.isoformat(), reason="Waarom")
    assert "niet in het verleden" in page.content.decode()
    assert TermChoice.objects.count() == 1


@pytest.mark.parametrize("role", ["fg", "applicatiebeheerder"])
def test_only_the_privacy_officer_decides(role, statutory):
    post(signed_in(role), statutory, apply="1", from_on=timezone.localdate().isoformat(), reason="Waarom")
    assert TermChoice.objects.count() == 1

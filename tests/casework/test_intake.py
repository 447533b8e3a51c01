"""§ 2.4 Triage, § 1.2 Hulpverlening versus toezicht / handhaving, § 4.3 Wilsonbekwaamheid: the intake of a dossier."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casework.intake import CONVERSATION, LEAFLET, MATRIX, SUPPORT, done
from casework.models import Intake
from tests.cast import CANARY, acting, opened, sign_in

pytestmark = pytest.mark.policy("2.4")


@pytest.fixture
def path(cast):
    """Of a dossier of which nobody began the intake."""
    with acting(cast.roos):
        Intake.objects.filter(dossier=cast.family.dossier).delete()
    return f"/dossiers/{cast.family.dossier.pk}/intake/invullen/"


def told(cast, **changed):
    day = str(cast.today)
    asked = {"leaflet_on": day, "leaflet_way": "papier", "held_on": day, "present": "Samira", "asked": "Wat er knelt"}
    return asked | {"about": [str(cast.family.samira.pk)]} | changed


def intake_of(cast):
    with acting(cast.roos):
        return Intake.objects.filter(dossier=cast.family.dossier).first()


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("given", ["", "tomorrow of the conversation"], ids=["never", "later"])
def test_nothing_is_asked_before_rights_and_duties_were_told(cast, path, given):
    held = cast.today - timedelta(days=1)
    late = {"leaflet_on": str(cast.today) if given else "", "leaflet_way": "papier" if given else ""}
    answer = sign_in(cast.cem).post(path, told(cast, held_on=str(held), **late))
    assert set(answer.context["form"].errors) == {"leaflet_on"}
    assert "Wat er knelt" in answer.content.decode()
    assert intake_of(cast) is None


@pytest.mark.policy("1.2")
def test_the_database_lets_nothing_be_asked_before_it_either(cast):
    for wrong in ({"leaflet_on": None}, {"leaflet_on": cast.today + timedelta(days=1)}, {"held_on": None}):
        with acting(cast.roos), pytest.raises(IntegrityError), transaction.atomic():
            Intake.objects.filter(pk=cast.family.intake.pk).update(**wrong)


@pytest.mark.policy("4.3")
def test_clientondersteuning_is_offered_and_the_answer_written_down(cast, path):
    client = sign_in(cast.cem)
    answer = client.post(path, told(cast, support_on=str(cast.today)))
    assert set(answer.context["form"].errors) == {"support_answer"}
    assert client.post(path, told(cast, support_on=str(cast.today), support_answer="graag")).status_code == 302
    assert (intake_of(cast).support_on, intake_of(cast).support_answer) == (cast.today, "graag")


def test_an_intake_is_filled_in_bit_by_bit_and_keeps_what_was_there(cast, path):
    client = sign_in(cast.cem)
    only = {"held_on": "", "present": "", "asked": ""}
    assert client.post(path, told(cast, **only)).status_code == 302
    seen = client.get(path).context["form"].latest
    assert client.post(path, told(cast, seen=seen)).status_code == 302
    intake = opened(intake_of(cast))
    assert (intake.present, intake.asked, intake.about) == ("Samira", "Wat er knelt", [cast.family.samira.pk])
    with acting(cast.roos):
        assert intake.history.count() == 2
    assert "Wat er knelt" in sign_in(cast.mees).get(path.removesuffix("invullen/")).content.decode()


def test_two_at_one_intake_compare_before_either_is_lost(cast):
    path = f"/dossiers/{cast.family.dossier.pk}/intake/invullen/"
    cem, vera = sign_in(cast.cem), sign_in(cast.vera)
    seen = {"seen": cem.get(path).context["form"].latest}
    assert vera.post(path, told(cast, asked="Van Vera", **seen)).status_code == 302
    answer = cem.post(path, told(cast, asked="Van Cem", **seen))
    assert "Van Cem" in answer.content.decode()
    assert opened(intake_of(cast)).asked == "Van Vera"
    assert cem.post(path, told(cast, asked="Van Cem", seen=answer.context["form"].latest)).status_code == 302
    assert opened(intake_of(cast)).asked == "Van Cem"


def test_the_page_of_the_dossier_says_what_is_missing(cast, path):
    page = f"/dossiers/{cast.family.dossier.pk}/"
    before = sign_in(cast.cem).get(page).content.decode()
    assert "Folder over rechten en plichten geven" in before
    sign_in(cast.cem).post(path, told(cast))
    after = sign_in(cast.cem).get(page).content.decode()
    assert "Folder over rechten en plichten gegeven" in after
    assert "Cliëntondersteuning aanbieden" in after


def test_what_is_done_follows_from_the_dates(cast):
    assert done(None, has_matrix=False) == set()
    assert done(cast.family.intake, has_matrix=True) == {LEAFLET, CONVERSATION, MATRIX}
    assert SUPPORT not in done(cast.family.intake, has_matrix=False)


def test_who_is_not_inside_reads_no_intake(cast):
    page = f"/dossiers/{cast.family.dossier.pk}/intake/"
    assert sign_in(cast.otto).get(page).status_code == 404
    assert CANARY in sign_in(cast.cem).get(page).content.decode()

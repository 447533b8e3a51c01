"""The pages of grounds and of what others gave us, as those inside the dossier and nobody else meet them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from cases.models import Entry
from consent.grounds import rule_of
from consent.models import Disclosure, Ground
from tests.cast import CANARY, acting, as_system, opened, sign_in
from tests.sharing import make_ground, school

pytestmark = pytest.mark.policy("3.2")
A_DAY = timedelta(days=1)


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def address(name, of):
    return reverse(f"consent:{name}", args=[of.pk])


def questions(code, **left_out):
    return {f"vraag_{question.code}": f"Antwoord op {question.code}" for question in rule_of(code).questions} | left_out


def compose(cast, client, **facts):
    about = [str(cast.family.samira.pk)]
    own = {"about": about, "organisation": str(school().pk), "purpose": "casusregie", "legal_basis": "jeugdwet"}
    data = own | {"category": "casusregie"} | questions("veiligheid") | facts
    return client.post(address("ground_new", cast.family.dossier) + "?grond=veiligheid", data)


def newest(model=Ground, **facts):
    with as_system():
        return model.objects.filter(**facts).latest("created_at")


def test_from_the_first_question_to_what_the_resident_may_see(cast, roos, cem):
    made = compose(cast, roos, to=str(cast.cem.pk))
    ground = newest(code="veiligheid")
    assert made.url == address("ground", ground)
    assert "Meekijken" not in roos.get(made.url).content.decode()
    page = cem.get(made.url).content.decode()
    assert address("ground_judge", ground) in page
    until = timezone.localdate() + 40 * A_DAY
    judged = cem.post(address("ground_judge", ground), {"outcome": "ja", "opinion": "Eens", "until": until.isoformat()})
    assert judged.status_code == 302
    assert (newest(pk=ground.pk).status, newest(pk=ground.pk).valid_until) == ("geldig", until)
    on = timezone.localdate().isoformat()
    told = cem.post(address("ground_tell", ground), {"outcome": "ja", "told_on": on, "reason": "Aan tafel"})
    assert told.status_code == 302
    assert cem.get(address("ground_release", ground)).status_code == 404
    shown = roos.post(address("ground_release", ground), {"outcome": "ja", "reason": "Zij weet het"})
    assert shown.status_code == 302
    assert not newest(pk=ground.pk).withheld


def test_with_a_question_open_it_is_kept_but_not_sent(cast, roos):
    answer = compose(cast, roos, to=str(cast.cem.pk), vraag_gevaar=" ")
    assert "Beantwoord deze vraag voordat een ander meekijkt." in answer.content.decode()
    compose(cast, roos, vraag_gevaar="")
    ground = newest(status="concept")
    assert "Er is nog 1 vraag niet beantwoord." in roos.get(address("ground", ground)).content.decode()
    roos.post(address("ground_answers", ground), questions("veiligheid") | {"to": str(cast.cem.pk)})
    assert newest(pk=ground.pk).status == "te_bevestigen"


def test_who_made_it_finds_no_form_to_judge_it_and_sends_none(cast, roos):
    compose(cast, roos, to=str(cast.cem.pk))
    ground = newest(code="veiligheid", status="te_bevestigen")
    page = roos.post(address("ground_judge", ground), {"outcome": "ja", "opinion": "Eens"})
    assert "U schreef dit zelf" in page.content.decode()
    assert newest(pk=ground.pk).status == "te_bevestigen"


def test_the_same_form_twice_makes_one_ground(cast, roos):
    page = roos.get(address("ground_new", cast.family.dossier) + "?grond=veiligheid").content.decode()
    opened_form = page.partition('name="opened" value="')[2].partition('"')[0]
    urls = {compose(cast, roos, opened=opened_form).url for _twice in range(2)}
    assert len(urls) == 1


@pytest.mark.parametrize("chosen", ["", "?grond=acuut_gevaar", "?grond=bestaat-niet"])
def test_first_a_ground_is_chosen(cast, roos, chosen):
    page = roos.get(address("ground_new", cast.family.dossier) + chosen).content.decode()
    assert "?grond=bemoeizorg" in page
    assert "?grond=acuut_gevaar" not in page


@pytest.mark.parametrize("who", ["otto", "iris", "pia", "fien", "sjoerd", "hugo"])
def test_nobody_outside_the_dossier_learns_that_there_is_one(cast, who):
    client = sign_in(getattr(cast, who))
    for name, of in (("grounds", cast.family.dossier), ("ground", cast.family.ground), ("urgent", cast.family.dossier)):
        assert client.get(address(name, of)).status_code in (403, 404)


def test_who_only_reads_along_may_be_the_second_person_and_writes_nothing_else(cast, roos):
    compose(cast, roos, to=str(cast.mees.pk))
    ground = newest(status="te_bevestigen")
    mees = sign_in(cast.mees)
    assert mees.get(address("urgent", cast.family.dossier)).status_code == 404
    assert mees.get(address("ground_end", ground)).status_code == 404
    mees.post(address("ground_judge", ground), {"outcome": "nee", "opinion": "Vraag het haar"})
    assert newest(pk=ground.pk).status == "afgewezen"


def test_acute_danger_asks_three_things_and_is_sent(cast, cem):
    page = cem.get(address("urgent", cast.family.dossier)).content.decode()
    about = [str(cast.family.samira.pk), str(cast.family.aylin.pk)]
    assert page.count("checked") >= len(about)
    said = {"organisation": "Meldkamer", "danger": "Nu", "told": "Het adres", "about": about}
    ground_url = cem.post(address("urgent", cast.family.dossier), said).url
    sent = newest(Disclosure, status="verzonden")
    assert (sent.organisation.name, sorted(map(str, sent.about))) == ("Meldkamer", sorted(about))
    assert "Er zijn nog" in cem.get(ground_url).content.decode()
    assert newest(Entry, pk=sent.entry_id).withheld


def test_what_is_missing_in_acute_danger_is_said(cast, cem):
    page = cem.post(address("urgent", cast.family.dossier), {"organisation": "Meldkamer"}).content.decode()
    assert "error-summary" in page
    with as_system():
        assert not Organisation.objects.filter(name="Meldkamer").exists()


def incoming(cast, client, **facts):
    about = [str(cast.family.deniz.pk)]
    own = {"organisation": str(school().pk), "came_on": timezone.localdate().isoformat(), "about": about}
    data = own | {"came_by": "inwoner", "text": "Bericht", "category": "casusregie", "purpose": "casusregie"}
    return client.post(address("incoming_new", cast.family.dossier), data | {"legal_basis": "jeugdwet"} | facts)


@pytest.mark.policy("1.3")
def test_what_others_gave_asks_whether_the_resident_knows(cast, roos):
    answer = incoming(cast, roos, came_by="wet").content.decode()
    assert "Zeg of de inwoner ervan weet." in answer
    day = timezone.localdate() + 3 * A_DAY
    got = incoming(cast, roos, came_by="wet", informed="nee", day=day.isoformat(), reason="Ze is nu weg")
    found = newest(Disclosure, kind="ontvangst", came_by="wet")
    assert got.url == address("incoming", found)
    assert (found.inform_due_on, found.withheld) == (day, True)
    page = roos.get(got.url).content.decode()
    assert "Ze is nu weg" in page
    assert roos.get(address("incoming_tell", found)).status_code == 200


@pytest.mark.policy("1.3")
def test_of_the_police_it_is_for_who_may_read_that_and_hears_whom_to_ask(cast, cem):
    police = Organisation.objects.create(name="Politie Boekel", kind="partner", sort="politie", enforces=True)
    day = (timezone.localdate() + A_DAY).isoformat()
    facts = {"organisation": str(police.pk), "came_by": "wpg_incidenteel", "informed": "nee", "day": day, "reason": "R"}
    page = incoming(cast, cem, **facts).content.decode()
    assert "Vraag het aan Roos" in page
    vera = sign_in(cast.vera)
    got = incoming(cast, vera, **facts)
    assert "Raad voor de Kinderbescherming" in vera.get(got.url).content.decode()
    assert cem.get(got.url).status_code == 404
    assert cem.get(address("grounds", cast.family.dossier)).content.decode().count("Politie Boekel") == 0


@pytest.mark.policy("4")
def test_of_what_the_resident_brought_nothing_is_left_to_tell(cast, roos):
    got = incoming(cast, roos)
    found = newest(Disclosure, kind="ontvangst")
    assert not found.withheld
    assert roos.get(got.url).status_code == 200
    assert roos.get(address("incoming_tell", found)).status_code == 404


def test_the_list_asks_as_often_for_ten_as_for_one(cast, roos):
    with acting(cast.roos):
        now = timezone.now()
        make = {"by": cast.roos, "confirmed_by": cast.cem, "now": now}
        make_ground(cast.family.dossier, [cast.family.samira.pk], **make)
    url = address("grounds", cast.family.dossier)
    roos.get(url)
    with CaptureQueriesContext(connection) as few:
        roos.get(url)
    with acting(cast.roos):
        for _number in range(9):
            make_ground(cast.family.dossier, [cast.family.ruud.pk], **make)
    with CaptureQueriesContext(connection) as many:
        page = roos.get(url).content.decode()
    assert page.count("Veiligheid van de inwoner of van anderen") >= 10
    assert len(few) == len(many)


def test_officers_see_what_waits_and_never_a_word_of_it(cast):
    with acting(cast.roos):
        now = timezone.now()
        make = {"by": cast.roos, "confirmed_by": cast.cem, "now": now, "valid_until": timezone.localdate(now) - A_DAY}
        late = make_ground(cast.family.dossier, [cast.family.samira.pk], word=CANARY, **make)
    pia = sign_in(cast.pia)
    assert "wacht te lang op een besluit" in pia.get(reverse("admin:index")).content.decode()
    register = pia.get(reverse("admin:consent_ground_changelist"), {"wacht": "te_laat"}).content.decode()
    assert str(late.pk) in register
    one = pia.get(reverse("admin:consent_ground_change", args=[late.pk])).content.decode()
    assert CANARY not in register + one
    assert opened(late).answers["waarom"] in f"Gevaar {CANARY}"

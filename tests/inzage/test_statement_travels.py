"""Jeugdwet art. 7.3.10, Bijlage a: what the resident says of something goes along wherever its own words go.

Each way out of a dossier is one line here; a record that can be sent and has no place for a statement fails.
"""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import add_document, put_statement, write_entry
from cases.models import Entry
from cases.uploads import Upload
from consent import sending, tasks
from consent.handed_over import _facts as facts_on_paper
from consent.models import Disclosure
from inzage import material
from inzage.showing import shown
from inzage.states import ReleaseState
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import RECORD, acting, as_system, opened, sign_in
from tests.consent.test_deliveries import JOB, Scene, open_it
from tests.consent.test_sharing_pages import SAID
from tests.inzage.test_consents import resident
from tests.inzage.test_requests import ask, decide, made, make_decider, parcel_of, prepare
from tests.sharing import school

pytestmark = [pytest.mark.policy("3.3"), pytest.mark.policy("4.2")]
STORY = "Ik was die avond gewoon thuis bij de kinderen"


@pytest.fixture(params=["entry", "document"])
def told(cast, request):  # noqa: F811
    """A note, or a document, about Samira alone, with what she says of it."""
    facts = {"by": cast.roos, "now": cast.now, "about": [cast.family.samira.pk], **RECORD}
    with acting(cast.roos, cast.now):
        dossier = opened(cast.family.dossier)
        if request.param == "entry":
            record = write_entry(
                dossier, kind="telefoon", happened_on=cast.today, text="Zij was die avond weg", **facts
            )
        else:
            upload = Upload("brief.txt", "text/plain", b"Zij was die avond weg")
            record = add_document(dossier, upload=upload, title="Brief van de buren", **facts)
        return put_statement(opened(record), STORY, by=cast.roos, now=cast.now)


def words_in(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- to colleagues ---


@pytest.mark.parametrize("page", ["{record}", "/dossiers/{dossier}/", "/dossiers/{dossier}/afdrukken/"])
@pytest.mark.parametrize("who", ["roos", "cem", "paula"])
def test_it_stands_beside_it_for_who_may_read_it(cast, told, page, who):  # noqa: F811
    to = page.format(record=told.get_absolute_url(), dossier=cast.family.dossier.pk)
    assert STORY in words_in(sign_in(getattr(cast, who)).get(to))


def test_a_note_on_paper_says_it(cast, told):  # noqa: F811
    if isinstance(told, Entry):
        assert STORY in words_in(sign_in(cast.roos).get(f"/notities/{told.pk}/afdrukken/"))


def test_the_fg_reads_it(cast, told, monkeypatch):  # noqa: F811
    monkeypatch.setattr("accounts.messages.hand_over", lambda task, *ids: None)
    client = sign_in(cast.fien)
    asked = {"codename": cast.family.dossier.codename, "task": "vraag", "reason": "Klacht"}
    assert STORY in words_in(client.get(client.post("/inspectie/", asked).url))


def test_it_is_found(cast, told):  # noqa: F811
    assert "gewoon thuis" in words_in(sign_in(cast.roos).post("/zoeken/", {"q": "gewoon thuis"}))


# --- out of the house ---


def send(cast, record, monkeypatch):  # noqa: F811
    """As Roos does it on the page "Delen", by a link."""
    scene = Scene(cast)
    monkeypatch.setattr(tasks, "send_disclosure", JOB)
    wish = {"over": str(cast.family.samira.pk), "met": str(school().pk), "gegevens": "voortgang", "hoe": "link"}
    form = wish | {"voor": str(school().pk), "stukken": str(record.pk)} | SAID
    assert sign_in(cast.roos).post(f"/dossiers/{cast.family.dossier.pk}/delen/", form).status_code == 302
    with as_system():
        made = Disclosure.objects.get(record_ids__contains=[record.pk])
    sending.send(made.pk, timezone.now() + timedelta(minutes=1), mail=JOB)
    return scene, made


def test_it_goes_with_what_is_sent_on_the_paper_and_behind_the_link(cast, told, monkeypatch):  # noqa: F811
    scene, went = send(cast, told, monkeypatch)
    with as_system():
        went = opened(Disclosure.objects.select_related("sent_by", "organisation", "dossier").get(pk=went.pk))
        on_paper = facts_on_paper(went, cast.today).items
    (item,) = [one for one in went.items if one["id"] == str(told.pk)]
    assert item["statement"] == STORY
    assert STORY in [one.statement.text for one in on_paper if one.statement]
    link, code, receiver = scene.mailed(went), scene.code(went), Client()
    open_it(receiver, link, code)
    assert STORY in words_in(receiver.get(link))
    assert STORY in words_in(sign_in(cast.roos).get(went.get_absolute_url()))


# --- to the resident ---


def test_who_asks_for_inzage_reads_it_apart_from_the_text_of_others(cast, told):  # noqa: F811
    item = material.released(shown(told, withheld=()), [])
    assert item.statement == STORY
    assert STORY not in [passage.text for field in item.fields for passage in field.passages]


def test_it_is_in_the_file_that_is_fetched(cast, told):  # noqa: F811
    asked = ask(cast, "samira")
    prepare(cast, asked)
    decide(cast, asked, make_decider(cast))
    assert made(cast, asked).state == ReleaseState.READY
    client = resident(cast, cast.family.samira)
    files = parcel_of(client.post(f"/mijn/verzoeken/{asked.pk}/ophalen/").content)
    assert STORY in [one.get("eigen_verhaal") for one in json.loads(files["bundel.json"])["stukken"]]

"""That the matrix would see a hole: what may be seen is found where it may be, and a hole that is dug is noticed."""

import logging
from importlib import import_module
from statistics import median
from time import perf_counter

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMessage
from django.http import Http404, HttpResponse
from django.test import override_settings
from django.urls import include, path

from audit import log
from audit.choices import Action
from boekel_sd.urls import handler404, handler500
from cases.models import Entry
from tests.addresses import Address, every_address
from tests.cast import opened
from tests.matrix import cells, expectations

pytestmark = [pytest.mark.policy("4.2"), pytest.mark.policy("2")]
HOLE = "gat"
ROW = expectations.Row(HOLE, expectations.TABLES["dossiers"]["cases:entry"].cells)


# --- everything that is looked for can be found ---


@pytest.fixture
def page(asker):
    return lambda who, address: asker.ask(who, "GET", address).text.lower()


def test_what_is_in_a_dossier_is_found_by_who_may_read_it(scene, page):
    for name in ("open", "closed", "hidden"):
        family = scene.families[name]
        text = page("cem", f"/dossiers/{family.dossier.pk}/")
        for word in (family.word, family.name.lower(), family.codename, str(family.entry.pk)):
            assert word in text, (name, word)
        assert family.word in page("cem", f"/notities/{family.entry.pk}/")
        assert family.word in page("cem", f"/documenten/{family.document.pk}/bestand/")
        assert family.word in page("cem", f"/documenten/{family.picture.pk}/beeld/")


def test_what_is_apart_is_found_by_who_is_authorised(scene, page):
    for name in ("open", "closed", "hidden"):
        for here in scene.families[name].apart.values():
            assert here.word.lower() in page("vera", f"/notities/{here.entry.pk}/")
            assert here.word.lower() in page("maud", f"/documenten/{here.document.pk}/bestand/")


def test_a_draft_a_name_and_a_codename_are_found_where_they_may_be(scene, page):
    family, another = scene.families["open"], scene.families["another"]
    assert family.typed in page("roos", f"/dossiers/{family.dossier.pk}/notities/nieuw/")
    assert another.name.lower() in page("lotte", f"/personen/{another.esra.pk}/")
    assert another.word in page("otto", f"/dossiers/{another.dossier.pk}/")
    assert family.codename in page("lia", "/team/")
    assert family.codename in page("pia", "/beheer/cases/dossier/")
    assert family.word in page("nina", f"/dossiers/{family.dossier.pk}/")


@pytest.mark.policy("2.5")
@pytest.mark.parametrize(
    ("name", "known", "contact"),
    [("open", True, True), ("closed", True, False), ("hidden", False, False), ("destroyed", False, False)],
)
def test_the_directory_tells_whom_to_call_and_of_who_hides_nothing(scene, asker, name, known, contact):
    family, lead = scene.families[name], scene.people["roos"]
    asked = {"bsn": family.bsn, "purpose": "veiligheid"}
    text = asker.ask("iris", "POST", "/zoeken/bekend/", asked).text
    assert (family.name in text, lead.phone in text) == (known, contact)
    assert family.word not in text


def test_what_is_destroyed_could_be_read_before(scene):
    assert scene.families["destroyed"].could_be_read


# --- a hole that is dug is noticed ---


def unguarded(request, pk):
    """Nobody asks who is there."""
    return HttpResponse(f"<p>{opened(Entry(pk=pk)).text}</p>")


# A function of its own: the decorator writes on what it is given.
@login_not_required
def open_to_whoever_comes(request, pk):
    return unguarded(request, pk)


def in_a_header(request, pk):
    return HttpResponse(status=404, headers={"X-Codename": opened(Entry(pk=pk)).text})


def in_the_log(request, pk):
    logging.getLogger("cases").warning("asked for %s", opened(Entry(pk=pk)).text)
    raise Http404


def in_a_mail(request, pk):
    EmailMessage("Nieuw", opened(Entry(pk=pk)).text, to=["iemand@boekel.example"]).send()
    raise Http404


def in_the_access_log(request, pk):
    log.write(at=request.now, action=Action.READ, object_type=opened(Entry(pk=pk)).text.split()[-1])
    raise Http404


HOLES = {
    "unguarded": (unguarded, "expected none, got 200"),
    "in a header": (in_a_header, "LEAK of content of open"),
    "in the log": (in_the_log, "LEAK of content of open in a log or a mail"),
    "in a mail": (in_a_mail, "LEAK of content of open in a log or a mail"),
    "in the access log": (in_the_access_log, "LEAK of content of open in a log or a mail"),
    "open to whoever comes": (open_to_whoever_comes, "expected sign-in, got 200"),
}


@pytest.fixture
def dig(monkeypatch):
    """A site with one page more; gives its address, which has a row as the page of a note."""

    def digs(view) -> Address:
        urlconf = type("urls", (), {"handler404": handler404, "handler500": handler500})
        urlconf.urlpatterns = [path("notities/<uuid:pk>/gat/", view, name=HOLE), path("", include("boekel_sd.urls"))]
        settings = override_settings(ROOT_URLCONF=urlconf)
        settings.enable()
        undo.append(settings.disable)
        return next(address for address in every_address() if address.view_name == HOLE)

    undo = []
    monkeypatch.setitem(expectations.TABLES["dossiers"], HOLE, ROW)
    yield digs
    for back in undo:
        back()


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_is_noticed(asker, dig, hole):
    view, sentence = HOLES[hole]
    address = dig(view)
    judge = import_module("tests.matrix.judging").Judge(asker)
    who = "anonymous" if "whoever" in hole else "otto"
    wrong = judge.wrong_in(address, cells.Cell(HOLE, "open", "", who, "GET"))
    assert any(sentence in line for line in wrong), wrong


def test_a_page_without_a_row_is_noticed(dig, monkeypatch):
    address = dig(unguarded)
    assert cells.block_of(address.view_name) == "dossiers"
    monkeypatch.delitem(expectations.TABLES["dossiers"], HOLE)
    assert cells.block_of(address.view_name) == ""


def test_a_line_that_does_not_fit_its_table_says_which():
    with pytest.raises(ValueError, match="cases:entry GET"):
        expectations.rows_of("address methods open\ncases:entry GET\n")


# --- and the clock: noted, never asserted ---


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_how_long_not_yours_and_not_there_take(scene, asker, record_property):
    family, nobody = scene.families["open"], import_module("tests.matrix.judging").NOBODY
    for address, yours in (("dossiers", family.dossier), ("notities", family.entry), ("personen", family.esra)):
        took = {"not yours": [], "not there": []}
        for _time in range(200):
            for what, pk in (("not yours", yours.pk), ("not there", nobody)):
                started = perf_counter()
                asker.ask("otto", "GET", f"/{address}/{pk}/")
                took[what].append(perf_counter() - started)
        noted = (f"{what} {median(times) * 1000:.1f} ms" for what, times in took.items())
        record_property(f"median of 200 on /{address}/", ", ".join(noted))

"""§ 2.5: sqlmap and wapiti find a planted hole, by somebody who is signed in; on the real pages they find nothing."""

import contextlib
import re
import sys
from collections import Counter
from importlib import import_module

import httpx
import pytest

from tests.attack import tools
from tests.attack.tools import Attacker, NoTool, Target
from tests.cast import bsns, sign_in
from tests.gone.house import House

pytestmark = [pytest.mark.policy("2.5"), pytest.mark.proof, pytest.mark.timeout(3600)]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
WAPITI_MINUTES = 5


@pytest.fixture
def attack(committed, tmp_path, settings):
    """Starts the site with these addresses, and gives somebody who attacks it as Roos; and the cast."""
    house = House(tmp_path / "house", log_level="ERROR")
    house.environment |= {"DJANGO_SETTINGS_MODULE": "tests.attack.attacked", "BRP_URL": "http://127.0.0.1:9"}
    settings.FILES_DIR = house.files / "store"
    cast = import_module("tests.cast").build()

    @contextlib.contextmanager
    def attacked(urls):
        house.environment["ATTACKED"] = urls
        with house.web() as address:
            yield attacker(address, cast.roos, tmp_path / "tools"), cast

    return attacked


def attacker(address, worker, files) -> Attacker:
    session = sign_in(worker).cookies["sessionid"].value
    page = httpx.get(f"{address}/zoeken/", cookies={"sessionid": session}, timeout=60)
    assert page.status_code == 200
    cookies = f"sessionid={session}; csrftoken={page.cookies['csrftoken']}"
    return Attacker(address, cookies, TOKEN.search(page.text)[1], files)


def targets(cast) -> list[Target]:
    """The pages that take words, each as a form of ours would send it; and addresses with something in their path."""
    family, born = cast.family, "1980-01-01"
    return [
        Target("/zoeken/", "q=Samira"),
        Target("/zoeken/bekend/", f"bsn={next(bsns(999995000))}&purpose=triage"),
        Target("/zoeken/bekend/", f"surname=Boer&birth_date={born}&purpose=triage"),
        Target("/zoeken/brp/", f"surname=Boer&birth_date={born}&purpose=triage"),
        Target("/dossiers/?status=alles&rol=regisseur&sinds=30&sorteer=gewijzigd&pagina=1"),
        Target(f"/dossiers/{family.dossier.pk}/?soort=telefoon&zoek=Eerst&pagina=1"),
        Target(f"/notities/nieuw/?dossier={family.dossier.pk}"),
        Target("/inloggen/", "login=roos@boekel.example&password=x&next=/"),
        Target("/personen/nieuw/", "surname=Jansen&gender=O&street=Straat&postcode=5427AB&purpose=triage"),
        Target("/dossiers/*/"),
        Target("/agenda/*.ics"),
        Target("/beheer/accounts/user/?q=roos&o=1"),
        Target("/mijn/inloggen/terug/?state=a&code=b"),
    ]


def said(tool, where, what):
    sys.stdout.write(f"{tool} at {where}: {what}\n")


# --- sqlmap ---


def test_sqlmap_finds_the_hole_that_was_planted(attack):
    with attack("tests.attack.holes") as (roos, _cast):
        found = roos.sqlmap(Target("/proef/gat/?naam=a"))
    said("sqlmap", "the planted hole", found)
    assert found


def test_sqlmap_finds_no_hole_in_the_real_pages(attack):
    with attack("boekel_sd.urls") as (roos, cast):
        for target in targets(cast):
            found = roos.sqlmap(target)
            said("sqlmap", f"{target.path.partition('?')[0]} {target.data}", found)
            assert not found, target


# --- wapiti ---


def found_by_wapiti(report) -> dict[str, int]:
    return {kind: len(holes) for kind, holes in report["vulnerabilities"].items() if holes}


def errors_seen(report) -> Counter:
    """Pages that fell over while they were attacked."""
    return Counter(one["path"] for one in report["anomalies"].get("Internal Server Error", []))


def test_wapiti_finds_the_holes_that_were_planted(attack):
    with attack("tests.attack.holes") as (roos, _cast):
        report = roos.wapiti("/proef/", minutes=1)
    found = found_by_wapiti(report)
    said("wapiti", "the planted holes", found)
    assert {kind for kind in found if "SQL" in kind}
    assert {kind for kind in found if "Cross Site Scripting" in kind}


def test_wapiti_finds_no_hole_in_the_real_pages(attack):
    with attack("boekel_sd.urls") as (roos, _cast):
        report = roos.wapiti("/", minutes=WAPITI_MINUTES)
        assert httpx.get(f"{roos.address}/", headers={"Cookie": roos.cookies}, timeout=60).status_code == 200
    said("wapiti", f"{report['infos']['crawled_pages_nbr']} pages", found_by_wapiti(report))
    said("wapiti", "pages that fell over", dict(errors_seen(report)))
    assert report["infos"]["crawled_pages_nbr"] > 20
    assert found_by_wapiti(report) == {}
    assert not errors_seen(report)


# --- when they cannot look ---


def test_a_tool_that_cannot_be_installed_proves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(tools, "HOME", tmp_path)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(NoTool, match="nothing was proved"):
        tools.installed("sqlmap")

"""NEN 7513, § 2.5 Toegankelijkheid, beveiliging: the access log as an officer reads it, by period."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import spreadsheet
from audit import log
from audit.choices import Action, Outcome
from sealing.models import new_id
from tests.cast import CANARY, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")
LOG = "/beheer/audit/accesslog/"
EXPORT = f"{LOG}export/"


@pytest.fixture
def pia(cast):
    return sign_in(cast.pia)


def write(cast, worker="cem", **facts):
    defaults = {"action": Action.READ, "at": timezone.now(), "dossier_id": cast.family.dossier.pk}
    return log.write(user_id=getattr(cast, worker).pk, **(defaults | facts))


def page(client, **asked):
    return client.get(LOG, asked).context


def ids(client, **asked):
    return {line.row.pk for line in page(client, **asked)["lines"]}


def test_every_column_the_norm_asks_for(cast, pia):
    write(
        cast, role="hulpverlener", grant_id=new_id(), purpose="hulpverlening", object_type="dossier",
        origin="192.0.2.7", request_id=new_id(),
    )  # fmt: skip
    text = re.sub(r"\s+", " ", pia.get(LOG).content.decode())
    for shown in ("gelezen", "Cem", "Hulpverlener", "Hulp en ondersteuning", "toegang ", "gelukt", "192.0.2.7"):
        assert f">{shown}" in text, shown
    assert f"<td>{cast.family.dossier.codename}</td>" in text
    assert CANARY not in text


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        ({"rol": "meelezer"}, {"role": "meelezer"}),
        ({"handeling": "print"}, {"action": Action.PRINT}),
        ({"uitkomst": "refused"}, {"outcome": Outcome.REFUSED}),
        ({"nood": "ja"}, {"break_glass": True}),
        ({"soort": "gezin"}, {"object_type": "gezin"}),
    ],
    ids=lambda value: next(iter(value)),
)
def test_each_filter_narrows(cast, pia, asked, facts):
    this, other = write(cast, **facts), write(cast)
    shown = ids(pia, **asked)
    assert this in shown
    assert other not in shown


def test_by_who_by_dossier_and_by_a_whole_number(cast, pia):
    request_id = new_id()
    this, other = write(cast, request_id=request_id), write(cast, "otto", dossier_id=cast.other.dossier.pk)
    for asked in (
        {"wie": cast.cem.pk},
        {"dossier": cast.family.dossier.codename.upper()},
        {"dossier": cast.family.dossier.pk},
        {"q": request_id},
    ):
        shown = ids(pia, **asked)
        assert this in shown
        assert other not in shown


def test_a_dossier_that_is_gone_is_found_by_its_number(cast, pia):
    gone = new_id()
    this = write(cast, dossier_id=gone)
    assert ids(pia, dossier=gone) == {this}


def test_always_a_stretch_of_time_the_last_thirty_days_unless_told(cast, pia):
    long_ago = cast.now - timedelta(days=31)
    this, old = write(cast), write(cast, at=long_ago)
    assert old not in ids(pia)
    day = timezone.localdate(long_ago).isoformat()
    assert ids(pia, van=day, tot=day, wie=cast.cem.pk) == {old}
    assert this in ids(pia)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"van": "2024-01-01", "tot": "2025-01-02"}, "hooguit een jaar"),
        ({"van": "2026-01-02", "tot": "2026-01-01"}, "voor de eerste dag"),
        ({"dossier": "geen dossier"}, "geen dossier met deze codenaam"),
        ({"q": "jansen"}, "hele nummer"),
        ({"van": "gisteren"}, "geldige datum"),
    ],
)
def test_a_wrong_question_is_said_and_answers_nothing(cast, pia, asked, said):
    answer = pia.get(LOG, asked)
    assert said in answer.content.decode()
    assert answer.context["lines"] == []


def test_openings_and_the_share_of_break_glass(cast, pia):
    day = cast.now - timedelta(days=200)
    asked = {"van": timezone.localdate(day).isoformat(), "tot": timezone.localdate(day).isoformat()}
    for number in range(8):
        write(cast, at=day, break_glass=number < 2)
    write(cast, at=day, action=Action.LIST, dossier_id=None)
    write(cast, at=day, outcome=Outcome.REFUSED)
    totals = page(pia, **asked)["totals"]
    assert (totals.rows, totals.openings, totals.emergencies, totals.share) == (10, 8, 2, 25)
    assert "25,0 %" in pia.get(LOG, asked).content.decode()
    assert page(pia, **asked | {"nood": "nee"})["totals"].share == 0


def test_a_bar_for_each_day_and_the_same_numbers_in_a_table(cast, pia):
    write(cast, at=cast.now - timedelta(days=2))
    context, text = page(pia), pia.get(LOG).content.decode()
    assert len(context["bars"]) == len(context["totals"].days) == 30
    assert max(bar.height for bar in context["bars"]) == 120
    assert text.count("<rect") >= 30
    assert 'role="img" aria-labelledby="chart-title"' in text
    assert "style=" not in text
    assert "<details" in text


def test_what_an_officer_asked_is_in_the_log(cast, pia):
    page(pia, dossier=cast.family.dossier.codename, rol="meelezer")
    row = log_rows(user_id=cast.pia.pk)[-1]
    assert (row.action, row.role, row.object_type) == ("inspect", "privacy_officer", "toegangslog")
    assert (row.dossier_id, row.fields) == (cast.family.dossier.pk, ["rol", "dossier"])


@pytest.mark.parametrize("who", ["roos", "cem", "otto", "hugo", "sjoerd"])
def test_nobody_else_comes_here(cast, who):
    client = sign_in(getattr(cast, who))
    assert client.get(LOG).status_code == client.get(EXPORT).status_code == 404


def test_the_fg_reads_along(cast):
    assert sign_in(cast.fien).get(LOG).status_code == 200


# --- the file ---


def lines(answer):
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_rows_that_were_asked_for_as_a_file(cast, pia):
    this = write(cast, role="meelezer")
    write(cast)
    answer = pia.get(EXPORT, {"rol": "meelezer"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (line,) = lines(answer)
    assert (line["wie"], line["dossier"], line["nummer van de regel"]) == (
        "Cem", cast.family.dossier.codename, str(this),
    )  # fmt: skip
    row = log_rows(user_id=cast.pia.pk)[-1]
    assert (row.action, row.object_type) == ("export", "toegangslog")


def test_the_file_is_for_who_showed_a_moment_ago_who_they_are(cast, pia):
    session = pia.session
    session["account_authentication_methods"] = []
    session.save()
    assert "export" in pia.get(EXPORT).url
    assert pia.get(EXPORT).status_code == 302


def test_too_much_for_one_file_is_refused(cast, pia, monkeypatch):
    monkeypatch.setattr("cases.admin.LogAdmin.MOST_EXPORTED", 2)
    for _number in range(3):
        write(cast)
    answer = pia.get(EXPORT, follow=True)
    assert "te veel voor één bestand" in answer.content.decode()
    assert not log_rows(user_id=cast.pia.pk, action="export")


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@x"])
def test_no_cell_is_a_formula(text):
    assert spreadsheet.harmless(text) == f"'{text}"


# --- as much as there is ---


def test_it_asks_the_same_however_much_there_is(cast, pia):
    write(cast)
    few = queries(pia)
    for worker in ("cem", "otto", "mees", "vera"):
        for _number in range(20):
            write(cast, worker, dossier_id=new_id())
    assert queries(pia) == few


def queries(client):
    client.get(LOG)
    with CaptureQueriesContext(connection) as asked:
        client.get(LOG)
    return len(asked)


def test_every_question_names_the_time(cast, pia):
    with CaptureQueriesContext(connection) as asked:
        pia.get(LOG)
    of_log = [one["sql"] for one in asked if 'FROM "audit_accesslog"' in one["sql"]]
    assert of_log
    assert all('"at" >=' in sql and '"at" <' in sql for sql in of_log)


def test_the_second_page(cast, pia):
    for _number in range(51):
        write(cast)
    first, second = ids(pia, wie=cast.cem.pk), ids(pia, wie=cast.cem.pk, pagina=2)
    assert len(first) == 50
    assert second
    assert not first & second

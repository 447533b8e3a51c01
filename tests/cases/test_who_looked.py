"""NEN 7513, § 2.5 Toegankelijkheid: who leads a dossier sees who looked in it; nothing of what they may not read."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import log
from audit.choices import Action
from cases import actions
from cases.logbook import PAGE
from cases.models import Grant
from sealing.models import new_id
from terms.categories import SEPARATE
from tests.cast import RECORD, acting, as_system, authorise, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")


def path(cast):
    return f"/dossiers/{cast.family.dossier.pk}/logboek/"


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def looks(client, cast, of):
    """(day, kinds of it) of one colleague, newest first."""
    page = client.get(path(cast)).context["page_obj"]
    return [(look.day, look.actions, look.times) for look in page.paginator.page(page.number) if look.user == of]


def ask(cast, worker, dossier, now=None):
    with acting(worker, now), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM who_looked(%s, 100, 0)", [dossier.pk])
        return cursor.fetchall()


def test_one_line_for_each_colleague_and_day(cast, roos):
    client = sign_in(cast.cem)
    client.get(f"/dossiers/{cast.family.dossier.pk}/")
    client.get(f"/notities/{cast.family.entry.pk}/")
    assert looks(roos, cast, cast.cem) == [(cast.today, ["gelezen"], 2)]
    page = roos.get(path(cast)).content.decode()
    assert "Cem" in page
    assert "Gemeente Boekel" in page


def test_newest_first_and_by_the_dutch_day(cast, roos):
    late = cast.now.replace(hour=23, minute=30) - timedelta(days=3)
    for at in (late, late + timedelta(hours=1)):
        log.write(action=Action.READ, at=at, user_id=cast.cem.pk, dossier_id=cast.family.dossier.pk)
    days = [day for day, *_rest in looks(roos, cast, cast.cem)]
    assert days == sorted(days, reverse=True)
    assert timezone.localdate(late) in days


def test_an_emergency_is_marked(cast, roos):
    sign_in(cast.cem).get(f"/dossiers/{cast.family.dossier.pk}/")
    assert "Noodtoegang" in _line(roos, cast, "Iris")
    assert "Noodtoegang" not in _line(roos, cast, "Cem")


def _line(client, cast, name):
    page = client.get(path(cast)).content.decode()
    return next(part for part in page.split('<li class="list__row">') if f"· {name}" in part)


@pytest.mark.parametrize("who", ["cem", "mees", "paula", "vera", "otto", "hugo", "pia", "fien", "sjoerd"])
def test_it_is_for_who_leads_the_dossier(cast, who):
    worker = getattr(cast, who)
    assert sign_in(worker).get(path(cast)).status_code == 404
    assert ask(cast, worker, cast.family.dossier) == []


def test_the_database_answers_by_the_clock_and_for_that_dossier_alone(cast):
    assert ask(cast, cast.roos, cast.family.dossier)
    assert ask(cast, cast.roos, cast.other.dossier) == []
    assert ask(cast, None, cast.family.dossier) == []
    with as_system():
        Grant.objects.filter(user=cast.roos).update(valid_until=cast.now)
    assert ask(cast, cast.roos, cast.family.dossier, cast.now + timedelta(seconds=1)) == []


def test_a_deputy_sees_it_too(cast):
    with as_system():
        Grant.objects.filter(user=cast.cem).update(
            permission=_permission("plaatsvervanger"), valid_until=cast.now + timedelta(days=1)
        )
    assert sign_in(cast.cem).get(path(cast)).status_code == 200


def _permission(codename):
    return Grant._meta.get_field("permission").related_model.objects.get(codename=codename)


def test_the_log_itself_stays_closed_after_it(cast):
    with acting(cast.roos), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM who_looked(%s, 100, 0)", [cast.family.dossier.pk])
        assert cursor.fetchall()
        cursor.execute("SELECT count(*) FROM audit_accesslog")
        assert cursor.fetchone() == (0,)


def test_nobody_asks_of_an_id_whether_it_is_there(cast):
    with acting(cast.roos), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SELECT names_readable(%s, '{}')", [cast.family.dossier.pk])


def test_looking_who_looked_is_logged(cast, roos):
    before = len(log_rows(user_id=cast.roos.pk, action="inspect"))
    roos.get(path(cast))
    (row,) = log_rows(user_id=cast.roos.pk, action="inspect")[before:]
    assert (row.object_type, row.dossier_id, row.role) == ("logboek", cast.family.dossier.pk, "regisseur")


# --- what is authorised apart ---


def of_vera(client, cast):
    page = client.get(path(cast)).context["page_obj"].object_list
    return [(look.day, look.actions, look.times) for look in page if look.user == cast.vera]


@pytest.mark.parametrize("category", SEPARATE)
def test_writing_apart_leaves_no_trace_for_who_may_not_read_it(cast, roos, category):
    before = of_vera(roos, cast)
    facts = {"by": cast.vera, "now": timezone.now(), "about": [cast.family.samira.pk], **RECORD, "category": category}
    with acting(cast.vera):
        made = actions.write_entry(cast.family.dossier, kind="overleg", happened_on=cast.today, text="x", **facts)
        actions.change_entry(made, by=cast.vera, now=timezone.now(), text="y")
        task = actions.add_task(cast.family.dossier, title="z", assigned_to=cast.vera, due_on=cast.today, **facts)
        actions.finish_task(task, by=cast.vera, now=timezone.now())
        actions.undo(task, by=cast.vera, now=timezone.now())
    assert of_vera(roos, cast) == before == []


def test_writing_through_the_pages_shows_as_reading(cast, roos):
    client = sign_in(cast.vera)
    sent = RECORD | {"source": "waarneming", "happened_on": str(cast.today), "text": "t", "kind": "overleg"}
    sent |= {"category": "behandeling", "about": [str(cast.family.esra.pk)], "told_by": ""}
    form = f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/"
    client.get(form)
    assert client.post(form, sent).status_code == 302
    document = cast.family.apart["document", "behandeling"]
    client.get(f"/documenten/{document.pk}/bestand/")
    client.get(f"/notities/{cast.family.apart['entry', 'politie'].pk}/afdrukken/")
    assert {actions_[0] for _day, actions_, _times in looks(roos, cast, cast.vera)} == {"gelezen"}
    assert all(len(actions_) == 1 for _day, actions_, _times in looks(roos, cast, cast.vera))


def test_who_is_authorised_sees_that_it_was_written(cast, roos):
    """The positive control of the two tests above."""
    authorise(cast.roos)
    assert ["toegevoegd"] in [actions_ for _day, actions_, _times in looks(roos, cast, cast.vera)]


def test_ordinary_writing_is_seen(cast, roos):
    facts = {"by": cast.cem, "now": timezone.now(), "about": [cast.family.samira.pk], **RECORD}
    with acting(cast.cem):
        actions.write_entry(cast.family.dossier, kind="overleg", happened_on=cast.today, text="x", **facts)
    assert "toegevoegd" in looks(roos, cast, cast.cem)[0][1]


def test_reading_of_the_whole_dossier_stays(cast, roos):
    sign_in(cast.vera).get(f"/dossiers/{cast.family.dossier.pk}/")
    assert (cast.today, ["gelezen"], 1) in looks(roos, cast, cast.vera)


def test_no_id_of_a_record_leaves_the_function(cast):
    hidden = {str(record.pk) for record in cast.family.apart.values()}
    assert not hidden & {str(cell) for row in ask(cast, cast.roos, cast.family.dossier) for cell in row}


# --- many ---


def test_it_asks_the_same_however_much_there_is(cast, roos):
    roos.get(path(cast))
    few = queries_of(roos, cast)
    _look_often(cast)
    assert queries_of(roos, cast) == few


def queries_of(client, cast):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path(cast)).status_code == 200
    return len(queries)


def _look_often(cast):
    for days in range(2, PAGE + 10):
        at = cast.now - timedelta(days=days)
        log.write(action=Action.READ, at=at, user_id=cast.cem.pk, dossier_id=cast.family.dossier.pk)


def test_the_second_page_goes_on_where_the_first_stopped(cast, roos):
    _look_often(cast)
    first, second = (roos.get(f"{path(cast)}?pagina={number}").context["page_obj"] for number in (1, 2))
    assert len(first.object_list) == PAGE
    assert first.object_list[-1].day >= second.object_list[0].day
    assert not {(one.user, one.day) for one in first} & {(one.user, one.day) for one in second}


def test_the_dossier_leads_there(cast, roos):
    assert path(cast) in roos.get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()
    assert path(cast) not in sign_in(cast.cem).get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()


def test_a_row_about_something_that_cannot_be_found_is_left_out(cast, roos):
    facts = {"at": timezone.now(), "user_id": cast.mees.pk, "dossier_id": cast.family.dossier.pk}
    log.write(action=Action.CREATE, object_type="entry", record_ids=[new_id()], **facts)
    assert looks(roos, cast, cast.mees) == []

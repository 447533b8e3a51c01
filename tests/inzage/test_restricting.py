"""AVG art. 18: what is restricted may be stored and nothing else: no path gives its content to a colleague."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import NoReverseMatch

from audit.purposes import Purpose
from cases.models import Draft, Entry, Restricted
from cases.records import record_models
from cases.workday import duties_of
from consent.models import Disclosure
from inzage.actions import restrictions
from inzage.choices import UseGround
from inzage.errors import NotPossible
from inzage.models import RestrictedReading, Restriction
from retention.models import Hold, HoldKind
from tests.addresses import every_address
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import acting, as_system, log_rows, opened, sign_in
from tests.inzage.test_carrying_out import dirk, granted, page_of, shared  # noqa: F401
from tests.inzage.test_consents import resident
from tests.inzage.test_requests import ask, lines_of, part_of

pytestmark = [pytest.mark.policy("4.2"), pytest.mark.policy("2")]
SECRET = "boerenzwaluw"
WHY = {"ground": "juistheid", "reason": "Wij zoeken het uit"}
INSIDE = ("roos", "cem", "mees", "paula", "vera")


@pytest.fixture
def secret(cast):  # noqa: F811
    """A note that says something nothing else says, with its earlier version, and the draft of a change."""
    with as_system():
        entry = Entry.objects.get(pk=cast.family.entry.pk)
    with acting(cast.roos, cast.now):
        entry = opened(entry)
        entry.text, entry.statement = f"Eerst {SECRET}", f"Ook {SECRET}"
        entry.save()
        entry.text = f"Nu {SECRET}"
        entry.save()
        Draft.objects.create(
            dossier=cast.family.dossier, user=cast.roos, about=entry.about, record_id=entry.pk,
            content={"text": f"Straks {SECRET}"}, created_at=cast.now, saved_at=cast.now,
            expires_at=cast.now + timedelta(days=5),
        )  # fmt: skip
    return entry


def review_on(cast):  # noqa: F811
    return cast.today + timedelta(days=30)


def restrict(cast, dirk, record, **facts):  # noqa: F811
    """As Roos does it on the page."""
    part = granted(cast, dirk, "beperking")
    form = {**WHY, "review_on": review_on(cast).isoformat()} | facts
    rest = f"{record.pk}/" if record else "alles/"
    assert sign_in(cast.roos).post(page_of(part, rest), form).status_code == 302
    with as_system():
        return Restriction.objects.select_related("dossier", "request").get(request=part.request)


def everywhere(cast, worker) -> dict[str, str]:  # noqa: F811
    """Address → what this colleague reads there, of every page of theirs that there is."""
    client, read = sign_in(worker), {}
    for address in every_address():
        if address.route.startswith(("beheer", "mijn")) or not address.view_name:
            continue
        try:
            paths = [address.path_in(cast.family)] if address.ids else [address.path()]
        except NoReverseMatch:
            continue
        for path in paths:
            answer = client.get(path)
            read[path] = b"".join(answer) if answer.streaming else answer.content
    read["zoeken"] = client.post("/zoeken/", {"q": SECRET}).content
    return {path: content.decode(errors="replace") for path, content in read.items()}


# --- no path ---


def test_no_page_gives_a_colleague_what_is_restricted(cast, dirk, secret):  # noqa: F811
    before = [path for path, content in everywhere(cast, cast.roos).items() if SECRET in content]
    assert len(before) >= 5, "found before, or the walk proves nothing"
    restrict(cast, dirk, secret)
    for name in ("roos", "cem"):
        after = everywhere(cast, getattr(cast, name))
        # The page with what was searched says the word itself.
        found = [path for path, content in after.items() if SECRET in content and path != "zoeken"]
        assert found == [], name
        assert f"/notities/{secret.pk}/" not in after["zoeken"]


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model.__name__)
def test_with_every_door_forgotten_the_database_gives_none_of_it(cast, dirk, model):  # noqa: F811
    """Everything about Samira: of every kind, in its history too, to every colleague."""
    held = restrict(cast, dirk, None)
    with as_system():
        closed = set(held.closed.values_list("record_id", flat=True))
        there = set(model.objects.filter(pk__in=closed).values_list("pk", flat=True))
    for name in INSIDE:
        with acting(getattr(cast, name), cast.now):
            assert not model.objects.filter(pk__in=there).exists()
            assert not model.history.filter(id__in=there).exists()
            assert not model.objects.filter(pk__in=there).update(withheld=True)
    with as_system():
        readable = model.objects.readable_by(cast.roos, cast.now)
        assert not readable.filter(pk__in=there).exists(), "the doors alone, with the database open"


def test_everything_about_a_person_is_everything_but_the_work_of_the_house(cast, dirk):  # noqa: F811
    with as_system():
        part = granted(cast, dirk, "beperking")
    lines = {line.id for line in lines_of(part)}
    form = {**WHY, "review_on": review_on(cast).isoformat()}
    assert sign_in(cast.roos).post(page_of(part, "alles/"), form).status_code == 302
    with as_system():
        closed = set(Restricted.objects.running().values_list("record_id", flat=True))
    from_house = lines - closed
    with as_system():
        rules = set(cast.family.dossier.tasks.filter(pk__in=from_house).values_list("rule", flat=True))
        assert len(from_house) == cast.family.dossier.tasks.filter(pk__in=from_house).count()
    assert "" not in rules
    assert sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/").status_code == 200


def test_what_carried_it_closes_too_and_its_link(cast, dirk, secret):  # noqa: F811
    went = shared(cast, secret)
    restrict(cast, dirk, secret)
    client = sign_in(cast.roos)
    assert client.get(f"/verstrekkingen/{went.pk}/").status_code == 404
    for purpose in (Purpose.SHARING, Purpose.DELIVERY):
        with as_system(purpose):
            assert not Disclosure.objects.filter(pk=went.pk).exists()
    with acting(cast.roos, cast.now):
        rules = [one.rule for one in duties_of(cast.roos, cast.now)]
    assert "doorgeven_beperking" not in rules


def test_a_colleague_sees_that_there_is_something_since_when_and_by_whom(cast, dirk, secret):  # noqa: F811
    held = restrict(cast, dirk, secret)
    for name in ("roos", "cem"):
        page = sign_in(getattr(cast, name)).get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()
        assert f"/beperkingen/{held.pk}/" in page
        assert "besloten door Dirk" in page
    page = sign_in(cast.cem).get(f"/beperkingen/{held.pk}/").content.decode()
    assert "Notitie (1)" in page
    assert f"/beperkingen/{held.pk}/{secret.pk}/" not in page
    assert sign_in(cast.otto).get(f"/beperkingen/{held.pk}/").status_code == 404


def test_the_person_it_is_about_still_gets_it_at_inzage(cast, dirk, secret):  # noqa: F811
    restrict(cast, dirk, secret)
    again = part_of(ask(cast, "samira"))
    assert secret.pk in {line.id for line in lines_of(again)}


# --- reading it all the same ---


def test_who_leads_reads_it_for_one_of_four_purposes_and_it_is_kept_who_and_why(cast, dirk, secret):  # noqa: F811
    held = restrict(cast, dirk, secret)
    to = f"/beperkingen/{held.pk}/{secret.pk}/"
    client = sign_in(cast.roos)
    assert SECRET not in client.get(to).content.decode()
    for wrong in ({}, {"goal": "nieuwsgierig", "reason": "x"}, {"goal": UseGround.OTHERS, "reason": " "}):
        assert SECRET not in client.post(to, wrong).content.decode()
    answer = client.post(to, {"goal": UseGround.OTHERS, "reason": "De buurvrouw doet aangifte"})
    assert SECRET in answer.content.decode()
    assert SECRET not in client.get(to).content.decode(), "asked anew each time"
    with as_system():
        (reading,) = RestrictedReading.objects.filter(restriction=held)
    assert (reading.user_id, reading.goal, reading.record_id) == (cast.roos.pk, "anderen", secret.pk)
    assert any(secret.pk in row.record_ids for row in log_rows(user_id=cast.roos.pk, object_type="beperking"))
    assert "De buurvrouw doet aangifte" in client.get(f"/beperkingen/{held.pk}/").content.decode()
    for worker in (cast.cem, cast.mees, cast.otto, cast.pia):
        other = sign_in(worker).post(to, {"goal": UseGround.OTHERS, "reason": "Nodig"})
        assert (other.status_code, SECRET in other.content.decode()) == (404, False)


# --- lifting ---


def test_nothing_is_lifted_before_the_resident_was_told(cast, dirk, secret):  # noqa: F811
    held = restrict(cast, dirk, secret)
    client, to = sign_in(cast.roos), f"/beperkingen/{held.pk}/"
    page = client.post(to, {"opheffen": "1", "reason": "Het klopt toch"}).content.decode()
    assert "Vertel de inwoner eerst" in page
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.filter(pk=held.pk).update(ended_at=cast.now, ended_by=cast.roos)
    assert client.post(to, {"verteld": "1", "told": "Wij hebben het uitgezocht"}).status_code == 302
    mine = resident(cast, cast.family.samira).get(f"/mijn/verzoeken/{held.request_id}/").content.decode()
    assert "Wij hebben het uitgezocht" in mine
    assert client.post(to, {"opheffen": "1", "reason": "Het klopt toch"}).status_code == 302
    assert SECRET in client.get(f"/notities/{secret.pk}/").content.decode()
    with as_system():
        assert not held.closed.running().exists()


@pytest.mark.policy("3.3")
def test_it_never_ends_by_time_and_makes_work_on_its_day(cast, dirk, secret):  # noqa: F811
    held = restrict(cast, dirk, secret)
    later = cast.now + timedelta(days=400)
    with acting(cast.roos, later):
        due = [one for one in duties_of(cast.roos, later) if one.rule == "beperking"]
        assert not Entry.objects.filter(pk=secret.pk).exists()
    assert [(one.url, one.due_on) for one in due] == [(f"/beperkingen/{held.pk}/", review_on(cast))]
    with as_system():
        kept = restrictions.keep(
            opened(held), review_on=cast.today + timedelta(60), by=cast.roos, now=cast.now, on=cast.today
        )
        assert kept.review_on == cast.today + timedelta(60)
        for day in (cast.today, cast.today + timedelta(200)):
            with pytest.raises(NotPossible):
                restrictions.keep(kept, review_on=day, by=cast.roos, now=cast.now, on=cast.today)


# --- destruction ---


@pytest.mark.policy("2.3")
@pytest.mark.parametrize("ground", ["juistheid", "rechtsvordering"])
def test_it_keeps_nothing_past_its_day_unless_for_a_legal_claim(cast, dirk, secret, ground):  # noqa: F811
    held = restrict(cast, dirk, secret, ground=ground)
    with as_system(Purpose.DESTRUCTION):
        holds = list(Hold.objects.open().filter(procedure=held.pk))
        assert Entry.objects.filter(pk=secret.pk).exists(), "what destroys still finds it"
    if ground == "juistheid":
        assert holds == []
        return
    (hold,) = holds
    assert (hold.kind, hold.review_on, hold.about) == (HoldKind.COURT, held.review_on, [held.person_id])
    with as_system():
        told = restrictions.tell(opened(held), told="Het is voorbij", by=cast.roos, now=cast.now)
        restrictions.lift(told, reason="De zaak is klaar", by=cast.roos, now=cast.now + timedelta(minutes=1))
    with as_system(Purpose.DESTRUCTION):
        assert Hold.objects.get(pk=hold.pk).released_at is not None


def test_colleagues_write_nothing_in_what_says_so(cast, dirk, secret):  # noqa: F811
    held = restrict(cast, dirk, secret)
    with acting(cast.roos, cast.now):
        for rows, change in (
            (Restricted.objects.running().filter(record_id=secret.pk), {"ended_at": cast.now}),
            (Restriction.objects.filter(pk=held.pk), {"review_on": cast.today}),
        ):
            assert rows.exists()
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                rows.update(**change)
        assert Restricted.objects.filter(record_id=secret.pk).delete()[0] == 0

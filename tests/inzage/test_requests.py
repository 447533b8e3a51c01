"""§ 4.2 of the policy: a resident asks, the dossier prepares, who has the mandate decides; it is fetched once."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.purposes import Purpose
from cases.actions import write_entry
from cases.models import Entry, Person, Task
from cases.workday import duties_of
from inzage import deadlines, material
from inzage.actions import deciding, preparing, releasing, requests
from inzage.errors import NoMandate, NotPossible
from inzage.models import Mandate, Release, Request, RequestPart, Shielding
from inzage.proposing import NOT_INSTALLED
from inzage.showing import querysets_for
from inzage.states import PartState, ReleaseState, RequestState
from retention import due
from retention.models import Hold, HoldKind
from sealing.index import bsn_index
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import CANARY, RECORD, acting, as_system, bsns, make_worker, opened, sign_in
from tests.inzage.residents import at_peace
from tests.inzage.test_consents import resident

pytestmark = pytest.mark.policy("4.2")
WISH = "Alles over de zomer"


@pytest.fixture
def dirk(cast):  # noqa: F811
    return make_decider(cast)


def make_decider(cast):  # noqa: F811
    """Dirk decides, and works in no dossier."""
    user = make_worker("Dirk", cast.roos.organisation, "hulpverlener")
    text = cast.roos.acceptances.get().text
    user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=cast.now)
    long_ago = cast.today - timedelta(days=30)
    Mandate.objects.create(user=user, kinds=["inzage", "correctie"], decree="Mandaatbesluit 2026", valid_from=long_ago)
    return user


@pytest.fixture
def asked(cast):  # noqa: F811
    """Samira asked for inzage in the portal."""
    return ask(cast, "samira")


def ask(cast, name, kind="inzage", **facts) -> Request:  # noqa: F811
    person = opened(getattr(cast.family, name))
    facts = {"asker_id": person.pk, "asked_by": name, "wish": WISH, "way": "portaal"} | facts
    request = requests.register(person, kind=kind, came_on=cast.today, now=cast.now, by=None, **facts)
    return opened(request)


def part_of(request) -> RequestPart:
    with as_system(Purpose.INSIGHT):
        return opened(RequestPart.objects.select_related("dossier", "request").get(request=request))


def lines_of(part):
    with as_system(Purpose.INSIGHT):
        return material.lines_of(part)


def prepare(cast, request, *, besides=()):  # noqa: F811
    """Everything looked at but `besides`, and read along by Cem."""
    part = part_of(request)
    ids = [line.id for line in lines_of(part) if line.id not in besides]
    with acting(cast.roos, cast.now):
        preparing.look(part, ids, by=cast.roos, now=cast.now)
        preparing.ask_second(part, second=cast.cem, advice="Tonen", left=0, by=cast.roos, now=cast.now)
    with acting(cast.cem, cast.now):
        preparing.judge(part, agrees=True, by=cast.cem, now=cast.now)
    return part


def decide(cast, request, by, outcome="deels", reasons="Een deel gaat over anderen", left=0):  # noqa: F811
    said = {"outcome": outcome, "reasons": reasons}
    with acting(by, cast.now):
        return deciding.decide(request, by=by, now=cast.now, on=cast.today, left=left, task=Nothing(), **said)


class Nothing:
    """Stands where a job is put in the queue: the tests run it themselves."""

    def delay(self, *ids):
        self.asked = ids


def made(cast, request) -> Release:  # noqa: F811
    with as_system(Purpose.INSIGHT):
        pk = Release.objects.get(request=request).pk
    releasing.make(pk, lambda: cast.now)
    with as_system(Purpose.INSIGHT):
        return opened(Release.objects.select_related("request").get(pk=pk))


def parcel_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- asking ---


def test_who_asks_in_the_portal_follows_it_there(cast):  # noqa: F811
    client = resident(cast, cast.family.samira)
    answer = client.post("/mijn/verzoeken/nieuw/?wat=inzage", {"wish": WISH})
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert WISH in page
    with as_system(Purpose.INSIGHT):
        request = Request.objects.get(asker=cast.family.samira, state=RequestState.OPEN)
        parts = list(request.parts.values_list("dossier_id", "about"))
    assert parts == [(cast.family.dossier.pk, [cast.family.samira.pk])]
    assert request.due_on == deadlines.answer_by("inzage", cast.today)
    # The address has the id, whose last digits are the number.
    said = client.get("/mijn/verzoeken/").content.decode().replace(str(request.pk), "")
    assert request.number not in said


def test_another_resident_sees_nothing_of_it(cast, asked):  # noqa: F811
    other = resident(cast, cast.family.ruud)
    assert other.get(f"/mijn/verzoeken/{asked.pk}/").status_code == 404
    assert other.post(f"/mijn/verzoeken/{asked.pk}/intrekken/").status_code == 404
    assert WISH not in other.get("/mijn/verzoeken/").content.decode()


def test_a_portal_that_was_made_smaller_takes_no_requests_and_says_nothing_odd(cast, asked):  # noqa: F811
    client = resident(cast, cast.family.samira, portal="beperkt")
    assert client.get(f"/mijn/verzoeken/{asked.pk}/").status_code == 404
    assert client.post("/mijn/verzoeken/nieuw/?wat=inzage", {"wish": WISH}).status_code == 200
    with as_system(Purpose.INSIGHT):
        assert Request.objects.filter(state=RequestState.OPEN).count() == 1


def test_while_it_runs_nothing_about_this_person_is_destroyed(cast, asked):  # noqa: F811
    with as_system(Purpose.DESTRUCTION):
        held = Hold.objects.get(procedure=asked.pk)
    assert (held.kind, held.dossier_id, held.about) == (HoldKind.INSPECTION, cast.family.dossier.pk, [asked.person_id])
    requests.withdraw(asked, by=None, now=cast.now, log_as=None)
    with as_system(Purpose.DESTRUCTION):
        assert Hold.objects.get(procedure=asked.pk).released_at is not None


def test_a_request_to_destroy_becomes_one_in_each_dossier(cast):  # noqa: F811
    asked = ask(cast, "samira", kind="vernietiging")
    with as_system(Purpose.DESTRUCTION):
        found = cast.family.dossier.destruction_requests.get(state="open")
    assert (found.person_id, found.way, opened(found).wish) == (asked.person_id, "portaal", WISH)


# --- the clock ---


def test_it_is_extended_once_in_time_and_with_a_reason(cast, asked, dirk):  # noqa: F811
    moment = {"by": dirk, "now": cast.now}
    with pytest.raises(NotPossible):
        requests.extend(asked, reason=" ", on=cast.today, **moment)
    with pytest.raises(NotPossible):
        requests.extend(asked, reason="Veel", on=asked.due_on + timedelta(days=1), **moment)
    longer = requests.extend(asked, reason="Het is veel", on=asked.due_on, **moment)
    assert longer.due_on == deadlines.answer_by("inzage", cast.today, extended=True)
    with pytest.raises(NotPossible):
        requests.extend(asked, reason="Nog meer", on=cast.today, **moment)


def test_it_stands_still_only_while_it_is_in_doubt_who_asks(cast, asked, dirk):  # noqa: F811
    moment = {"by": dirk, "now": cast.now}
    requests.ask_who_asks(asked, on=cast.today + timedelta(days=2), **moment)
    with pytest.raises(NotPossible):
        decide(cast, asked, dirk)
    after = requests.shown_who_asks(asked, on=cast.today + timedelta(days=9), **moment)
    assert (after.waited, after.waits_since) == (7, None)
    assert after.due_on == deadlines.answer_by("inzage", cast.today, waited=7)


# --- preparing ---


def test_who_leads_has_it_on_the_list_and_nobody_else(cast, asked):  # noqa: F811
    rules = {}
    for name in ("roos", "cem", "otto"):
        with acting(getattr(cast, name), cast.now):
            rules[name] = {due.rule for due in duties_of(getattr(cast, name), cast.now)}
    assert [name for name, found in rules.items() if "verzoek" in found] == ["roos"]


def test_what_is_withheld_is_nowhere_at_the_desk(cast, asked):  # noqa: F811
    part = part_of(asked)
    assert cast.family.entry.pk in {line.id for line in lines_of(part)}
    with as_system():
        Entry.objects.filter(pk=cast.family.entry.pk).update(withheld=True)
    assert cast.family.entry.pk not in {line.id for line in lines_of(part)}


def test_nothing_is_shielded_without_a_reason_or_for_longer_than_a_year(cast, asked):  # noqa: F811
    part, facts = part_of(asked), {"by": cast.roos, "now": cast.now, "on": cast.today}
    what = {"field": "text", "words": CANARY, "place": 0, "ground": "anderen"}
    for reason, days in ((" ", 10), ("Van een ander", 0), ("Van een ander", 367)):
        review_on = cast.today + timedelta(days=days)
        with pytest.raises(NotPossible):
            preparing.shield(part, cast.family.entry, reason=reason, review_on=review_on, **what, **facts)


def test_a_second_colleague_reads_along_and_can_send_it_back(cast, asked):  # noqa: F811
    part = part_of(asked)
    facts = {"advice": "Tonen", "by": cast.roos, "now": cast.now}
    with pytest.raises(NotPossible):
        preparing.ask_second(part, second=cast.cem, left=1, **facts)
    with pytest.raises(NotPossible):
        preparing.ask_second(part, second=cast.roos, left=0, **facts)
    preparing.ask_second(part, second=cast.cem, left=0, **facts)
    with pytest.raises(NotPossible):
        preparing.judge(part, agrees=True, by=cast.roos, now=cast.now)
    back = preparing.judge(part, agrees=False, by=cast.cem, now=cast.now)
    assert back.state == PartState.OPEN


# --- deciding ---


def test_without_a_mandate_of_today_nobody_decides(cast, asked, dirk):  # noqa: F811
    prepare(cast, asked)
    for user in (cast.mees, cast.pia):
        with pytest.raises(NoMandate):
            decide(cast, asked, user)
    Mandate.objects.filter(user=dirk).update(valid_until=cast.today - timedelta(days=1))
    with pytest.raises(NoMandate):
        decide(cast, asked, dirk)
    Mandate.objects.filter(user=dirk).update(valid_until=None)
    done = decide(cast, asked, dirk)
    assert (done.state, done.decided_by, done.mandate.decree) == (RequestState.DECIDED, dirk, "Mandaatbesluit 2026")


def test_a_mandate_is_nothing_for_whose_roles_never_go_with_a_dossier(cast, asked):  # noqa: F811
    prepare(cast, asked)
    long_ago = cast.today - timedelta(days=3)
    for user in (cast.pia, cast.hugo, cast.fien):
        Mandate.objects.create(user=user, kinds=["inzage"], decree="Besluit", valid_from=long_ago)
        with pytest.raises(NoMandate):
            decide(cast, asked, user)
        assert sign_in(user).get("/inzage/").status_code == 404


def test_who_prepared_it_does_not_decide(cast, asked):  # noqa: F811
    prepare(cast, asked)
    Mandate.objects.create(user=cast.roos, kinds=["inzage"], decree="Besluit", valid_from=cast.today)
    with pytest.raises(NotPossible):
        decide(cast, asked, cast.roos)


def test_a_decision_says_why_and_says_no_more_than_is_so(cast, asked, dirk):  # noqa: F811
    part = part_of(asked)
    shield(cast, part)
    prepare(cast, asked)
    for outcome, reasons, left in (("geweigerd", "", 0), ("toegewezen", "", 0), ("deels", "Zo is het", 3)):
        with pytest.raises(NotPossible):
            decide(cast, asked, dirk, outcome, reasons, left)


@pytest.mark.policy("1.5")
def test_a_request_about_another_is_weighed_first(cast, dirk):  # noqa: F811
    asked = ask(cast, "deniz", asker_id=cast.family.samira.pk, capacity="gezag")
    prepare(cast, asked)
    with pytest.raises(NotPossible):
        decide(cast, asked, dirk)
    deciding.weigh(asked, weighing="Het belang van het kind gaat voor", by=dirk, now=cast.now)
    assert decide(cast, asked, dirk).state == RequestState.DECIDED


def shield(cast, part, words=CANARY, entry=None) -> Shielding:  # noqa: F811
    entry = opened(entry or cast.family.entry)
    with acting(cast.roos, cast.now):
        return preparing.shield(
            part, entry, field="text", words=words, place=entry.text.index(words), ground="anderen",
            reason="Van een ander", review_on=cast.today + timedelta(days=90), by=cast.roos, now=cast.now,
            on=cast.today,
        )  # fmt: skip


# --- the answer ---


def test_who_asked_fetches_it_once_with_a_gap_and_without_the_words(cast, asked, dirk):  # noqa: F811
    words = "Haar broer zei dat hij de huur niet meer betaalt"
    with acting(cast.roos, cast.now):
        note = note_with(cast, f"Gesprek aan de keukentafel. {words}. Wij spreken af voor maandag.")
    shield(cast, part_of(asked), words, note)
    prepare(cast, asked)
    decide(cast, asked, dirk)
    release = made(cast, asked)
    assert (release.state, release.leaks) == (ReleaseState.READY, None)
    client = resident(cast, cast.family.samira)
    answer = client.post(f"/mijn/verzoeken/{asked.pk}/ophalen/")
    files = parcel_of(answer.content)
    assert {"besluit.pdf", "bundel.pdf", "bundel.json"} <= files.keys()
    told = files["bundel.json"].decode()
    assert "Gesprek aan de keukentafel." in told
    assert "Wij spreken af voor maandag." in told
    assert words not in told
    assert {"weggelaten": "anderen"} in passages_in(json.loads(told))
    again = client.post(f"/mijn/verzoeken/{asked.pk}/ophalen/")
    assert again.status_code == 302
    assert "al opgehaald" in client.get(again.url).content.decode()
    with as_system(Purpose.INSIGHT):
        assert Request.objects.get(pk=asked.pk).state == RequestState.CLOSED


def passages_in(told) -> list[dict]:
    if isinstance(told, dict):
        return [told, *(one for value in told.values() for one in passages_in(value))]
    return [one for value in told for one in passages_in(value)] if isinstance(told, list) else []


def test_what_stands_elsewhere_too_stops_the_answer(cast, asked, dirk):  # noqa: F811
    """Shielded in one note and shown in another: nothing goes until somebody decided about both."""
    words = "Zij vertelde dat de buurman haar elke avond bedreigt"
    with acting(cast.roos, cast.now):
        first, second = note_with(cast, words), note_with(cast, f"Vandaag weer. {words}. Wij bellen morgen.")
    part = part_of(asked)
    shield(cast, part, words, first)
    prepare(cast, asked)
    decide(cast, asked, dirk)
    stopped = made(cast, asked)
    assert stopped.state == ReleaseState.STOPPED
    assert [(one["record"], one["part"], one["text"]) for one in stopped.leaks] == [
        (str(second.pk), str(part.pk), "Tekst")
    ]
    assert words not in str(stopped.leaks)
    piece = f"/inzage/{asked.pk}/{part.pk}/{second.pk}/"
    client = sign_in(dirk)
    assert piece in client.get(f"/inzage/{asked.pk}/").content.decode()
    assert "Iets niet tonen" not in client.get(piece).content.decode()
    assert "Neem het besluit terug" in client.get(f"/inzage/{asked.pk}/").content.decode()
    client.post(f"/inzage/{asked.pk}/terugnemen/")
    page = client.get(f"/inzage/{asked.pk}/").content.decode()
    assert piece in page
    assert "Een deel gaat over anderen" in page, "what was written is the beginning of the next decision"
    (proposed,) = client.get(piece).context["form"].proposals
    review = cast.today + timedelta(days=90)
    said = {"proposed": proposed, "ground": "anderen", "reason": "Ook hier", "review_on": str(review)}
    assert client.post(piece, said).status_code == 302
    decide(cast, opened(fresh(asked)), dirk)
    assert made(cast, asked).state == ReleaseState.READY


def test_a_decision_is_taken_back_only_when_its_answer_was_stopped(cast, asked, dirk):  # noqa: F811
    prepare(cast, asked)
    decide(cast, asked, dirk)
    with pytest.raises(NotPossible):
        deciding.take_back(asked, by=dirk, now=cast.now, on=cast.today)
    assert made(cast, asked).state == ReleaseState.READY
    with pytest.raises(NotPossible):
        deciding.take_back(asked, by=dirk, now=cast.now, on=cast.today)
    assert fresh(asked).state == RequestState.DECIDED


def test_what_is_decided_twice_is_to_be_carried_out_once(cast, dirk):  # noqa: F811
    asked = ask(cast, "samira", kind="correctie")
    prepare(cast, asked)
    decide(cast, asked, dirk)
    assert to_do_about(cast, "Verbeter wat er staat") == 1
    with as_system(Purpose.INSIGHT):
        Release.objects.filter(request=asked).update(state=ReleaseState.STOPPED)
    with pytest.raises(NotPossible):
        decide(cast, asked, dirk)
    deciding.take_back(asked, by=dirk, now=cast.now, on=cast.today)
    assert to_do_about(cast, "Verbeter wat er staat") == 0
    with pytest.raises(NotPossible):
        releasing.make_anew(asked, by=dirk, now=cast.now)
    decide(cast, opened(fresh(asked)), dirk)
    assert to_do_about(cast, "Verbeter wat er staat") == 1


def test_what_a_dossier_carries_out_already_is_not_taken_back(cast, dirk):  # noqa: F811
    asked = ask(cast, "samira", kind="correctie")
    part = prepare(cast, asked)
    decide(cast, asked, dirk)
    with as_system(Purpose.INSIGHT):
        Release.objects.filter(request=asked).update(state=ReleaseState.STOPPED)
        RequestPart.objects.filter(pk=part.pk).update(carried_out_at=cast.now, carried_out_by=cast.roos)
    with pytest.raises(NotPossible):
        deciding.take_back(asked, by=dirk, now=cast.now, on=cast.today)


def to_do_about(cast, title) -> int:  # noqa: F811
    with as_system():
        waiting = Task.objects.filter(dossier=cast.family.dossier, done_at__isnull=True)
        return sum(opened(one).title.startswith(title) for one in waiting)


def fresh(asked) -> Request:
    with as_system(Purpose.INSIGHT):
        return Request.objects.get(pk=asked.pk)


@pytest.mark.policy("1.5")
def test_the_desk_proposes_where_a_child_hides_from_the_parent_who_asks(cast, dirk):  # noqa: F811
    deniz = cast.family.deniz
    with as_system():
        child = opened(deniz)
        child.address = {"street": "Zilverschoonpad", "number": "8371", "postcode": "5431 KX", "town": "Grevenbicht"}
        child.address_secret = True
        child.save()
    with acting(cast.roos, cast.now):
        note = write_entry(
            cast.family.dossier, by=cast.roos, now=cast.now, text="Deniz is nu op Zilverschoonpad 8371.",
            kind="overleg", happened_on=cast.today, about=[deniz.pk], **RECORD,
        )  # fmt: skip
    asked = ask(cast, "deniz", asker_id=cast.family.ruud.pk, asked_by="Ruud", capacity="gezag")
    client, part = sign_in(cast.roos), part_of(asked)
    page = client.get(f"/verzoeken/{part.pk}/stuk/{note.pk}/")
    (proposal,) = page.context["form"].proposals.values()
    assert (proposal.words, proposal.ground) == ("Zilverschoonpad 8371", "betrokkene")
    assert page.context["form"]["ground"].initial == "betrokkene"
    assert "Grond: Bescherming van de betrokkene" in page.content.decode()
    said = {"proposed": f"text|{proposal.start}|{proposal.end}", "ground": "betrokkene", "reason": "Zij schuilt"}
    said |= {"review_on": str(cast.today + timedelta(days=90))}
    assert client.post(f"/verzoeken/{part.pk}/stuk/{note.pk}/", said).status_code == 302
    prepare(cast, asked)
    deciding.weigh(asked, weighing="Het belang van het kind gaat voor", by=dirk, now=cast.now)
    decide(cast, asked, dirk)
    assert made(cast, asked).state == ReleaseState.READY


def note_with(cast, text, now=None, by=None, **more) -> Entry:  # noqa: F811
    facts = {"text": text, "kind": "overleg", "happened_on": cast.today, "about": [cast.family.samira.pk]}
    return write_entry(cast.family.dossier, by=by or cast.roos, now=now or cast.now, **facts | RECORD | more)


def test_what_was_not_fetched_in_time_is_gone_and_can_be_made_anew(cast, asked, dirk):  # noqa: F811
    prepare(cast, asked)
    decide(cast, asked, dirk, "toegewezen", "")
    release = made(cast, asked)
    assert releasing.expire(cast.now) == 0
    later = cast.now + releasing.READY_FOR
    assert releasing.expire(later) == 1
    with as_system(Purpose.INSIGHT):
        assert Release.objects.get(pk=release.pk).state == ReleaseState.EXPIRED
    client = resident(cast, cast.family.samira)
    assert client.post(f"/mijn/verzoeken/{asked.pk}/ophalen/").status_code == 302
    releasing.make_anew(asked, by=dirk, now=cast.now)
    assert made(cast, asked).state == ReleaseState.READY


def test_a_killed_worker_is_followed_by_another(cast, asked, dirk):  # noqa: F811
    prepare(cast, asked)
    decide(cast, asked, dirk, "toegewezen", "")
    with as_system(Purpose.INSIGHT):
        busy = Release.objects.get(request=asked)
        Release.objects.filter(pk=busy.pk).update(state=ReleaseState.MAKING, beat_at=cast.now)
    assert releasing.make(busy.pk, lambda: cast.now + timedelta(minutes=1)) is None
    assert releasing.make(busy.pk, lambda: cast.now + timedelta(minutes=6)) == ReleaseState.READY


# --- after ---


@pytest.mark.policy("3.3")
def test_a_shielding_never_ends_by_time_and_makes_work_on_its_day(cast, asked):  # noqa: F811
    held = shield(cast, part_of(asked))
    later = cast.now + timedelta(days=400)
    with acting(cast.roos, later):
        due = [one for one in duties_of(cast.roos, later) if one.rule == "afscherming_verzoek"]
    assert [one.url for one in due] == [f"/afschermingen/{held.pk}/"]
    with as_system(Purpose.INSIGHT):
        assert Shielding.objects.toward(asked).holding().filter(pk=held.pk).exists()
        with pytest.raises(NotPossible):
            preparing.show(held, reason="", by=cast.roos, now=later)
        preparing.show(held, reason="De buurman weet het nu", by=cast.roos, now=later)
        assert not Shielding.objects.toward(asked).filter(pk=held.pk).exists()


def test_a_later_answer_says_what_is_new_and_shields_the_same_again(cast, asked, dirk):  # noqa: F811
    words = "De buurvrouw hoorde elke nacht geschreeuw door de muur"
    with acting(cast.roos, cast.now):
        note = note_with(cast, f"Eerste gesprek. {words}.")
    shield(cast, part_of(asked), words, note)
    prepare(cast, asked)
    decide(cast, asked, dirk)
    made(cast, asked)
    later = cast.now + timedelta(days=40)
    with acting(cast.roos, later):
        note_with(cast, "Tweede gesprek, na de vakantie.", now=later)
    again = ask(cast, "samira")
    prepare(cast, again)
    with as_system(Purpose.INSIGHT):
        Request.objects.filter(pk=asked.pk).update(decided_at=cast.now + timedelta(days=1))
    with acting(dirk, later):
        said = {"outcome": "deels", "reasons": "Als vorige keer"}
        deciding.decide(again, by=dirk, now=later, on=cast.today, left=0, task=Nothing(), **said)
    release = made(cast, again)
    assert release.state == ReleaseState.READY
    told = parcel_of(releasing.fetch(release, now=cast.now))["bundel.json"].decode()
    assert "Nieuw sinds het vorige antwoord" in told
    assert "Eerste gesprek." in told
    assert words not in told


@pytest.mark.policy("2.3")
def test_who_waits_for_an_answer_is_not_destroyed_meanwhile(cast, asked):  # noqa: F811
    with as_system(Purpose.DESTRUCTION):
        assert asked.person_id in due.used([asked.person_id, cast.other.piet.pk], cast.now)
        Request.objects.filter(pk=asked.pk).update(state=RequestState.WITHDRAWN)
        in_use = [use([asked.person_id]) for use in due.further_uses]
    assert in_use == [set()]


# --- for another ---


@pytest.mark.policy("1.5")
def test_a_parent_asks_for_a_child_of_eleven_and_the_child_does_not(cast):  # noqa: F811
    family = cast.family
    at_peace(cast, family.esra)
    client = resident(cast, family.samira)
    whom = client.get("/mijn/verzoeken/nieuw/?wat=inzage")
    assert whom.context["people"] == [family.samira, family.esra]
    assert opened(family.esra).full_name in whom.content.decode()
    client.post("/mijn/verzoeken/nieuw/?wat=inzage", {"wish": WISH, "over": str(family.esra.pk)})
    with as_system(Purpose.INSIGHT):
        asked = Request.objects.get(person=family.esra, state=RequestState.OPEN)
    assert (asked.asker_id, asked.capacity, asked.is_about_another) == (family.samira.pk, "gezag", True)
    child = resident(cast, family.esra)
    child.post("/mijn/verzoeken/nieuw/?wat=inzage", {"wish": WISH})
    with as_system(Purpose.INSIGHT):
        assert not Request.objects.filter(asker=family.esra).exclude(pk=family.request.pk).exists()


@pytest.mark.policy("1.5")
def test_from_twelve_one_asks_oneself_and_no_parent_does_in_the_portal(cast):  # noqa: F811
    family = cast.family
    numbers = bsns(start=999_960_000)
    for child in (family.deniz, family.aylin):
        at_peace(cast, child)
        with as_system():
            Person.objects.filter(pk=child.pk).update(bsn_index=bsn_index(next(numbers)), bsn_reason="")
        client = resident(cast, child)
        client.post("/mijn/verzoeken/nieuw/?wat=inzage", {"wish": WISH})
        with as_system(Purpose.INSIGHT):
            assert Request.objects.filter(person=child, asker=child, capacity="zelf").exists()
    parent = resident(cast, family.samira)
    assert parent.get("/mijn/verzoeken/nieuw/?wat=inzage").context["form"].person == family.samira


def test_what_is_too_much_for_one_answer_is_said_and_not_tried_for_ever(cast, asked, dirk, monkeypatch):  # noqa: F811
    prepare(cast, asked)
    decide(cast, asked, dirk, "toegewezen", "")
    monkeypatch.setattr("inzage.parcel.LARGEST", 1000)
    stopped = made(cast, asked)
    assert stopped.state == ReleaseState.STOPPED
    assert "te veel" in " ".join(stopped.leaks)


def test_of_what_treats_somebody_the_desk_says_that_there_is_some_of_whatever_time(cast, asked):  # noqa: F811
    with acting(cast.vera, cast.now):
        treated = note_with(cast, "Wij behandelen dit", category="behandeling", by=cast.vera)
    part, later = part_of(asked), part_of(asked)
    later.request.from_on = later.request.until_on = cast.today + timedelta(days=1)
    with as_system(Purpose.INSIGHT):
        with CaptureQueriesContext(connection) as queries:
            there = material.found_in(part)
        assert sum(" CASE WHEN " in one["sql"] for one in queries) == len(kinds_of_records(part))
        assert there.is_referred
        assert material.found_in(later) == material.There([], is_referred=True)
        Entry.objects.filter(pk=treated.pk).update(withheld=True)
        assert material.found_in(part).is_referred is material.has_treatment_file(part)
    ids = {line.id for line in there.lines}
    assert cast.family.entry.pk in ids
    assert treated.pk not in ids


def kinds_of_records(part) -> list:
    """Each of which is asked once."""
    return querysets_for([part.request.person_id], part.dossier)


def test_the_desk_says_where_names_of_strangers_are_not_looked_for(cast, asked, monkeypatch):  # noqa: F811
    address = f"/verzoeken/{part_of(asked).pk}/stuk/{cast.family.entry.pk}/"
    for find, says in ((None, True), (lambda texts: [() for _text in texts], False)):
        monkeypatch.setattr("inzage.part_views.finder", lambda find=find: find)
        assert (str(NOT_INSTALLED) in sign_in(cast.roos).get(address).content.decode()) is says

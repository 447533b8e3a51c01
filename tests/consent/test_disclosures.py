"""§ 3.3 Zorgvuldigheid: prepared, queued for half a minute, sent or taken back; never without cover, by no action."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.choices import Action
from cases import actions as cases_actions
from cases.errors import Overtaken
from cases.models import Entry, Task
from consent import sending
from consent.actions.disclosures import close_unopened, prepare, queue, shield, stop_queued, take_back, tell, unshield
from consent.covering import Wish
from consent.errors import NotCovered, TooLateToTakeBack
from consent.handed_over import file_in
from consent.items import digest_of, item_of, said
from consent.models import Consent, Delivery, Disclosure, Ground
from consent.states import NotNext
from sealing import files, keys, signature
from sealing.access import Access
from tests import aloud
from tests.cast import CANARY, LETTER, acting, as_system, log_rows, opened, sign_in
from tests.sharing import make_consent, make_ground, school

HALF_A_MINUTE = timedelta(seconds=30)
JOB = SimpleNamespace(apply_async=lambda *args, **kwargs: None, delay=lambda *ids: None)
RECEIVER = {"name": "Juf Ans", "function": "intern begeleider", "email": "ans@dewilg.example", "phone": "0492 1"}


@pytest.fixture
def scene(cast):
    return Scene(cast)


class Scene:
    """Samira said yes to the school; Roos sends."""

    def __init__(self, cast):
        self.cast, self.roos, self.now = cast, cast.roos, timezone.now()
        self.dossier = opened(cast.family.dossier)
        self.samira, self.ruud = opened(cast.family.samira), opened(cast.family.ruud)
        # What the cast has of it beside the consent would cover Samira whatever became of that.
        with as_system():
            Ground.objects.filter(pk=cast.family.ground.pk).update(status="beeindigd")

    def wish(self, *people, **facts):
        own = {"people": people or (self.samira,), "organisation": school(), "kinds": ("voortgang",)}
        return Wish(**own | facts)

    def note(self, *people, **facts):
        about = [person.pk for person in people or (self.samira,)]
        own = {
            "kind": "telefoon",
            "happened_on": timezone.localdate(self.now),
            "text": "Het gaat goed.",
            "about": about,
        }
        with acting(self.roos):
            return opened(cases_actions.write_entry(self.dossier, by=self.roos, now=self.now, **own | facts))

    def prepared(self, wish=None, items=None, **facts):
        own = {"careful": {"nodig": "Voor het gesprek."}, "receiver": RECEIVER}
        items = items or [said("Bericht", "Het gaat goed.", day=timezone.localdate(self.now))]
        with acting(self.roos):
            made = prepare(self.dossier, wish or self.wish(), by=self.roos, now=self.now, items=items, **own | facts)
        return Access("test").give(made)

    def queued(self, wish=None, **facts):
        contents = facts.pop("contents", None)
        made = self.prepared(wish, **facts)
        with acting(self.roos):
            return queue(made, by=self.roos, now=self.now, task=JOB, contents=contents)

    def after(self, made, wait=HALF_A_MINUTE):
        """What became of it when the job came by."""
        sending.send(made.pk, self.now + wait, mail=JOB)
        return opened(made)

    def withdraw(self, consent=None):
        """As a withdrawal does it: locks, ends, stops what waits."""
        with acting(self.roos):
            consents = Consent.objects.filter(pk=(consent or self.cast.family.consent).pk)
            list(consents.order_by("pk").select_for_update())
            consents.update(status="ingetrokken")
            stop_queued(consents, now=self.now)
            close_unopened(consents, now=self.now)


def entries(made):
    with as_system():
        return list(Entry.objects.filter(dossier=made.dossier_id, kind="verstrekking"))


def tasks(made):
    with as_system():
        return [
            opened(task).title for task in Task.objects.filter(dossier=made.dossier_id, created_at__gte=made.created_at)
        ]


@pytest.mark.policy("3.3")
def test_it_goes_after_half_a_minute_and_leaves_a_note(scene):
    made = scene.queued()
    assert scene.after(made, HALF_A_MINUTE - timedelta(seconds=1)).status == "klaar"
    sent = scene.after(made)
    assert (sent.status, sent.sent_by, sent.withheld) == ("verzonden", scene.roos, False)
    assert sent.items_sha256 == digest_of(sent.items)
    (note,) = entries(made)
    text = opened(note).text
    assert "Wij geven gegevens: Juf Ans, Basisschool De Wilg, met toestemming. Hoe: Beveiligde link." in text
    assert f"– Bericht, {date_format(timezone.localdate(scene.now), 'j F Y')}\n" in text
    assert "door Roos." in text
    assert sent.entry_id == note.pk
    (row,) = log_rows(action=Action.DISCLOSE)
    assert (row.user_id, row.record_ids, row.dossier_id) == (scene.roos.pk, [made.pk], made.dossier_id)


def test_to_send_twice_is_to_send_once(scene):
    made = scene.queued()
    scene.after(made)
    scene.after(made, HALF_A_MINUTE * 2)
    with as_system():
        assert Delivery.objects.filter(disclosure=made).count() == 1
    assert len(entries(made)) == 1


def test_what_the_job_missed_goes_with_the_next_round(scene):
    made = scene.queued()
    sending.send_due(scene.now + HALF_A_MINUTE, mail=JOB)
    assert opened(made).status == "verzonden"


def test_one_that_cannot_go_holds_up_no_other(scene):
    """The first does not say how it goes, somebody queued it by another way than the action; the key of the second is
    gone."""
    refused, unreadable, made = scene.queued(), scene.queued(), scene.queued()
    with as_system():
        Disclosure.objects.filter(pk=refused.pk).update(medium="")
    keys.destroy([unreadable.pk], at=scene.now)
    sending.send_due(scene.now + HALF_A_MINUTE, mail=JOB)
    with as_system():
        states = dict(Disclosure.objects.values_list("pk", "status"))
    assert [states[one.pk] for one in (refused, unreadable, made)] == ["klaar", "klaar", "verzonden"]


@pytest.mark.policy("3.3")
def test_within_half_a_minute_it_is_taken_back_and_nothing_went(scene, django_capture_on_commit_callbacks):
    made = scene.queued()
    with django_capture_on_commit_callbacks(execute=True), acting(scene.roos):
        take_back(made, by=scene.roos, now=scene.now)
    assert scene.after(made).status == "teruggehaald"
    assert not entries(made)
    assert not files.path_of(made.pk).exists()


def test_what_went_is_not_taken_back(scene):
    made = scene.queued()
    scene.after(made)
    with acting(scene.roos), pytest.raises(TooLateToTakeBack):
        take_back(made, by=scene.roos, now=scene.now)
    assert opened(made).status == "verzonden"


@pytest.mark.policy("3")
def test_no_action_makes_one_that_nothing_covers(scene):
    for wish in (
        scene.wish(scene.ruud),
        scene.wish(scene.samira, scene.ruud),
        scene.wish(kinds=("geld",)),
        scene.wish(kind="vraag"),
        scene.wish(organisation=None),
        scene.wish(people=()),
    ):
        with pytest.raises(NotCovered):
            scene.prepared(wish)


@pytest.mark.policy("3")
def test_a_note_about_somebody_else_too_is_not_for_one_persons_consent(scene):
    both = scene.note(scene.samira, scene.ruud)
    with pytest.raises(NotCovered, match="iemand anders"):
        scene.prepared(scene.wish(records=(both,)), items=[item_of(both)])
    alone = scene.note(scene.samira)
    assert scene.prepared(scene.wish(records=(alone,)), items=[item_of(alone)]).record_ids == [alone.pk]


@pytest.mark.policy("3")
def test_between_preparing_and_queueing_cover_can_be_gone(scene):
    made = scene.prepared()
    scene.withdraw()
    with acting(scene.roos), pytest.raises(NotCovered):
        queue(made, by=scene.roos, now=scene.now, task=JOB)
    assert opened(made).status == "concept"


@pytest.mark.policy("3.1")
def test_a_withdrawal_stops_what_waits_and_somebody_is_told(scene):
    made = scene.queued()
    scene.withdraw()
    assert opened(made).status == "tegengehouden"
    assert scene.after(made).status == "tegengehouden"
    assert tasks(made) == ["Een verstrekking is tegengehouden: bekijk wat er nodig is"]
    assert not entries(made)


@pytest.mark.policy("3.1")
def test_a_withdrawal_that_told_nobody_stops_it_all_the_same(scene):
    made = scene.queued()
    with as_system():
        Consent.objects.filter(pk=scene.cast.family.consent.pk).update(status="ingetrokken")
    assert scene.after(made).status == "tegengehouden"
    assert "Een verstrekking is tegengehouden: bekijk wat er nodig is" in tasks(made)


def test_from_a_dossier_that_closed_meanwhile_nothing_goes(scene):
    made = scene.queued()
    with acting(scene.roos):
        cases_actions.close(
            scene.dossier, by=scene.roos, now=scene.now, on=timezone.localdate(scene.now), reason="Klaar."
        )
    assert scene.after(made).status == "tegengehouden"


@pytest.mark.policy("3.1")
def test_a_withdrawal_closes_the_link_that_nobody_opened(scene):
    made = scene.queued()
    scene.after(made)
    scene.withdraw()
    with as_system():
        assert Delivery.objects.get(disclosure=made).revoked_at
    assert opened(made).status == "verzonden"


@pytest.mark.policy("4")
def test_without_consent_it_is_withheld_with_all_it_leaves(scene):
    with acting(scene.roos):
        make_ground(scene.dossier, [scene.ruud.pk], by=scene.roos, confirmed_by=scene.cast.cem, now=scene.now)
    made = scene.queued(scene.wish(scene.ruud, kinds=("veiligheid",)))
    assert scene.after(made).withheld
    assert [note.withheld for note in entries(made)] == [True]
    assert "zonder toestemming" in opened(entries(made)[0]).text


@pytest.mark.policy("3.2")
def test_a_ground_that_ended_meanwhile_stops_it(scene):
    with acting(scene.roos):
        facts = {"by": scene.roos, "confirmed_by": scene.cast.cem, "now": scene.now}
        ground = make_ground(scene.dossier, [scene.ruud.pk], **facts)
    made = scene.queued(scene.wish(scene.ruud))
    with as_system():
        Ground.objects.filter(pk=ground.pk).update(status="beeindigd")
    assert scene.after(made).status == "tegengehouden"


@pytest.mark.policy("1.4")
def test_without_a_bsn_it_asks_why(scene):
    aylin = opened(scene.cast.family.aylin)
    with acting(scene.roos):
        make_consent(scene.dossier, aylin, by=scene.roos, now=scene.now)
    with pytest.raises(NotCovered, match="waarom"):
        scene.prepared(scene.wish(aylin))
    assert scene.prepared(scene.wish(aylin), without_bsn="Nog niet gecontroleerd, en het heeft haast.").pk


@pytest.mark.policy("3.1")
def test_a_whole_dossier_asks_why(scene):
    notes = tuple(scene.note(text=f"Notitie {number}") for number in range(3))
    wish = scene.wish(records=notes, there_are=3)
    with pytest.raises(NotCovered, match="waarom"):
        scene.prepared(wish)
    assert scene.prepared(wish, whole_reason="De overdracht aan een andere gemeente.").pk


@pytest.mark.policy("3.3")
def test_what_exactly_went_stays_as_it_was_when_the_note_is_changed(scene):
    note = scene.note()
    made = scene.queued(scene.wish(records=(note,)), items=[item_of(note)])
    with acting(scene.roos):
        cases_actions.change_entry(note, by=scene.roos, now=scene.now, text="Anders.")
    sent = scene.after(made)
    assert [item["text"] for item in sent.items] == ["Het gaat goed."]
    sent.items = [{"text": "Nooit gezegd."}]
    with acting(scene.roos), pytest.raises(IntegrityError), transaction.atomic():
        sent.save()


@pytest.mark.policy("3.3")
@pytest.mark.policy("3.3")
def test_what_the_resident_says_of_a_note_goes_along_with_it(scene):
    note = scene.note(statement="Volgens mij ging het anders.")
    made = scene.queued(scene.wish(records=(note,), kinds=("voortgang",)), items=[item_of(note)])
    sent = scene.after(made)
    assert [item["statement"] for item in sent.items] == ["Volgens mij ging het anders."]
    pdf = files.read(made.pk, Access("test").key_of(sent))
    assert "Volgens mij ging het anders." in aloud.read(pdf).text
    page = sign_in(scene.roos).get(note.get_absolute_url()).content.decode()
    assert "Wat de inwoner hierover zegt" in page


def test_a_document_goes_along_in_the_paper_with_the_name_of_the_receiver(scene):
    document = opened(scene.cast.family.document)
    item = item_of(document, LETTER)
    with as_system():
        type(document).objects.filter(pk=document.pk).update(about=[scene.samira.pk])
    document = opened(document)
    wish = scene.wish(records=(document,))
    made = scene.queued(wish, items=[item], contents={item["id"]: LETTER})
    pdf = files.read(made.pk, keys.find([made.pk])[made.pk])
    assert file_in(pdf, item["id"]) == LETTER
    assert signature.verdict(pdf).is_whole
    assert file_in(pdf, "nergens") is None
    assert CANARY.encode() not in files.path_of(made.pk).read_bytes()


@pytest.mark.policy("3.1")
def test_what_was_told_is_recorded_at_once_and_a_handover_asks_for_its_report(scene):
    made = scene.prepared(scene.wish(kind="overdracht", medium="gesprek"))
    with acting(scene.roos):
        told = tell(made, by=scene.roos, now=scene.now)
    assert opened(told).status == "verzonden"
    assert tasks(told) == ["Schriftelijk verslag van de warme overdracht maken en versturen"]
    with as_system():
        assert not Delivery.objects.filter(disclosure=told).exists()
    with acting(scene.roos), pytest.raises(NotNext):
        tell(told, by=scene.roos, now=scene.now)


@pytest.mark.policy("3.1")
def test_what_is_told_without_cover_is_not_recorded_as_if_it_were_covered(scene):
    made = scene.prepared(scene.wish(medium="gesprek"))
    scene.withdraw()
    with acting(scene.roos), pytest.raises(NotCovered):
        tell(made, by=scene.roos, now=scene.now)


@pytest.mark.policy("3.3")
def test_a_shielding_has_its_reason_and_a_task_on_its_day_and_ends_by_somebody(scene):
    made = scene.queued()
    scene.after(made)
    made = opened(made)
    made.dossier = scene.dossier
    review = (scene.now + timedelta(days=60)).date()
    with acting(scene.roos):
        shield(made, by=scene.roos, now=scene.now, reason="Gevaar voor Samira.", review_on=review)
    assert (opened(made).shielded, opened(made).shield_reason) == (True, "Gevaar voor Samira.")
    assert "Bekijk of de afscherming van een verstrekking nog nodig is" in tasks(made)
    with acting(scene.cast.cem):
        unshield(made, by=scene.cast.cem, now=scene.now)
    assert (opened(made).shielded, opened(made).released_by) == (False, scene.cast.cem)


def test_one_that_was_destroyed_meanwhile_is_overtaken(scene):
    made = scene.prepared()
    with as_system():
        Disclosure.objects.filter(pk=made.pk).delete()
    with acting(scene.roos), pytest.raises(Overtaken):
        queue(made, by=scene.roos, now=scene.now, task=JOB)

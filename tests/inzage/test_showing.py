"""§ 4.2 Casusregiedossier: what of a record is shown to whom it is about, and what is not there for them."""

from datetime import date, timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.choices import EntryKind, Source
from cases.models import Document, Entry, Task
from cases.records import DossierRecord, record_models
from casework.models import Evaluation, Participant, PartKind, Zrm
from consent.models import Consent, Disclosure
from consent.models.disclosures import DisclosureKind
from inzage.kinds import KEPT_BACK, NOT_SHOWN, OF_EVERY_RECORD, SHOWN
from inzage.showing import is_withheld, querysets_for, shown, withheld_in
from sealing.access import Access
from sealing.fields import sealed_fields
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import CANARY, as_system, opened
from tests.sharing import make_disclosure, record_facts

pytestmark = pytest.mark.policy("4.2")
MODELS = record_models()
CARRIED = {field.name for field in DossierRecord._meta.get_fields() if field.concrete}


def own_fields(model):
    return {field.name for field in model._meta.concrete_fields} - CARRIED


def name_of(model):
    return model.__name__


def everything(family, people=None):
    """Of a dossier, read and opened as a door does it: the records, and what is withheld there."""
    ids = [person.pk for person in people or family.people.values()]
    with as_system():
        withheld = withheld_in(family.dossier)
        records = list(chain.from_iterable(querysets_for(ids, family.dossier)))
    return Access("test").give_all(records), withheld


def texts_of(record, withheld=()):
    return {text.field: text.text for text in shown(record, withheld=withheld).texts}


def made(model, family, by, now, about=None, **facts):
    own = record_facts(family.dossier, about or [family.samira.pk], by=by, now=now, **facts)
    with as_system():
        return model.objects.create(**own)


# --- everything is decided ---


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_every_kind_of_record_is_shown_or_kept_back_with_a_reason(model):
    assert (model in SHOWN) != (model in KEPT_BACK)
    assert all(reason.endswith(".") for reason in KEPT_BACK.values())


@pytest.mark.parametrize("model", SHOWN, ids=name_of)
def test_every_field_is_shown_or_has_a_reason(model):
    assert SHOWN[model].fields | NOT_SHOWN.get(model, {}).keys() == own_fields(model)
    assert SHOWN[model].fields.isdisjoint(NOT_SHOWN.get(model, {}))


def test_the_fields_that_every_record_carries_are_decided_too():
    said = {"source", "own_observation", "created_by"}
    assert OF_EVERY_RECORD.keys() | said == CARRIED
    assert OF_EVERY_RECORD.keys().isdisjoint(said)


def test_every_reason_is_a_sentence():
    reasons = [*OF_EVERY_RECORD.values(), *chain.from_iterable(one.values() for one in NOT_SHOWN.values())]
    assert [reason for reason in reasons if not (reason[:1].isupper() and reason.endswith(".") and " " in reason)] == []


def test_what_is_sealed_and_not_shown_is_the_drawing_of_a_signature_alone():
    sealed = {(model, field.name) for model in SHOWN for field in sealed_fields(model)}
    assert {name for model, name in sealed if name in NOT_SHOWN.get(model, {})} == {"drawn"}


@pytest.mark.parametrize(
    ("model", "sorts"),
    [(Entry, EntryKind), (Disclosure, DisclosureKind), (next(m for m in SHOWN if name_of(m) == "PlanPart"), PartKind)],
    ids=["notes", "disclosures", "parts of a plan"],
)
def test_every_sort_has_a_word(model, sorts):
    assert set(SHOWN[model].called) == set(sorts)


# --- what is read ---


def test_of_each_kind_whom_it_is_about_reads_what_was_written(cast):  # noqa: F811
    records, _withheld = everything(cast.family)
    assert {type(record) for record in records} == set(SHOWN)
    for record in records:
        one = shown(record, withheld=())
        said = " ".join(text.text for text in one.texts)
        assert one.kind, record
        assert CANARY in said or "ijsvogel" in said, record
        assert len({text.field for text in one.texts}) == len(one.texts), record


def test_nothing_that_is_read_is_a_code_or_an_id(cast):  # noqa: F811
    records, _withheld = everything(cast.family)
    codes = {"casusregie", "deze_week", "matig", "geldig", "te_tekenen", "niet_bereikt", "verstrekking", "huisvesting"}
    for record in records:
        for text in shown(record, withheld=()).texts:
            assert text.label, text.field
            assert text.text not in codes
            assert str(record.pk) not in text.text
            assert "{" not in text.text
            assert "None" not in text.text


def test_who_wrote_it_is_a_function_and_an_organisation_and_never_a_name(cast):  # noqa: F811
    cast.roos.job_title = "Gezinscoach"
    cast.roos.save()
    records, _withheld = everything(cast.family)
    by = {shown(record, withheld=()).by for record in records}
    assert by == {"Gezinscoach, Gemeente Boekel", "Hulpverlener, Gemeente Boekel"}
    for record in records:
        one = shown(record, withheld=())
        assert not {"Roos", "Cem", "Vera"} & set(" ".join([one.by, *(text.text for text in one.texts)]).split())


@pytest.mark.parametrize(
    ("source", "own", "said"),
    [
        (Source.OWN, True, "Zelf gezien of gehoord door wie dit schreef"),
        (Source.OWN, False, "Van wie dit schreef"),
        (Source.FAMILY, False, "Van een naaste"),
        (Source.FAMILY, True, "Van een naaste, zelf gezien of gehoord door wie dit schreef"),
    ],
)
def test_the_source_says_whether_it_was_seen_by_who_wrote_it(cast, source, own, said):  # noqa: F811
    facts = {"kind": "telefoon", "happened_on": cast.today, "source": source, "own_observation": own}
    entry = made(Entry, cast.family, cast.roos, cast.now, **facts)
    assert shown(opened(entry), withheld=()).source == said


def test_a_note_stands_on_its_own_day_and_a_document_brings_its_file(cast):  # noqa: F811
    yesterday = cast.today - timedelta(days=1)
    entry = made(Entry, cast.family, cast.roos, cast.now, kind="mail", happened_on=yesterday, text="Hallo")
    one = shown(opened(entry), withheld=())
    assert (one.kind, one.on, one.model, one.record_id) == ("Mail", yesterday, "cases.entry", entry.pk)
    file = shown(opened(cast.family.document), withheld=())
    assert (file.file_name, file.content_type) == (f"{CANARY}.txt", "text/plain")


def test_how_somebody_manages_is_told_by_subject_in_sentences(cast):  # noqa: F811
    scores = {"huisvesting": {"worker": 2, "resident": 4, "note": "Moet eruit"}, "oud": {"note": "Van vroeger"}}
    zrm = made(Zrm, cast.family, cast.roos, cast.now, scored_on=date(2026, 1, 2), scores=scores)
    said = texts_of(opened(zrm))
    worker, resident = said["scores.huisvesting"].splitlines()
    assert (
        worker == "Volgens de medewerker: 2 van de 5. Slaapt op een tijdelijke plek, of moet binnenkort het huis uit."
    )
    assert resident.startswith("Volgens de inwoner: 4 van de 5. Woont in een huis dat veilig is en past.")
    assert said["scores.huisvesting.note"] == "Moet eruit"
    assert said["scores.oud.note"] == "Van vroeger"


def test_what_was_tried_is_told_without_who_of_us_called(cast):  # noqa: F811
    said = texts_of(opened(cast.family.escalation))
    assert said["attempts.0"].startswith("1. De praktijk zelf · ")
    assert said["attempts.0"].endswith("Niet bereikt")
    assert said["attempts.0.who"] == f"Assistente {CANARY}"
    assert said["attempts.0.note"] == f"Gezegd {CANARY}"


def test_what_was_answered_is_told_with_its_question(cast):  # noqa: F811
    with as_system():
        ground = opened(cast.family.ground)
        ground.answers = {"gevaar": "Het kind", "van vroeger": "Iets"}
        ground.save()
    texts = {text.field: text for text in shown(opened(ground), withheld=()).texts}
    assert texts["answers.gevaar"].label == "Vraag aan de medewerker: Wie is er in gevaar, en waardoor?"
    assert texts["answers.gevaar"].text == "Het kind"
    assert texts["answers.van vroeger"].text == "Iets"
    assert texts["code"].text == "Veiligheid van de inwoner of van anderen"


def test_a_sheet_is_told_line_by_line(cast):  # noqa: F811
    point = {"id": str(cast.family.entry.pk), "title": "School", "text": "Kind 1 gaat weer", "by": "Juf"}
    sheet = {"goal": "Rust", "place": "", "lead": {"name": "Roos", "phone": "1"}, "who": ["Juf"], "items": [point]}
    with as_system():
        participant = opened(cast.family.participant)
        participant.sheet = sheet
        participant.save()
    said = texts_of(opened(participant))
    key = f"sheet.items.{cast.family.entry.pk}"
    assert {name: said[name] for name in ("sheet.goal", "sheet.who", f"{key}.title", f"{key}.text")} == {
        "sheet.goal": "Rust",
        "sheet.who": "Juf",
        f"{key}.title": "School",
        f"{key}.text": "Kind 1 gaat weer",
    }
    assert "sheet.place" not in said
    assert "Roos" not in said.values()


# --- what is not there ---


def copies(cast):  # noqa: F811
    """What says again what stands in another record: its id, and the copies."""
    family, goal = cast.family, cast.family.planpart
    item = {"id": str(family.entry.pk), "kind": "notitie", "title": "Telefoon", "date": "2026-01-02", "text": "Kopie"}
    with as_system():
        disclosure = make_disclosure(family.dossier, [family.samira.pk], by=cast.roos, now=cast.now, items=[item])
        evaluation = opened(family.evaluation)
        evaluation.outcomes = {str(goal.pk): {"outcome": "op_weg", "words": "Kopie"}}
        evaluation.save()
        participant = opened(family.participant)
        point = {"id": str(family.task.pk), "title": "Kopie", "text": "Kopie", "by": "Juf"}
        participant.sheet = {"items": [point]}
        participant.save()
    return {disclosure: family.entry, evaluation: goal, participant: family.task}


@pytest.mark.policy("4")
def test_what_was_copied_from_something_withheld_is_not_shown_either(cast):  # noqa: F811
    for record, original in copies(cast).items():
        assert "Kopie" in texts_of(opened(record)).values()
        assert "Kopie" not in texts_of(opened(record), withheld={original.pk}).values()


def hide(record, **facts):
    with as_system():
        type(record)._base_manager.filter(pk=record.pk).update(**facts or {"withheld": True})


def hidden_among(family):
    records, withheld = everything(family)
    found = {record.pk for record in records if is_withheld(record)}
    assert found <= withheld
    return found


def shown_before(family, *records):
    """None of these is withheld by itself."""
    for record in records:
        hide(record, withheld=False)
    assert hidden_among(family).isdisjoint({record.pk for record in records})


@pytest.mark.policy("4")
@pytest.mark.parametrize(
    ("holder", "standing"),
    [
        ("conference", ["participant", "item"]),
        ("plan", ["planversion", "planpart", "plansignature", "evaluation"]),
        ("planversion", ["planpart", "plansignature", "evaluation"]),
        ("consent", ["signature"]),
        ("entry", ["attachment"]),
        ("task", []),
    ],
)
def test_what_stands_on_something_withheld_is_withheld(cast, holder, standing):  # noqa: F811
    family = cast.family
    with as_system():
        family.item = family.conference.items.get()
        family.attachment = opened(family.document)
        family.attachment.entry = family.entry
        family.attachment.save()
    records = [getattr(family, name) for name in (holder, *standing)]
    shown_before(family, *records)
    hide(records[0])
    assert {record.pk for record in records} <= hidden_among(family)


@pytest.mark.policy("3.3")
@pytest.mark.parametrize("how", [{"shielded": True}, {"withheld": True}], ids=["shielded", "withheld"])
def test_with_a_disclosure_its_note_its_attachments_its_answer_and_its_tasks_are_gone(cast, how):  # noqa: F811
    family, facts = cast.family, {"by": cast.roos, "now": cast.now}
    note = made(Entry, family, kind="verstrekking", happened_on=cast.today, text="Gegaan", **facts)
    file = made(Document, family, content_type="text/plain", size=1, entry=note, title="Bijlage", **facts)
    task = made(Task, family, title="Bel", assigned_to=cast.roos, due_on=cast.today, **facts)
    of_note = made(Task, family, title="Lees", assigned_to=cast.roos, due_on=cast.today, record_id=note.pk, **facts)
    with as_system():
        question = make_disclosure(family.dossier, [family.samira.pk], kind="vraag", entry=note, **facts)
        came = make_disclosure(family.dossier, [family.samira.pk], answers=question, **facts)
        Task.objects.filter(pk=task.pk).update(record_id=question.pk)
    standing = (question, came, note, file, task, of_note)
    assert hidden_among(family).isdisjoint({record.pk for record in standing})
    hide(question, **how | ({"shield_review_on": cast.today} if "shielded" in how else {}))
    assert {record.pk for record in standing} <= hidden_among(family)


@pytest.mark.policy("4")
def test_what_is_withheld_about_another_is_known_too(cast):  # noqa: F811
    family = cast.family
    facts = {"about": [family.ruud.pk], "kind": "mail", "happened_on": cast.today, "text": "Hallo"}
    entry = made(Entry, family, cast.roos, cast.now, **facts)
    hide(entry)
    records, withheld = everything(family, [family.samira])
    assert entry.pk in withheld
    assert entry.pk not in {record.pk for record in records}


# --- which records ---


def test_all_that_is_about_somebody_is_read_and_nothing_about_others_alone(cast):  # noqa: F811
    family = cast.family
    of_ruud = made(Consent, family, cast.roos, cast.now, **_consent(cast))
    about_both, _withheld = everything(family, [family.samira, family.ruud])
    of_samira, _withheld = everything(family, [family.samira])
    assert of_ruud.pk in {record.pk for record in about_both} - {record.pk for record in of_samira}
    assert all(family.samira.pk in record.about for record in of_samira)
    expected = 0
    with as_system():
        for model in SHOWN:
            expected += model.objects.filter(dossier=family.dossier, about__contains=[family.samira.pk]).count()
    assert len(of_samira) == expected
    assert expected >= len(SHOWN)


def _consent(cast):  # noqa: F811
    text, organisation = opened(cast.family.consent).text_version, opened(cast.family.consent).organisation
    period = {"valid_from": cast.today, "valid_until": cast.today}
    about = {"about": [cast.family.ruud.pk], "person": cast.family.ruud, "goal": "Samen helpen"}
    return about | period | {"text_version": text, "organisation": organisation, "kinds": ["gezin"]}


def test_nothing_of_another_dossier_is_read(cast):  # noqa: F811
    with as_system():
        entry = opened(cast.other.entry)
        entry.about = [cast.family.samira.pk]
        entry.save()
    records, _withheld = everything(cast.family)
    assert entry.pk not in {record.pk for record in records}


def test_the_newest_day_stands_first_and_is_the_day_that_is_shown(cast):  # noqa: F811
    for days in (3, 40, 1, 9):
        facts = {"kind": "telefoon", "happened_on": cast.today - timedelta(days=days), "text": "Gebeld"}
        made(Entry, cast.family, cast.roos, cast.now, **facts)
    with as_system():
        for queryset in querysets_for([cast.family.samira.pk, cast.family.esra.pk], cast.family.dossier):
            records = Access("test").give_all(queryset)
            days = [shown(record, withheld=()).on for record in records]
            assert days == sorted(days, reverse=True)
            assert days == [record.day for record in records]


def queries_to_show(family):
    with CaptureQueriesContext(connection) as asked:
        records, withheld = everything(family)
        told = [shown(record, withheld=withheld) for record in records if not is_withheld(record)]
    return len(asked), len(told)


def test_showing_many_asks_the_database_no_more_than_showing_few(cast):  # noqa: F811
    family = cast.family
    few, before = queries_to_show(family)
    facts = {"kind": "telefoon", "happened_on": cast.today, "text": "Gebeld"}
    with as_system():
        own = record_facts(family.dossier, [family.samira.pk], by=cast.roos, now=cast.now)
        for _number in range(300):
            Entry.objects.create(**own | facts)
        for _number in range(20):
            Participant.objects.create(**own, conference=family.conference, part="partner", name="Juf", sheet={})
            day = {"held_on": cast.today, "next_on": cast.today + timedelta(days=1), "present": "Ans"}
            Evaluation.objects.create(**own | day, plan=family.plan, version=family.planversion)
            Task.objects.create(**own, title="Bel", assigned_to=cast.cem, due_on=cast.today)
            make_disclosure(family.dossier, [family.samira.pk], by=cast.cem, now=cast.now)
    many, after = queries_to_show(family)
    assert after == before + 380
    assert many == few

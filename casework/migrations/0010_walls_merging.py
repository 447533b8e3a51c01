"""Two registrations of one person become one: everywhere the system puts the one in the place of the other.
docs/adr/0097-life-changes.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import HINTS, change_also, protect, restrict
from cases.walls import MY_PERSONS, NOT_INSPECTING

KINDS = {
    "cases": ("entry", "document", "task"),
    "casework": (
        "agendaitem", "conference", "escalation", "evaluation", "intake", "participant", "plan", "planpart", "plansignature",
        "planversion", "triage", "zrm",
    ),
    "consent": ("consent", "disclosure", "ground", "signature"),
}  # fmt: skip
OF_PERSONS = {
    "cases": ("person", "relation"),
    "consent": ("assessment", "authority", "courtmeasure", "flag", "refusal", "representation", "safetycheck"),
}
WITHOUT_HISTORY = (
    "cases_contactprofile", "cases_dossierperson", "cases_draft", "cases_householdmember", "cases_lookup",
    "consent_cover", "person_search",
)  # fmt: skip
DOSSIERS = "cases_dossier"


# What was sent stays as it was; only whom it is about is called otherwise, by this one purpose.
COVERED = import_module("consent.migrations.0007_walls_and_cover").COVER


def as_it_was(function: str) -> str:
    body = COVERED.partition(f"CREATE FUNCTION {function}")[2].partition("END $$;")[0]
    return f"CREATE OR REPLACE FUNCTION {function}{body}END $$;"


BEFORE = [as_it_was("what_was_sent_stays()"), as_it_was("cover_of_what_was_sent_stays()")]
IS_MERGE = f"coalesce(current_setting('app.purpose', true), '') = '{Purpose.MERGING}'"
NOW = [
    BEFORE[0].replace("OLD.about,", f"CASE WHEN {IS_MERGE} THEN NEW.about ELSE OLD.about END,"),
    BEFORE[1].replace(
        "    IF EXISTS", f"    IF TG_OP = 'UPDATE' AND {IS_MERGE} THEN RETURN NEW; END IF;\n    IF EXISTS"
    ),
]


def tables():
    for rooms in (KINDS, OF_PERSONS):
        for room, names in rooms.items():
            for name in names:
                yield f"{room}_{name}"
                yield f"{room}_historical{name}"
    yield from WITHOUT_HISTORY
    yield DOSSIERS


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0009_the_plan_covers"),
        ("cases", "0021_merge"),
        ("consent", "0018_the_plan_covers"),
    ]

    operations = [
        *protect(
            "cases_merge",
            f"kept_id = {MY_PERSONS}",
            purposes=(
                Purpose.DESTRUCTION, Purpose.MIGRATION, Purpose.DEMO, Purpose.SEARCH_INDEX, Purpose.UPKEEP,
                Purpose.MERGING,
            ),
        ),
        *restrict("cases_merge", "inspection", NOT_INSPECTING),
        migrations.RunSQL(NOW, BEFORE, hints=HINTS),
        *[one for table in tables() for one in change_also(table, Purpose.MERGING)],
    ]  # fmt: skip

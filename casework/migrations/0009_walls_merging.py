"""Two registrations of one person become one: everywhere the system puts the one in the place of the other.
docs/adr/0097-life-changes.md
"""

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import change_also, protect, restrict
from cases.walls import MY_PERSONS, NOT_INSPECTING

KINDS = {
    "cases": ("entry", "document", "task"),
    "casework": (
        "agendaitem", "conference", "evaluation", "intake", "participant", "plan", "planpart", "plansignature",
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
        ("casework", "0008_walls_changes"),
        ("cases", "0020_merge"),
        ("consent", "0017_still_so"),
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
        *[one for table in tables() for one in change_also(table, Purpose.MERGING)],
    ]  # fmt: skip

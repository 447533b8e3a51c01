"""Walls around what residents ask, what is shielded and what is handed over; and what the purpose of answering them may
read elsewhere. docs/adr/0106-inzage.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, change_also, protect, read_also, restrict
from cases.walls import MY_EMERGENCIES, NOT_INSPECTING, READABLE
from inzage.walls import IS_RESIDENT

walls = import_module("cases.migrations.0002_walls")
MINE = import_module("inzage.migrations.0004_consents_of_residents").MINE

PURPOSES = (*walls.METADATA, Purpose.INSIGHT)
# A colleague knows of a request by what their own dossier has to do for it.
MY_REQUESTS = f"""
CREATE FUNCTION my_requests() RETURNS uuid[] LANGUAGE sql {walls.DEFINER} AS $$
    SELECT coalesce(array_agg(request_id), '{{}}') FROM inzage_requestpart WHERE dossier_id = ANY(my_dossiers())
$$;
"""
GIVEN_AWAY = [
    MY_REQUESTS,
    f'GRANT SELECT ON "inzage_requestpart" TO {GRANTS_READER}',
    f'CREATE POLICY "inzage_requestpart_functions" ON "inzage_requestpart" FOR SELECT TO {GRANTS_READER} USING (true)',
    f"ALTER FUNCTION my_requests() OWNER TO {GRANTS_READER}",
]
TAKEN_BACK = [
    "DROP FUNCTION my_requests()",
    'DROP POLICY "inzage_requestpart_functions" ON "inzage_requestpart"',
    f'REVOKE SELECT ON "inzage_requestpart" FROM {GRANTS_READER}',
]

IN_PARTS = ("inzage_requestpart", "inzage_historicalrequestpart", "inzage_shielding")
# Whoever asked follows it; what another asked about them is not told here.
ASKED = f"{IS_RESIDENT} AND asker_id = ANY({MINE})"
OF_ASKED = (
    f"{IS_RESIDENT} AND EXISTS (SELECT FROM inzage_request r WHERE r.id = request_id AND r.asker_id = ANY({MINE}))"
)
RESIDENTS = [
    f'CREATE POLICY "inzage_request_resident" ON "inzage_request" FOR SELECT USING ({ASKED})',
    f'CREATE POLICY "inzage_release_resident" ON "inzage_release" FOR SELECT USING ({OF_ASKED})',
]
NO_RESIDENTS = [
    'DROP POLICY "inzage_release_resident" ON "inzage_release"',
    'DROP POLICY "inzage_request_resident" ON "inzage_request"',
]

RECORDS = (
    "cases_entry",
    "cases_document",
    "cases_task",
    "casework_agendaitem",
    "casework_conference",
    "casework_escalation",
    "casework_evaluation",
    "casework_intake",
    "casework_participant",
    "casework_plan",
    "casework_planpart",
    "casework_plansignature",
    "casework_planversion",
    "casework_triage",
    "casework_zrm",
    "consent_consent",
    "consent_disclosure",
    "consent_ground",
    "consent_signature",
)
PEOPLE = (
    "cases_person",
    "cases_relation",
    "cases_household",
    "cases_householdmember",
    "cases_contactprofile",
    "cases_dossier",
    "cases_dossierperson",
    "cases_grant",
    "consent_authority",
    "consent_representation",
    "consent_safetycheck",
    "consent_assessment",
    "consent_refusal",
    "consent_flag",
)


class Migration(migrations.Migration):
    dependencies = [
        ("inzage", "0006_requests"),
        ("retention", "0015_walls_holds_and_requests"),
        ("casework", "0011_day_of_its_event"),
        ("consent", "0019_day_of_its_event"),
    ]

    operations = [
        migrations.RunSQL(GIVEN_AWAY, TAKEN_BACK, hints=HINTS),
        *protect("inzage_request", "id = ANY((SELECT my_requests())::uuid[])", "false", PURPOSES),
        *protect("inzage_release", "request_id = ANY((SELECT my_requests())::uuid[])", "false", PURPOSES),
        *[one for table in IN_PARTS for one in protect(table, READABLE, purposes=PURPOSES)],
        *[one for table in IN_PARTS for one in restrict(table, "inspection", NOT_INSPECTING)],
        *[one for table in IN_PARTS for one in restrict(table, "emergency", f"dossier_id <> {MY_EMERGENCIES}")],
        migrations.RunSQL(RESIDENTS, NO_RESIDENTS, hints=HINTS),
        *[one for table in (*RECORDS, *PEOPLE) for one in read_also(table, Purpose.INSIGHT)],
        *[
            one
            for table in ("inzage_request", "inzage_release", "inzage_shielding", *IN_PARTS[:2])
            for one in change_also(table, Purpose.MERGING)
        ],
    ]

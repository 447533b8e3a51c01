"""What was decided is carried out: a restriction closes records for everybody who works here, in the database too.

What is closed can be read by the person it is about, by what destroys it and by what answers that person; by no
colleague, by nothing that shares and by no link. docs/adr/0111-carrying-out.md
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sealing.fields
import sealing.models
from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, change_also, protect, restrict
from cases.walls import NOT_INSPECTING, READABLE
from inzage.walls import IS_RESIDENT

first = import_module("cases.migrations.0002_walls")
requests = import_module("inzage.migrations.0007_walls_requests")
DEFINER, USER = first.DEFINER, first.USER
PURPOSES = (*import_module("cases.migrations.0005_working_day_walls").METADATA, Purpose.INSIGHT)

# A job that shares asks it of everybody; somebody who takes part in a conference has no dossier of their own.
CLOSED = f"""
CREATE FUNCTION closed_records() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(record_id), '{{}}') FROM cases_restricted
    WHERE ended_at IS NULL AND ({USER} IS NULL OR dossier_id = ANY(my_dossiers())
       OR dossier_id IN (SELECT p.dossier_id FROM casework_participant p WHERE p.user_id = {USER}))
$$;
"""
GIVEN_AWAY = [
    CLOSED,
    f'GRANT SELECT ON "cases_restricted" TO {GRANTS_READER}',
    f'CREATE POLICY "cases_restricted_functions" ON "cases_restricted" FOR SELECT TO {GRANTS_READER} USING (true)',
    f"ALTER FUNCTION closed_records() OWNER TO {GRANTS_READER}",
]
TAKEN_BACK = [
    "DROP FUNCTION closed_records()",
    'DROP POLICY "cases_restricted_functions" ON "cases_restricted"',
    f'REVOKE SELECT ON "cases_restricted" FROM {GRANTS_READER}',
]
# Functions of our own ask by their owner and give no content; a purpose that shares is as closed as a colleague.
OPEN_TO = f"""current_user = '{GRANTS_READER}' OR {IS_RESIDENT}
    OR coalesce((SELECT current_setting('app.purpose', true)), '') NOT IN ('', '{Purpose.SHARING}', '{Purpose.DELIVERY}')
    OR"""
NOT_CLOSED = "<> ALL((SELECT closed_records())::uuid[])"
OF_RECORDS = tuple(table.replace("_", infix, 1) for table in (*requests.RECORDS,) for infix in ("_", "_historical"))
# What holds words of a record, and names it.
WORDS_OF = ("cases_draft", "inzage_shielding")
TABLES = {**dict.fromkeys(OF_RECORDS, "id"), **dict.fromkeys(WORDS_OF, "record_id")}
CLOSING = [
    f'''CREATE POLICY "{table}_closed" ON "{table}" AS RESTRICTIVE FOR ALL
    USING ({OPEN_TO} "{column}" IS NULL OR "{column}" {NOT_CLOSED})
    WITH CHECK (true)'''
    for table, column in TABLES.items()
]
OPENING = [f'DROP POLICY "{table}_closed" ON "{table}"' for table in TABLES]

NEW = ("cases_restricted", "inzage_restriction", "inzage_restrictedreading")
# By the system alone, for whom a door has asked: who could write here, could open what is closed.
BY_THE_SYSTEM = "coalesce((SELECT current_setting('app.purpose', true)), '') <> ''"
# Of a change it says so, where a delete finds nothing: what was changed in silence would look lifted.
KEPT = [
    f'CREATE POLICY "{table}_system_update" ON "{table}" AS RESTRICTIVE FOR UPDATE'
    f" USING (true) WITH CHECK ({BY_THE_SYSTEM})"
    for table in NEW
]
NOT_KEPT = [f'DROP POLICY "{table}_system_update" ON "{table}"' for table in NEW]
# Whoever asked for it follows it, and reads what they were told.
FOLLOWED = f"""{IS_RESIDENT} AND EXISTS (
    SELECT FROM inzage_request r WHERE r.id = request_id AND r.asker_id = ANY({requests.MINE}))"""
RESIDENTS = [f'CREATE POLICY "inzage_restriction_resident" ON "inzage_restriction" FOR SELECT USING ({FOLLOWED})']
NO_RESIDENTS = ['DROP POLICY "inzage_restriction_resident" ON "inzage_restriction"']


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0025_restricted"),
        ("inzage", "0021_unfinished_requests"),
        ("casework", "0011_day_of_its_event"),
        ("consent", "0019_day_of_its_event"),
        ("retention", "0016_asked_in_the_portal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RestrictedReading",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("casusregie", "Casusregie"),
                            ("behandeling", "Behandeling"),
                            ("sociale_zaken", "Sociale zaken"),
                            ("bopz", "Gedwongen zorg (BOPZ)"),
                            ("politie", "Politie en justitie"),
                            ("verwijsindex", "Verwijsindex (SISA)"),
                            ("ingetrokken_aanvraag", "Ingetrokken aanvraag"),
                            ("signaal", "Signaal zonder vervolg"),
                            ("wmo", "Wmo-dossier van het college"),
                        ],
                        max_length=30,
                        verbose_name="categorie",
                    ),
                ),
                ("record_id", models.UUIDField(verbose_name="stuk")),
                (
                    "goal",
                    models.CharField(
                        choices=[
                            ("toestemming", "De inwoner vindt het goed"),
                            ("rechtsvordering", "Voor een rechtszaak"),
                            ("anderen", "Om de rechten van een ander te beschermen"),
                            ("algemeen_belang", "Om een zwaar algemeen belang"),
                        ],
                        max_length=20,
                        verbose_name="waarvoor",
                    ),
                ),
                ("reason", sealing.fields.SealedTextField(help_text="Waarom dit toch gelezen is")),
                ("at", models.DateTimeField(verbose_name="gelezen op")),
            ],
            options={
                "verbose_name": "lezing van wat beperkt is",
                "verbose_name_plural": "lezingen van wat beperkt is",
                "ordering": ("-at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("casusregie", "Casusregie"),
                            ("behandeling", "Behandeling"),
                            ("sociale_zaken", "Sociale zaken"),
                            ("bopz", "Gedwongen zorg (BOPZ)"),
                            ("politie", "Politie en justitie"),
                            ("verwijsindex", "Verwijsindex (SISA)"),
                            ("ingetrokken_aanvraag", "Ingetrokken aanvraag"),
                            ("signaal", "Signaal zonder vervolg"),
                            ("wmo", "Wmo-dossier van het college"),
                        ],
                        max_length=30,
                        verbose_name="categorie",
                    ),
                ),
                ("whole", models.BooleanField(default=False, verbose_name="alles over deze persoon")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("juistheid", "Er wordt uitgezocht of het klopt"),
                            ("onrechtmatig", "Wij mochten dit niet gebruiken, maar de inwoner wil niet dat het weg is"),
                            ("rechtsvordering", "De inwoner heeft het nodig voor een rechtszaak"),
                            ("bezwaar", "De inwoner maakte bezwaar, en daar is nog niet over beslist"),
                        ],
                        max_length=20,
                        verbose_name="grond",
                    ),
                ),
                ("reason", sealing.fields.SealedTextField(help_text="Waarom dit niet gebruikt wordt")),
                ("review_on", models.DateField(verbose_name="opnieuw bekijken op")),
                ("made_at", models.DateTimeField(verbose_name="beperkt op")),
                ("told_at", models.DateTimeField(null=True, verbose_name="inwoner verteld op")),
                ("told", sealing.fields.SealedTextField(help_text="Wat de inwoner is verteld")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="opgeheven op")),
                ("end_reason", sealing.fields.SealedTextField(help_text="Waarom het weer gebruikt mag worden")),
            ],
            options={
                "verbose_name": "beperking van gebruik",
                "verbose_name_plural": "beperkingen van gebruik",
                "ordering": ("made_at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="historicalrequestpart",
            name="carried_out_at",
            field=models.DateTimeField(null=True, verbose_name="uitgevoerd op"),
        ),
        migrations.AddField(
            model_name="historicalrequestpart",
            name="carried_out_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uitgevoerd door",
            ),
        ),
        migrations.AddField(
            model_name="historicalrequestpart",
            name="nothing_done",
            field=sealing.fields.SealedTextField(help_text="Waarom er niets is gedaan"),
        ),
        migrations.AddField(
            model_name="historicalrequestpart",
            name="work",
            field=sealing.fields.SealedJSONField(help_text="Wat er gedaan is omdat het zo besloten is"),
        ),
        migrations.AddField(
            model_name="request",
            name="carried_out_on",
            field=models.DateField(null=True, verbose_name="uitgevoerd op"),
        ),
        migrations.AddField(
            model_name="requestpart",
            name="carried_out_at",
            field=models.DateTimeField(null=True, verbose_name="uitgevoerd op"),
        ),
        migrations.AddField(
            model_name="requestpart",
            name="carried_out_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uitgevoerd door",
            ),
        ),
        migrations.AddField(
            model_name="requestpart",
            name="nothing_done",
            field=sealing.fields.SealedTextField(help_text="Waarom er niets is gedaan"),
        ),
        migrations.AddField(
            model_name="requestpart",
            name="work",
            field=sealing.fields.SealedJSONField(help_text="Wat er gedaan is omdat het zo besloten is"),
        ),
        migrations.AddConstraint(
            model_name="requestpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("carried_out_at__isnull", True), ("carried_out_by__isnull", False), _connector="OR"
                ),
                name="carried_out_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="restrictedreading",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="cases.dossier",
                verbose_name="dossier",
            ),
        ),
        migrations.AddField(
            model_name="restrictedreading",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="gelezen door",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="restrictions",
                to="cases.dossier",
                verbose_name="dossier",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="opgeheven door",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uitgevoerd door",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="cases.person",
                verbose_name="over wie",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="restrictions",
                to="inzage.request",
                verbose_name="verzoek",
            ),
        ),
        migrations.AddField(
            model_name="restriction",
            name="told_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="verteld door",
            ),
        ),
        migrations.AddField(
            model_name="restrictedreading",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="cases.person",
                verbose_name="over wie",
            ),
        ),
        migrations.AddField(
            model_name="restrictedreading",
            name="restriction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="inzage.restriction",
                verbose_name="beperking",
            ),
        ),
        migrations.AddIndex(
            model_name="restriction",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["review_on"], name="restriction_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    models.Q(
                        ("ended_by__isnull", False),
                        ("told_at__isnull", False),
                        ("told_at__lt", models.F("ended_at")),
                        ("told_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="told_before_it_is_lifted",
            ),
        ),
        migrations.AddIndex(
            model_name="restrictedreading",
            index=models.Index(fields=["record_id"], name="restricted_reading_record"),
        ),
        *[one for table in NEW for one in protect(table, READABLE, purposes=PURPOSES)],
        *[one for table in NEW for one in restrict(table, "system", BY_THE_SYSTEM, ("INSERT", "DELETE"))],
        *[one for table in NEW for one in restrict(table, "inspection", NOT_INSPECTING)],
        migrations.RunSQL(KEPT, NOT_KEPT, hints=HINTS),
        migrations.RunSQL(GIVEN_AWAY, TAKEN_BACK, hints=HINTS),
        migrations.RunSQL(CLOSING, OPENING, hints=HINTS),
        migrations.RunSQL(RESIDENTS, NO_RESIDENTS, hints=HINTS),
        *[one for table in NEW for one in change_also(table, Purpose.MERGING)],
    ]

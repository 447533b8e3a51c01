"""What a resident is still writing, and the wall around it: of whoever writes it, and of no colleague. And who signed in
whom the register does not know. docs/adr/0110-unsent-and-unknown.md
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import sealing.fields
import sealing.models
from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, change_also, protect
from inzage.walls import IS_RESIDENT

first = import_module("cases.migrations.0002_walls")
MINE = import_module("inzage.migrations.0004_consents_of_residents").MINE
TABLE = "inzage_requestdraft"

# Asked anew at every statement: on a birthday, or when a representation ends, it is not there any more.
OWN = f"{IS_RESIDENT} AND asker_id = ANY({MINE})"
MAY_ASK = f"(person_id = ANY({MINE}) OR person_id = ANY((SELECT may_look_for())::uuid[]))"
# Jobs, by what they do: forget, destroy, make one of two, and fill a demo. Not the officers, and not who answers.
PURPOSES = (Purpose.UPKEEP, Purpose.DESTRUCTION, Purpose.MIGRATION, Purpose.DEMO)

# Ids of pseudonyms and nothing else, to the portal alone.
OF_NOBODY = f"""
CREATE FUNCTION residents_of_nobody() RETURNS uuid[] LANGUAGE sql {first.DEFINER} AS $$
    SELECT coalesce(array_agg(r.id), '{{}}') FROM inzage_resident r
    WHERE NOT EXISTS (SELECT FROM cases_person p WHERE p.bsn_index = r.bsn_index)
      AND current_setting('app.purpose', true) = '{Purpose.PORTAL}'
$$;
"""
GIVEN_AWAY = [OF_NOBODY, f"ALTER FUNCTION residents_of_nobody() OWNER TO {GRANTS_READER}"]
TAKEN_BACK = ["DROP FUNCTION residents_of_nobody()"]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_messages_of_residents"),
        ("inzage", "0023_letters_that_leave"),
    ]

    operations = [
        migrations.CreateModel(
            name="RequestDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inzage", "Inzage: zien wat er over mij in het dossier staat"),
                            ("kopie", "Een kopie van wat er over mij in het dossier staat"),
                            ("correctie", "Iets laten verbeteren"),
                            ("verklaring", "Mijn eigen verhaal erbij laten zetten"),
                            ("vernietiging", "Gegevens laten weghalen"),
                            ("beperking", "Gegevens een tijd niet laten gebruiken"),
                            ("bezwaar", "Ik ben het niet eens met het gebruik van mijn gegevens"),
                            ("klacht", "Een klacht over hoe met mijn gegevens wordt omgegaan"),
                        ],
                        max_length=20,
                        verbose_name="wat gevraagd wordt",
                    ),
                ),
                ("content", sealing.fields.SealedJSONField()),
                ("page", models.UUIDField(null=True, verbose_name="bladzijde")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="versie")),
                ("begun_at", models.DateTimeField(verbose_name="begonnen op")),
                ("saved_at", models.DateTimeField(verbose_name="laatst bewaard op")),
                ("expires_at", models.DateTimeField(verbose_name="vervalt op")),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.person",
                        verbose_name="wie schrijft",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.person",
                        verbose_name="over wie",
                    ),
                ),
            ],
            options={
                "verbose_name": "niet verstuurd verzoek",
                "verbose_name_plural": "niet verstuurde verzoeken",
                "ordering": ("-saved_at", "pk"),
                "indexes": [models.Index(fields=["expires_at"], name="unsent_request_expires")],
                "constraints": [
                    models.UniqueConstraint(fields=("asker", "person", "kind"), name="one_unsent_of_a_kind")
                ],
            },
        ),
        *protect(TABLE, f"{OWN} AND {MAY_ASK}", purposes=PURPOSES),
        *change_also(TABLE, Purpose.MERGING),
        migrations.RunSQL(GIVEN_AWAY, TAKEN_BACK, hints=HINTS),
    ]

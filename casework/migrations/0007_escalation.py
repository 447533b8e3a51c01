"""Who was called when a treating professional is not reached, and the walls around it. docs/adr/0096-tasks-and-deadlines.md"""

from importlib import import_module

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import sealing.fields
import sealing.models
from audit.purposes import Purpose
from audit.rowsecurity import protect, restrict
from cases.walls import MY_EMERGENCIES, NOT_INSPECTING, READABLE

METADATA = import_module("cases.migrations.0005_working_day_walls").METADATA
TABLES = ("casework_escalation", "casework_historicalescalation")
# Before something is asked of somebody again, the jobs of sharing look whether they asked for time.
PURPOSES = (*METADATA, Purpose.SHARING)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_reach_of_organisations"),
        ("cases", "0020_duties"),
        ("casework", "0006_walls_conferences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalEscalation",
            fields=[
                ("id", models.UUIDField(db_index=True, default=sealing.models.new_id, editable=False)),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="over"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("triage", "Vraag verhelderen"),
                            ("hulpverlening", "Hulp en ondersteuning bieden"),
                            ("casusregie", "Hulp op elkaar afstemmen (casusregie)"),
                            ("veiligheid", "Veiligheid beschermen"),
                            ("voorziening", "Voorziening of uitkering verstrekken"),
                        ],
                        max_length=20,
                        verbose_name="doel",
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[
                            ("jeugdwet", "Jeugdwet: jeugdhulp (art. 2.3)"),
                            ("wmo", "Wmo 2015: maatschappelijke ondersteuning (art. 2.3.2)"),
                            ("participatiewet", "Participatiewet: bijstand en re-integratie (art. 7)"),
                            ("wgs", "Wet gemeentelijke schuldhulpverlening (art. 3)"),
                            ("wvggz", "Wvggz / Wzd: verplichte zorg (voorheen BOPZ)"),
                        ],
                        max_length=20,
                        verbose_name="grondslag",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("inwoner", "Van de inwoner zelf"),
                            ("naaste", "Van een naaste"),
                            ("waarneming", "Eigen waarneming"),
                            ("professional", "Van een andere professional"),
                            ("politie", "Politie of Openbaar Ministerie"),
                            ("brp", "Basisregistratie Personen"),
                            ("anders", "Anders"),
                        ],
                        default="waarneming",
                        max_length=20,
                        verbose_name="bron",
                    ),
                ),
                ("own_observation", models.BooleanField(default=True, verbose_name="eigen waarneming")),
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
                            ("wmo", "Wmo-dossier van het college"),
                        ],
                        max_length=30,
                        verbose_name="categorie",
                    ),
                ),
                ("withheld", models.BooleanField(default=False, verbose_name="niet tonen aan inwoner")),
                ("created_at", models.DateTimeField(verbose_name="gemaakt op")),
                ("substantively_changed_at", models.DateTimeField(verbose_name="inhoudelijk gewijzigd op")),
                ("term_started_on", models.DateField(null=True, verbose_name="termijn begonnen op")),
                ("destroy_on", models.DateField(null=True, verbose_name="te vernietigen op")),
                ("professional", sealing.fields.SealedTextField(help_text="Wie niet wordt bereikt")),
                ("situation", sealing.fields.SealedTextField(help_text="Waarom deze behandelaar nu nodig is")),
                ("attempts", sealing.fields.SealedJSONField(help_text="Wie er is gebeld, wanneer, en wat eruit kwam")),
                ("align_until", models.DateField(null=True, verbose_name="tijd om af te stemmen tot en met")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="afgerond op")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.dossier",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisatie",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical behandelaar niet bereikt",
                "verbose_name_plural": "historical behandelaars niet bereikt",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="over"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("triage", "Vraag verhelderen"),
                            ("hulpverlening", "Hulp en ondersteuning bieden"),
                            ("casusregie", "Hulp op elkaar afstemmen (casusregie)"),
                            ("veiligheid", "Veiligheid beschermen"),
                            ("voorziening", "Voorziening of uitkering verstrekken"),
                        ],
                        max_length=20,
                        verbose_name="doel",
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[
                            ("jeugdwet", "Jeugdwet: jeugdhulp (art. 2.3)"),
                            ("wmo", "Wmo 2015: maatschappelijke ondersteuning (art. 2.3.2)"),
                            ("participatiewet", "Participatiewet: bijstand en re-integratie (art. 7)"),
                            ("wgs", "Wet gemeentelijke schuldhulpverlening (art. 3)"),
                            ("wvggz", "Wvggz / Wzd: verplichte zorg (voorheen BOPZ)"),
                        ],
                        max_length=20,
                        verbose_name="grondslag",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("inwoner", "Van de inwoner zelf"),
                            ("naaste", "Van een naaste"),
                            ("waarneming", "Eigen waarneming"),
                            ("professional", "Van een andere professional"),
                            ("politie", "Politie of Openbaar Ministerie"),
                            ("brp", "Basisregistratie Personen"),
                            ("anders", "Anders"),
                        ],
                        default="waarneming",
                        max_length=20,
                        verbose_name="bron",
                    ),
                ),
                ("own_observation", models.BooleanField(default=True, verbose_name="eigen waarneming")),
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
                            ("wmo", "Wmo-dossier van het college"),
                        ],
                        max_length=30,
                        verbose_name="categorie",
                    ),
                ),
                ("withheld", models.BooleanField(default=False, verbose_name="niet tonen aan inwoner")),
                ("created_at", models.DateTimeField(verbose_name="gemaakt op")),
                ("substantively_changed_at", models.DateTimeField(verbose_name="inhoudelijk gewijzigd op")),
                ("term_started_on", models.DateField(null=True, verbose_name="termijn begonnen op")),
                ("destroy_on", models.DateField(null=True, verbose_name="te vernietigen op")),
                ("professional", sealing.fields.SealedTextField(help_text="Wie niet wordt bereikt")),
                ("situation", sealing.fields.SealedTextField(help_text="Waarom deze behandelaar nu nodig is")),
                ("attempts", sealing.fields.SealedJSONField(help_text="Wie er is gebeld, wanneer, en wat eruit kwam")),
                ("align_until", models.DateField(null=True, verbose_name="tijd om af te stemmen tot en met")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="afgerond op")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="cases.dossier"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisatie",
                    ),
                ),
            ],
            options={
                "verbose_name": "behandelaar niet bereikt",
                "verbose_name_plural": "behandelaars niet bereikt",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["dossier", "-created_at"], name="escalation_dossier"),
                    django.contrib.postgres.indexes.GinIndex(fields=["about"], name="escalation_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_escalation_is_ended_by_somebody",
                    )
                ],
            },
        ),
        *[one for table in TABLES for one in protect(table, READABLE, purposes=PURPOSES)],
        *[one for table in TABLES for one in restrict(table, "emergency", f"dossier_id <> {MY_EMERGENCIES}")],
        *[one for table in TABLES for one in restrict(table, "inspection", NOT_INSPECTING)],
    ]

"""What residents ask, by which mandate it is decided, what is shielded and what is handed over."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import sealing.fields
import sealing.models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_day_of_its_event"),
        ("inzage", "0005_plans_of_residents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        ),
                        size=None,
                        verbose_name="beslist over",
                    ),
                ),
                (
                    "decree",
                    models.CharField(
                        help_text="Welk besluit, van welke dag, en welk artikel.",
                        max_length=200,
                        verbose_name="mandaatbesluit",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="vanaf")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="tot en met")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="wie",
                    ),
                ),
            ],
            options={
                "verbose_name": "mandaat",
                "verbose_name_plural": "mandaten",
                "ordering": ("-valid_from", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_by", sealing.fields.SealedTextField(help_text="Wie het vroeg")),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("zelf", "De inwoner zelf"),
                            ("gezag", "Wie het gezag heeft"),
                            ("vertegenwoordiger", "Een vertegenwoordiger"),
                        ],
                        default="zelf",
                        max_length=20,
                        verbose_name="als wie",
                    ),
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
                ("wish", sealing.fields.SealedTextField(help_text="Wat er gevraagd is")),
                ("from_on", models.DateField(null=True, verbose_name="over de tijd vanaf")),
                ("until_on", models.DateField(null=True, verbose_name="tot en met")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("portaal", "In het portaal"),
                            ("papier", "Op papier"),
                            ("balie", "Aan de balie of in een gesprek"),
                        ],
                        max_length=10,
                        verbose_name="hoe gevraagd",
                    ),
                ),
                ("came_on", models.DateField(verbose_name="gevraagd op")),
                ("due_on", models.DateField(verbose_name="beslissen voor")),
                ("waits_since", models.DateField(null=True, verbose_name="wacht op bewijs van wie vraagt sinds")),
                ("waited", models.PositiveSmallIntegerField(default=0, verbose_name="dagen stilgestaan")),
                ("extended_on", models.DateField(null=True, verbose_name="verlengd op")),
                ("extension_reason", sealing.fields.SealedTextField(help_text="Waarom het langer duurt")),
                ("weighing", sealing.fields.SealedTextField(help_text="De afweging bij een verzoek over een ander")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Wij zoeken het voor u uit"),
                            ("klaar", "Er wordt over beslist"),
                            ("besloten", "Er is besloten"),
                            ("afgerond", "Afgerond"),
                            ("ingetrokken", "Ingetrokken"),
                        ],
                        default="open",
                        max_length=15,
                        verbose_name="stand",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("toegewezen", "Ja, helemaal"),
                            ("deels", "Ja, voor een deel"),
                            ("geweigerd", "Nee"),
                            ("doorgestuurd", "Doorgestuurd naar wie erover gaat"),
                            ("niets", "Wij hebben niets gevonden"),
                        ],
                        max_length=15,
                        verbose_name="besluit",
                    ),
                ),
                ("reasons", sealing.fields.SealedTextField(help_text="Waarom zo besloten is")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="besloten op")),
                ("made_at", models.DateTimeField(verbose_name="vastgelegd op")),
                ("reminded_on", models.DateField(null=True, verbose_name="herinnerd op")),
                (
                    "asker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="asked_requests",
                        to="cases.person",
                        verbose_name="wie het vraagt",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="besloten door",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inzage.mandate",
                        verbose_name="mandaat",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="cases.person",
                        verbose_name="over wie",
                    ),
                ),
            ],
            options={
                "verbose_name": "verzoek van een inwoner",
                "verbose_name_plural": "verzoeken van inwoners",
                "ordering": ("due_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wacht", "Staat klaar om gemaakt te worden"),
                            ("maken", "Wordt gemaakt"),
                            ("gestopt", "Tegengehouden"),
                            ("klaar", "Klaar om op te halen"),
                            ("opgehaald", "Opgehaald"),
                            ("verlopen", "Niet op tijd opgehaald"),
                        ],
                        default="wacht",
                        max_length=15,
                        verbose_name="stand",
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=20, verbose_name="bezig met")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="klaar")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="van")),
                ("beat_at", models.DateTimeField(null=True, verbose_name="laatste teken")),
                ("leaks", sealing.fields.SealedJSONField(help_text="Waar iets stond dat afgeschermd is")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="grootte")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="controlegetal")),
                ("made_at", models.DateTimeField(verbose_name="aangemaakt op")),
                ("ready_at", models.DateTimeField(null=True, verbose_name="klaar op")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="op te halen tot")),
                ("fetched_at", models.DateTimeField(null=True, verbose_name="opgehaald op")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.person",
                        verbose_name="over wie",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="release",
                        to="inzage.request",
                        verbose_name="verzoek",
                    ),
                ),
            ],
            options={
                "verbose_name": "uitgifte",
                "verbose_name_plural": "uitgiften",
                "ordering": ("made_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalRequestPart",
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
                            ("signaal", "Signaal zonder vervolg"),
                            ("wmo", "Wmo-dossier van het college"),
                        ],
                        max_length=30,
                        verbose_name="categorie",
                    ),
                ),
                ("withheld", models.BooleanField(default=False, verbose_name="niet tonen aan inwoner")),
                ("created_at", models.DateTimeField(verbose_name="gemaakt op")),
                ("substantively_changed_at", models.DateTimeField(verbose_name="inhoudelijk gewijzigd op")),
                ("event_on", models.DateField(null=True, verbose_name="gebeurtenis die de termijn begint")),
                ("term_started_on", models.DateField(null=True, verbose_name="termijn begonnen op")),
                ("destroy_on", models.DateField(null=True, verbose_name="te vernietigen op")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Voor te bereiden"),
                            ("lezen", "Wacht op een tweede lezer"),
                            ("klaar", "Klaar voor de beslisser"),
                        ],
                        default="open",
                        max_length=15,
                        verbose_name="stand",
                    ),
                ),
                (
                    "looked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="bekeken"
                    ),
                ),
                ("advice", sealing.fields.SealedTextField(help_text="Wat wij de beslisser meegeven")),
                ("read_at", models.DateTimeField(null=True, verbose_name="gelezen op")),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="voorbereid door",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tweede lezer",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="inzage.request",
                        verbose_name="verzoek",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical verzoek van een inwoner in dit dossier",
                "verbose_name_plural": "historical verzoeken van inwoners in dit dossier",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RequestPart",
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
                            ("signaal", "Signaal zonder vervolg"),
                            ("wmo", "Wmo-dossier van het college"),
                        ],
                        max_length=30,
                        verbose_name="categorie",
                    ),
                ),
                ("withheld", models.BooleanField(default=False, verbose_name="niet tonen aan inwoner")),
                ("created_at", models.DateTimeField(verbose_name="gemaakt op")),
                ("substantively_changed_at", models.DateTimeField(verbose_name="inhoudelijk gewijzigd op")),
                ("event_on", models.DateField(null=True, verbose_name="gebeurtenis die de termijn begint")),
                ("term_started_on", models.DateField(null=True, verbose_name="termijn begonnen op")),
                ("destroy_on", models.DateField(null=True, verbose_name="te vernietigen op")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Voor te bereiden"),
                            ("lezen", "Wacht op een tweede lezer"),
                            ("klaar", "Klaar voor de beslisser"),
                        ],
                        default="open",
                        max_length=15,
                        verbose_name="stand",
                    ),
                ),
                (
                    "looked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="bekeken"
                    ),
                ),
                ("advice", sealing.fields.SealedTextField(help_text="Wat wij de beslisser meegeven")),
                ("read_at", models.DateTimeField(null=True, verbose_name="gelezen op")),
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
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="voorbereid door",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="inzage.request",
                        verbose_name="verzoek",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tweede lezer",
                    ),
                ),
            ],
            options={
                "verbose_name": "verzoek van een inwoner in dit dossier",
                "verbose_name_plural": "verzoeken van inwoners in dit dossier",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Shielding",
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
                ("field", models.CharField(blank=True, max_length=80, verbose_name="onderdeel")),
                ("words", sealing.fields.SealedTextField(help_text="De woorden die niet getoond worden")),
                ("place", models.PositiveIntegerField(default=0, verbose_name="plaats in de tekst")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("betrokkene", "Bescherming van de betrokkene"),
                            ("anderen", "Rechten en vrijheden van anderen"),
                            ("behandeling", "Ernstig nadeel voor de behandeling"),
                        ],
                        max_length=20,
                        verbose_name="grond",
                    ),
                ),
                ("reason", sealing.fields.SealedTextField(help_text="Waarom dit niet getoond wordt")),
                ("review_on", models.DateField(verbose_name="opnieuw bekijken op")),
                ("made_at", models.DateTimeField(verbose_name="afgeschermd op")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="beëindigd op")),
                ("end_reason", sealing.fields.SealedTextField(help_text="Waarom het weer getoond mag worden")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shieldings",
                        to="cases.dossier",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="beëindigd door",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="afgeschermd door",
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
                (
                    "toward",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.person",
                        verbose_name="niet te zien voor",
                    ),
                ),
            ],
            options={
                "verbose_name": "afscherming",
                "verbose_name_plural": "afschermingen",
                "ordering": ("made_at", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="a_mandate_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kinds", []), _negated=True), name="a_mandate_says_what_for"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["state", "due_on"], name="inzage_request_state"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("mandate__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decided_under_a_mandate",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["besloten", "afgerond"]), _negated=True),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="decided_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on__isnull", True),
                    ("until_on__isnull", True),
                    ("until_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="a_period_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="requestpart",
            index=models.Index(fields=["dossier", "-created_at"], name="requestpart_dossier"),
        ),
        migrations.AddIndex(
            model_name="requestpart",
            index=django.contrib.postgres.indexes.GinIndex(fields=["about"], name="requestpart_about"),
        ),
        migrations.AddIndex(
            model_name="requestpart",
            index=models.Index(
                condition=models.Q(("destroy_on__isnull", False)), fields=["destroy_on"], name="requestpart_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="requestpart",
            constraint=models.UniqueConstraint(fields=("request", "dossier"), name="one_part_per_dossier"),
        ),
        migrations.AddConstraint(
            model_name="requestpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(
                        ("prepared_by__isnull", False),
                        ("second__isnull", False),
                        models.Q(("prepared_by", models.F("second")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="read_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="shielding",
            index=models.Index(fields=["record_id"], name="shielding_record"),
        ),
        migrations.AddIndex(
            model_name="shielding",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["review_on"], name="shielding_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="shielding",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", True), ("ended_by__isnull", False), _connector="OR"),
                name="a_shielding_is_ended_by_somebody",
            ),
        ),
    ]

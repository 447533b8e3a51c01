"""What keeps something past its day, what is announced, and who asked for destruction."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sealing.fields
import sealing.models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_day_of_its_event"),
        ("retention", "0013_destruction_as_a_job"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="destruction",
            name="reason",
            field=models.CharField(
                choices=[
                    ("termijn", "De bewaartermijn is verstreken"),
                    ("geen_verwijzing", "Niets verwijst er nog naar"),
                    ("verzoek", "Op verzoek van de inwoner"),
                    ("ongebruikt", "Opgenomen, maar nooit gebruikt"),
                    ("herhaling", "Opnieuw, na het terugzetten van een back-up"),
                ],
                max_length=20,
                verbose_name="reden",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerline",
            name="reason",
            field=models.CharField(
                choices=[
                    ("termijn", "De bewaartermijn is verstreken"),
                    ("geen_verwijzing", "Niets verwijst er nog naar"),
                    ("verzoek", "Op verzoek van de inwoner"),
                    ("ongebruikt", "Opgenomen, maar nooit gebruikt"),
                    ("herhaling", "Opnieuw, na het terugzetten van een back-up"),
                ],
                max_length=20,
                verbose_name="reden",
            ),
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("destroy_on", models.DateField(verbose_name="te vernietigen op")),
                (
                    "residents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="inwoners"
                    ),
                ),
                (
                    "told_people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="bericht gestuurd aan"
                    ),
                ),
                ("announced_at", models.DateTimeField(verbose_name="aangekondigd op")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="beantwoord op")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="beantwoord door",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="cases.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "aankondiging van vernietiging",
                "verbose_name_plural": "aankondigingen van vernietiging",
                "ordering": ("destroy_on", "pk"),
                "indexes": [models.Index(fields=["destroy_on"], name="announcement_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "category", "destroy_on"), name="a_day_is_announced_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DestructionRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_by", sealing.fields.SealedTextField(help_text="Wie het vroeg")),
                ("wish", sealing.fields.SealedTextField(help_text="Wat er gevraagd is")),
                (
                    "way",
                    models.CharField(
                        choices=[("papier", "Op papier"), ("balie", "Aan de balie of in een gesprek")],
                        max_length=10,
                        verbose_name="hoe gevraagd",
                    ),
                ),
                ("came_on", models.DateField(verbose_name="gevraagd op")),
                ("due_on", models.DateField(verbose_name="beslissen voor")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Nog te beslissen"),
                            ("voorbereid", "Wacht op een tweede persoon"),
                            ("besloten", "Besloten"),
                            ("uitgevoerd", "Besloten en uitgevoerd"),
                            ("ingetrokken", "Ingetrokken"),
                        ],
                        default="open",
                        max_length=15,
                        verbose_name="stand",
                    ),
                ),
                ("decision", sealing.fields.SealedJSONField()),
                ("explanation", sealing.fields.SealedTextField(help_text="Waarom zo besloten is")),
                ("made_at", models.DateTimeField(verbose_name="vastgelegd op")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="besloten op")),
                ("done_at", models.DateTimeField(null=True, verbose_name="uitgevoerd op")),
                ("told_on", models.DateField(null=True, verbose_name="inwoner ingelicht op")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="destruction_requests",
                        to="cases.dossier",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vastgelegd door",
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
                    "second",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tweede persoon",
                    ),
                ),
            ],
            options={
                "verbose_name": "verzoek om vernietiging",
                "verbose_name_plural": "verzoeken om vernietiging",
                "ordering": ("due_on", "pk"),
                "indexes": [models.Index(fields=["state", "due_on"], name="destruction_request_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["voorbereid", "besloten", "uitgevoerd"]), _negated=True),
                            models.Q(
                                ("prepared_by__isnull", False),
                                ("second__isnull", False),
                                models.Q(("prepared_by", models.F("second")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decided_by_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "voorbereid"])),
                        fields=("dossier", "person"),
                        name="one_request_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inzageverzoek", "Inzageverzoek"),
                            ("vernietigingsverzoek", "Vernietigingsverzoek"),
                            ("bezwaar", "Bezwaar of beroep"),
                            ("klacht", "Klacht"),
                            ("rechtszaak", "Rechtszaak"),
                            ("meldcode", "Meldcode"),
                            ("verlenging", "Langer bewaren voor goede zorg"),
                        ],
                        max_length=25,
                        verbose_name="soort",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True,
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
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None, verbose_name="over"
                    ),
                ),
                ("reason", sealing.fields.SealedTextField(help_text="Waarom het nog niet weg mag")),
                ("procedure", models.UUIDField(editable=False, null=True)),
                ("review_on", models.DateField(verbose_name="bekijken op")),
                ("ends_on", models.DateField(null=True, verbose_name="tot")),
                ("placed_at", models.DateTimeField(verbose_name="gezet op")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="goedgekeurd op")),
                ("released_at", models.DateTimeField(null=True, verbose_name="opgeheven op")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("afgelopen", "De procedure is afgelopen"),
                            ("verlopen", "De verlenging is voorbij"),
                            ("niet_nodig", "Niet meer nodig"),
                            ("afgewezen", "Een tweede persoon was het niet eens"),
                        ],
                        max_length=20,
                        verbose_name="hoe het eindigde",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="cases.dossier",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gezet door",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opgeheven door",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tweede persoon",
                    ),
                ),
            ],
            options={
                "verbose_name": "reden om niet te vernietigen",
                "verbose_name_plural": "redenen om niet te vernietigen",
                "ordering": ("review_on", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at__isnull", True)), fields=["dossier"], name="hold_open"
                    ),
                    models.Index(
                        condition=models.Q(("released_at__isnull", True)), fields=["review_on"], name="hold_review"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends_on__isnull", False),
                                ("kind", "verlenging"),
                                ("second__isnull", False),
                                models.Q(("category", ""), _negated=True),
                                ("review_on__lte", models.F("ends_on")),
                                models.Q(("second", models.F("placed_by")), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "verlenging"), _negated=True),
                                ("approved_at__isnull", True),
                                ("ends_on__isnull", True),
                                ("second__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="an_extension_ends_and_has_a_second",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("released_at__isnull", True)),
                            models.Q(("released_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_hold_ends_in_some_way",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("procedure__isnull", False), ("released_at__isnull", True)),
                        fields=("procedure", "dossier"),
                        name="one_hold_per_procedure_and_dossier",
                    ),
                ],
            },
        ),
    ]

"""§ 5 Convenant / reglement: agreements become rows of their own; each organisation keeps the one it had."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import sealing.models


def move_over(apps, schema_editor):
    """As they stood, and marked as from before this register: the rest was never asked."""
    Organisation, Agreement = apps.get_model("accounts", "Organisation"), apps.get_model("accounts", "Agreement")
    for organisation in Organisation.objects.exclude(agreement_kind=""):
        Agreement.objects.create(
            organisation=organisation,
            kind=organisation.agreement_kind,
            valid_from=organisation.agreement_valid_from,
            valid_until=organisation.agreement_valid_until,
            taken_over=True,
        )


def take_back(apps, schema_editor):
    """An organisation had room for one: the one that reaches furthest."""
    Agreement = apps.get_model("accounts", "Agreement")
    reaches = models.F("valid_until").desc(nulls_first=True)
    for agreement in Agreement.objects.order_by("organisation_id", reaches).distinct("organisation_id"):
        agreement.organisation.agreement_kind = agreement.kind
        agreement.organisation.agreement_valid_from = agreement.valid_from
        agreement.organisation.agreement_valid_until = agreement.valid_until
        agreement.organisation.save()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_home_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bewerkersovereenkomst", "Bewerkersovereenkomst"),
                            ("dienstverleningsovereenkomst", "Dienstverleningsovereenkomst"),
                            ("convenant", "Convenant / reglement"),
                        ],
                        help_text="De AVG noemt een bewerkersovereenkomst een verwerkersovereenkomst.",
                        max_length=40,
                        verbose_name="soort",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="geldig vanaf")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Leeg: geldig tot iemand hier een einddatum invult.",
                        null=True,
                        verbose_name="geldig tot en met",
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=150, verbose_name="contactpersoon bij de partner"),
                ),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mailadres van de contactpersoon"),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=40, verbose_name="telefoon van de contactpersoon"),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        help_text="Voor welke soorten gegevens de overeenkomst geldt.",
                        size=None,
                        verbose_name="soorten gegevens",
                    ),
                ),
                (
                    "purposes",
                    models.TextField(help_text="Waarvoor de partner de gegevens mag gebruiken.", verbose_name="doelen"),
                ),
                (
                    "security",
                    models.TextField(
                        blank=True,
                        help_text="Welke eisen gelden, en hoe de partner laat zien dat hij eraan voldoet. Bij een convenant: zie i.",
                        verbose_name="eisen aan beveiliging",
                    ),
                ),
                (
                    "structural",
                    models.BooleanField(
                        default=False,
                        help_text="Regelt deze overeenkomst dat er vaker, op vaste manier, gegevens worden uitgewisseld?",
                        verbose_name="structurele uitwisseling",
                    ),
                ),
                (
                    "evaluate_on",
                    models.DateField(
                        blank=True,
                        help_text="Verplicht bij structurele uitwisseling. 30 dagen na deze dag stopt die uitwisseling.",
                        null=True,
                        verbose_name="evalueren voor of op",
                    ),
                ),
                (
                    "remind_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(730),
                        ],
                        verbose_name="herinneren, dagen vooraf",
                    ),
                ),
                (
                    "taken_over",
                    models.BooleanField(default=False, editable=False, verbose_name="van voor dit register"),
                ),
                ("reminded_of", models.DateField(editable=False, null=True, verbose_name="herinnerd aan")),
                ("told_of", models.DateField(editable=False, null=True, verbose_name="afloop gemeld van")),
            ],
            options={
                "verbose_name": "overeenkomst",
                "verbose_name_plural": "overeenkomsten",
                "ordering": ["organisation__name", "-valid_from", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Covenant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="naam")),
                (
                    "in_force_from",
                    models.DateField(
                        blank=True,
                        help_text="Leeg: nog een concept. In werking kan pas als alle negen onderdelen zijn ingevuld.",
                        null=True,
                        verbose_name="in werking vanaf",
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Leeg: geldig tot iemand hier een einddatum invult.",
                        null=True,
                        verbose_name="geldig tot en met",
                    ),
                ),
                (
                    "parties_and_aims",
                    models.TextField(
                        blank=True,
                        help_text="De betrokken organisaties, verantwoordelijken en relevante doelstellingen.",
                        verbose_name="(a) organisaties, verantwoordelijken en doelen",
                    ),
                ),
                (
                    "special_data",
                    models.TextField(
                        blank=True,
                        help_text="De verwerking van bijzondere persoonsgegevens.",
                        verbose_name="(b) bijzondere persoonsgegevens",
                    ),
                ),
                (
                    "informing",
                    models.TextField(
                        blank=True,
                        help_text="De wijze waarop betrokken burgers worden geïnformeerd over het gebruik van hun persoonsgegevens.",
                        verbose_name="(c) hoe burgers worden geïnformeerd",
                    ),
                ),
                (
                    "processings",
                    models.TextField(
                        blank=True,
                        help_text="De belangrijkste verwerkingen van persoonsgegevens die binnen de samenwerking plaatsvinden, de melding daarvan bij de functionaris voor de gegevensbescherming en de eenduidige protocollering van de privacyregels die bij de verwerking in acht genomen moeten worden.",
                        verbose_name="(d) de belangrijkste verwerkingen",
                    ),
                ),
                (
                    "consent",
                    models.TextField(
                        blank=True,
                        help_text="De wijze waarop bij betrokken burgers toestemming voor gegevensverwerking wordt verkregen.",
                        verbose_name="(e) hoe toestemming wordt verkregen",
                    ),
                ),
                (
                    "without_consent",
                    models.TextField(
                        blank=True,
                        help_text="Een beschrijving van de gevallen waarin zonder toestemming van betrokkene gegevens worden verwerkt.",
                        verbose_name="(f) wanneer zonder toestemming",
                    ),
                ),
                (
                    "escalation",
                    models.TextField(
                        blank=True,
                        help_text="Een beschrijving van een procedure in verband met escalatie bij spoed- en/of noodgevallen. Iedereen die hier werkt, leest deze procedure bij Acuut gevaar.",
                        verbose_name="(g) escalatie bij spoed en nood",
                    ),
                ),
                (
                    "rights",
                    models.TextField(
                        blank=True,
                        help_text="De wijze waarop betrokkenen gebruik kunnen maken van hun rechten op grond van de Wet bescherming persoonsgegevens (sinds 25 mei 2018 de AVG).",
                        verbose_name="(h) rechten van betrokkenen",
                    ),
                ),
                (
                    "security_and_secrecy",
                    models.TextField(
                        blank=True,
                        help_text="De wijze waarop organisaties invulling geven aan informatiebeveiliging en geheimhoudingsverplichting.",
                        verbose_name="(i) beveiliging en geheimhouding",
                    ),
                ),
            ],
            options={
                "verbose_name": "convenant",
                "verbose_name_plural": "convenanten",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Processing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="naam")),
                ("purpose", models.TextField(verbose_name="doel")),
                (
                    "legal_basis",
                    models.TextField(
                        help_text="De wet en de taak waarop de verwerking rust.", verbose_name="grondslag"
                    ),
                ),
                (
                    "persons",
                    models.TextField(
                        help_text="Over wie: soorten mensen, geen namen.", verbose_name="categorieën betrokkenen"
                    ),
                ),
                (
                    "data",
                    models.TextField(
                        help_text="Welke gegevens; noem bijzondere gegevens apart.",
                        verbose_name="categorieën persoonsgegevens",
                    ),
                ),
                (
                    "receivers",
                    models.TextField(
                        help_text="Aan wie gegevens worden verstrekt, of: niemand.", verbose_name="ontvangers"
                    ),
                ),
                (
                    "transfers",
                    models.TextField(
                        blank=True,
                        help_text="Aan welk land, en met welke waarborgen. Leeg: geen.",
                        verbose_name="doorgifte buiten de EU",
                    ),
                ),
                ("term", models.TextField(verbose_name="bewaartermijn")),
                ("security", models.TextField(help_text="De maatregelen, in het kort.", verbose_name="beveiliging")),
                (
                    "dpia",
                    models.CharField(
                        choices=[
                            ("onbeslist", "Nog niet beoordeeld"),
                            ("niet_nodig", "Niet nodig"),
                            ("nodig", "Nodig, nog niet gedaan"),
                            ("gedaan", "Gedaan"),
                        ],
                        default="onbeslist",
                        max_length=20,
                        verbose_name="DPIA",
                    ),
                ),
                ("dpia_on", models.DateField(blank=True, null=True, verbose_name="DPIA gedaan op")),
                (
                    "dpia_note",
                    models.TextField(
                        blank=True,
                        help_text="Waarom wel of niet nodig, en wat eruit kwam.",
                        verbose_name="toelichting bij de DPIA",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="begonnen op")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="gestopt op")),
            ],
            options={
                "verbose_name": "verwerking",
                "verbose_name_plural": "verwerkingen",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="enforces",
            field=models.BooleanField(
                default=False,
                help_text="Zoals politie en Openbaar Ministerie. Wie daar werkt, krijgt nooit toegang tot een dossier: wat zij mogen weten, is een vastgelegde verstrekking.",
                verbose_name="handhaaft",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="sort",
            field=models.CharField(
                blank=True,
                choices=[
                    ("zorgaanbieder", "Zorgaanbieder"),
                    ("jeugdhulpaanbieder", "Jeugdhulpaanbieder"),
                    ("jeugdgezondheidszorg", "Jeugdgezondheidszorg (GGD)"),
                    ("huisarts", "Huisarts"),
                    ("zorgverzekeraar", "Zorgverzekeraar"),
                    ("school", "School of samenwerkingsverband"),
                    ("gecertificeerde_instelling", "Gecertificeerde instelling (GI)"),
                    ("raad_kinderbescherming", "Raad voor de Kinderbescherming"),
                    ("veilig_thuis", "Veilig Thuis"),
                    ("politie", "Politie"),
                    ("openbaar_ministerie", "Openbaar Ministerie"),
                    ("reclassering", "Reclassering"),
                    ("woningcorporatie", "Woningcorporatie"),
                    ("uitkeringsinstantie", "UWV, SVB of andere gemeente"),
                    ("welzijn", "Welzijn, cliëntondersteuning of vrijwilligers"),
                    ("leverancier", "Leverancier die gegevens verwerkt"),
                    ("anders", "Anders"),
                ],
                help_text="De wet behandelt hen verschillend. Verplicht voor een partner; leeg voor de gemeente zelf.",
                max_length=40,
                verbose_name="soort partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sort__in", ("politie", "openbaar_ministerie")), _negated=True),
                    ("enforces", True),
                    _connector="OR",
                ),
                name="police_and_prosecutor_enforce",
                violation_error_message="Politie en Openbaar Ministerie handhaven altijd. Vink het aan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "partner"), models.Q(("enforces", False), ("sort", "")), _connector="OR"),
                name="the_municipality_is_no_partner",
                violation_error_message="Soort partner en handhaven zijn voor partners, niet voor de gemeente zelf.",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="accounts.organisation",
                verbose_name="organisatie",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="owner",
            field=models.ForeignKey(
                help_text="De medewerker van de gemeente die voor deze overeenkomst instaat en de herinnering krijgt.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to=settings.AUTH_USER_MODEL,
                verbose_name="eigenaar",
            ),
        ),
        migrations.AddConstraint(
            model_name="covenant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_from__isnull", True),
                    models.Q(
                        ("consent__regex", "\\S"),
                        ("escalation__regex", "\\S"),
                        ("informing__regex", "\\S"),
                        ("parties_and_aims__regex", "\\S"),
                        ("processings__regex", "\\S"),
                        ("rights__regex", "\\S"),
                        ("security_and_secrecy__regex", "\\S"),
                        ("special_data__regex", "\\S"),
                        ("without_consent__regex", "\\S"),
                    ),
                    _connector="OR",
                ),
                name="a_covenant_in_force_has_its_nine_items",
                violation_error_message="Een convenant gaat pas in werking als alle negen onderdelen zijn ingevuld.",
            ),
        ),
        migrations.AddConstraint(
            model_name="covenant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True), ("valid_until__gte", models.F("in_force_from")), _connector="OR"
                ),
                name="a_covenant_ends_after_it_starts",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="covenant",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__isnull", True), ("in_force_from__isnull", False), _connector="OR"),
                name="a_draft_covenant_has_no_end",
                violation_error_message="Vul ook in vanaf wanneer het convenant geldt.",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="covenant",
            field=models.ForeignKey(
                blank=True,
                help_text="Alleen bij de soort convenant: aan welk convenant deze organisatie meedoet.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="accounts.covenant",
                verbose_name="convenant",
            ),
        ),
        migrations.AddField(
            model_name="processing",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                help_text="Als een ander de gegevens voor de gemeente verwerkt.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="processing",
                to="accounts.agreement",
                verbose_name="overeenkomst met de verwerker",
            ),
        ),
        migrations.AddField(
            model_name="processing",
            name="covenant",
            field=models.ForeignKey(
                blank=True,
                help_text="Als de verwerking hoort bij een samenwerking: onderdeel d van dat convenant.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="processing",
                to="accounts.covenant",
                verbose_name="convenant",
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["organisation", "valid_from"], name="agreement_of_organisation"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="an_agreement_ends_on_or_after_its_start",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("covenant__isnull", False), ("kind", "convenant")),
                    models.Q(
                        ("covenant__isnull", True), ("kind", "convenant"), ("structural", False), ("taken_over", True)
                    ),
                    models.Q(models.Q(("kind", "convenant"), _negated=True), ("covenant__isnull", True)),
                    _connector="OR",
                ),
                name="a_convenant_names_its_covenant",
                violation_error_message="Kies het convenant bij de soort convenant, en alleen daarbij.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("structural", False), ("evaluate_on__isnull", False), _connector="OR"),
                name="structural_exchange_is_evaluated",
                violation_error_message="Vul bij structurele uitwisseling in wanneer die wordt geëvalueerd.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_days__gte", 1), ("remind_days__lte", 730)),
                name="somebody_is_reminded_in_time",
                violation_error_message="Herinneren kan van 1 tot 730 dagen vooraf.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("organisation", "="),
                    ("kind", "="),
                    (
                        django.db.models.functions.comparison.Coalesce(
                            "covenant",
                            models.Value(
                                uuid.UUID("00000000-0000-0000-0000-000000000000"), output_field=models.UUIDField()
                            ),
                        ),
                        "=",
                    ),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_until"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="one_agreement_of_a_kind_at_a_time",
                violation_error_message="In deze periode loopt er al een overeenkomst van deze soort met deze organisatie. Geef die eerst een einddatum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="processing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dpia", "gedaan"), ("dpia_on__isnull", False)),
                    models.Q(models.Q(("dpia", "gedaan"), _negated=True), ("dpia_on__isnull", True)),
                    _connector="OR",
                ),
                name="a_dpia_that_was_done_has_its_day",
                violation_error_message="Vul de dag in waarop de DPIA is gedaan, en alleen dan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="processing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dpia", "niet_nodig"), _negated=True), ("dpia_note__regex", "\\S"), _connector="OR"
                ),
                name="no_dpia_has_its_reason",
                violation_error_message="Schrijf op waarom er geen DPIA nodig is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="processing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("started_on")), _connector="OR"
                ),
                name="a_processing_stops_after_it_began",
                violation_error_message="De verwerking kan niet stoppen voordat zij begon.",
            ),
        ),
        migrations.RunPython(move_over, take_back, hints={"database": "default"}),
    ]

"""Letters to who asked on paper or at the desk; what left stays as it was written down.
docs/adr/0113-letters-that-leave.md
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sealing.fields
import sealing.models
from audit.purposes import Purpose
from audit.rowsecurity import HINTS, change_also, protect

before = import_module("inzage.migrations.0007_walls_requests")
TABLE = "inzage_letter"
# The person may become another registration of the same one (§ 4.1 Casusregie); and it goes with that person alone.
STAYS = f"""
CREATE FUNCTION letter_that_left_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF coalesce(current_setting('app.purpose', true), '') <> '{Purpose.DESTRUCTION}' THEN
            RAISE EXCEPTION 'a letter that left stays' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF to_jsonb(OLD) - 'person_id' IS DISTINCT FROM to_jsonb(NEW) - 'person_id' THEN
        RAISE EXCEPTION 'a letter that left stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letter_that_left_stays BEFORE UPDATE OR DELETE ON "{TABLE}"
    FOR EACH ROW WHEN (OLD.state = 'gedaan') EXECUTE FUNCTION letter_that_left_stays();
"""
NOT_STAYS = f"""
DROP TRIGGER letter_that_left_stays ON "{TABLE}";
DROP FUNCTION letter_that_left_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_messages_of_residents"),
        ("inzage", "0020_what_the_portal_shows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=sealing.models.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ontvangst", "Bevestiging van ontvangst"),
                            ("verlenging", "Bericht dat het langer duurt"),
                            ("legitimatie", "Vraag om te laten zien wie het vraagt"),
                            ("besluit", "Besluit met het antwoord"),
                        ],
                        max_length=15,
                        verbose_name="soort brief",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wacht", "Nog te printen"),
                            ("geprint", "Ligt klaar"),
                            ("gedaan", "Gedaan"),
                            ("vervallen", "Hoeft niet meer"),
                        ],
                        default="wacht",
                        max_length=15,
                        verbose_name="stand",
                    ),
                ),
                ("made_on", models.DateField(verbose_name="op de lijst sinds")),
                ("due_on", models.DateField(verbose_name="de deur uit voor")),
                ("answer_by", models.DateField(verbose_name="beloofde dag")),
                ("printed_at", models.DateTimeField(null=True, verbose_name="geprint op")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("post", "Met de gewone post"),
                            ("aangetekend", "Aangetekend met de post"),
                            ("balie", "Afgegeven aan de balie"),
                            ("gelezen", "Samen gelezen aan de balie"),
                            ("verteld", "Verteld, niet op papier"),
                        ],
                        max_length=15,
                        verbose_name="hoe",
                    ),
                ),
                ("gone_on", models.DateField(null=True, verbose_name="de deur uit op")),
                (
                    "shown",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("paspoort", "Paspoort"),
                            ("identiteitskaart", "Identiteitskaart"),
                            ("rijbewijs", "Rijbewijs"),
                            ("verblijfsdocument", "Verblijfsdocument"),
                            ("bekend", "Al bekend bij de gemeente, opnieuw gecontroleerd"),
                        ],
                        max_length=20,
                        verbose_name="gezien wie het is met",
                    ),
                ),
                ("trace", sealing.fields.SealedTextField(help_text="Nummer van een aangetekende brief")),
                ("noted_at", models.DateTimeField(null=True, verbose_name="vastgelegd op")),
                ("reminded_on", models.DateField(null=True, verbose_name="herinnerd op")),
                (
                    "gone_by",
                    models.ForeignKey(
                        null=True,
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
                    "printed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="geprint door",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="inzage.request",
                        verbose_name="verzoek",
                    ),
                ),
            ],
            options={
                "verbose_name": "brief over een verzoek",
                "verbose_name_plural": "brieven over verzoeken",
                "ordering": ("due_on", "pk"),
                "indexes": [models.Index(fields=["state", "due_on"], name="inzage_letter_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("wacht", "geprint"))),
                        fields=("request", "kind"),
                        name="one_letter_of_a_kind_to_do",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("gone_on__isnull", False),
                                ("noted_at__isnull", False),
                                ("state", "gedaan"),
                                models.Q(("way", ""), _negated=True),
                                ("gone_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "gedaan"), _negated=True),
                                ("gone_by__isnull", True),
                                ("gone_on__isnull", True),
                                ("way", ""),
                            ),
                            _connector="OR",
                        ),
                        name="what_is_done_says_how_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gone_on__isnull", True), ("gone_on__gte", models.F("made_on")), _connector="OR"
                        ),
                        name="nothing_leaves_before_it_was_made",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way__in", ["post", "aangetekend", "balie"]), _negated=True),
                            ("printed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="what_is_posted_was_printed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way__in", ("balie", "gelezen")), _negated=True),
                            models.Q(("shown", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="face_to_face_somebody_showed_who_they_are",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "besluit"), ("way", "verteld"), _negated=True),
                        name="a_decision_is_never_only_told",
                    ),
                ],
            },
        ),
        *protect(TABLE, "request_id = ANY((SELECT my_requests())::uuid[])", "false", before.PURPOSES),
        *change_also(TABLE, Purpose.MERGING),
        migrations.RunSQL([STAYS], [NOT_STAYS], hints=HINTS),
    ]

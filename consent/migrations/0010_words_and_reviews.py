"""What a text needs in its own language, and for which day somebody was told that a consent ends. What the system reads
to know who must sign. docs/adr/0088-consents.md
"""

from django.db import migrations, models

from audit.purposes import Purpose
from audit.rowsecurity import read_also

# Who decides for a resident: the same answer for whoever asks (consent.signers).
READ_BY_SHARING = (
    "cases_dossier",
    "cases_dossierperson",
    "cases_person",
    "cases_relation",
    "consent_authority",
    "consent_representation",
    "consent_assessment",
    "consent_refusal",
    "consent_flag",
    "consent_safetycheck",
)


def field():
    return models.DateField(null=True, verbose_name="taak gemaakt voor")


class Migration(migrations.Migration):
    dependencies = [("consent", "0007_walls_and_cover")]

    operations = [
        migrations.AddField("consenttext", "words", models.JSONField(default=dict, verbose_name="woorden")),
        migrations.AddField("consent", "reviewed_for", field()),
        migrations.AddField("historicalconsent", "reviewed_for", field()),
        *[one for table in READ_BY_SHARING for one in read_also(table, Purpose.SHARING)],
    ]

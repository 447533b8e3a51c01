"""What covers is looked at once more when it leaves: a measure of the court that must run, an objection that must not.

docs/adr/0091-still-so.md
"""

from importlib import import_module

from django.db import migrations, models

from audit.purposes import Purpose
from audit.rowsecurity import HINTS, read_also

walls = import_module("consent.migrations.0007_walls_and_cover")
BEFORE = walls.COVER[: walls.COVER.index("CREATE FUNCTION nothing_leaves_without_cover")]
REPLACE = ("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
HELD = "g.valid_until >= day\n"
# consent/standing.py says the same; tests/consent/test_grounds.py holds the two against each other.
STILL_SO = """g.valid_until >= day
      AND (g.code <> 'gedwongen_kader' OR EXISTS (
          SELECT FROM consent_courtmeasure m, accounts_organisation o
          WHERE o.id = goes_to AND m.person_id = ANY(g.about)
            AND m.starts_on <= day AND (m.ends_on IS NULL OR m.ends_on >= day)
            AND (m.ended_on IS NULL OR m.ended_on > day)
            AND (o.sort IN ('raad_kinderbescherming', 'gecertificeerde_instelling')
                 AND m.kind IN ('ots', 'voorlopige_ots', 'voogdij', 'uithuisplaatsing', 'gesloten_jeugdhulp',
                                'jeugdreclassering')
                 OR o.sort = 'openbaar_ministerie' AND m.kind = 'jeugdreclassering')))
      AND (g.code <> 'gezondheidsonderzoek' OR NOT EXISTS (
          SELECT FROM consent_refusal r
          WHERE r.person_id = ANY(g.about) AND r.kind = 'bezwaar' AND r.refused_on <= day
            AND (r.ended_on IS NULL OR r.ended_on > day)))
"""
NOW = BEFORE.replace(HELD, STILL_SO)
KINDS = [
    ("weigering", "Weigerde dit eerder, toen de inwoner het zelf kon beslissen"),
    ("verzet", "Verzet zich er nu tegen"),
    ("bezwaar", "Maakt bezwaar tegen gezondheidsonderzoek op school"),
]


def kind():
    return models.CharField(choices=KINDS, max_length=20, verbose_name="soort")


class Migration(migrations.Migration):
    dependencies = [("consent", "0016_telling")]

    operations = [
        migrations.AlterField("refusal", "kind", kind()),
        migrations.AlterField("historicalrefusal", "kind", kind()),
        *read_also("consent_courtmeasure", Purpose.SHARING),
        migrations.RunSQL([NOW.replace(*REPLACE)], [BEFORE.replace(*REPLACE)], hints=HINTS),
    ]

"""A third cover beside a consent and a ground: the plan that everybody signed. docs/adr/0098-the-signed-plan-as-cover.md

What plans say is for a room above to tell (`plan_covers`); until it does, no plan covers anything.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from audit.rowsecurity import HINTS

walls = import_module("consent.migrations.0007_walls_and_cover")
still = import_module("consent.migrations.0017_still_so")
OLD_ASKED = "disclosure_cover_of(NEW.id, who, NEW.organisation_id, NEW.kinds, NEW.kind, "
_FIRST = walls.COVER.index("CREATE FUNCTION nothing_leaves_without_cover")
TRIGGER = walls.COVER[_FIRST : walls.COVER.index("CREATE TRIGGER nothing_leaves_without_cover_new")]

# The whole row, for a plan asks more of it: the dossier, what kind of thing goes, and that it is not the whole dossier.
# consent/sharing.py says the same of the kinds (OF_THE_PLAN).
COVER = f"""
CREATE FUNCTION plan_covers(part uuid, within uuid, goes_to uuid, who uuid, day date) RETURNS boolean LANGUAGE plpgsql
AS $$ BEGIN RETURN false; END $$;
CREATE FUNCTION disclosure_cover_of(going consent_disclosure, who uuid, day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    goes_to uuid := going.organisation_id;
    by_consent uuid;
    by_ground uuid;
    by_plan uuid;
BEGIN
    SELECT consent_id, ground_id, planned INTO by_consent, by_ground, by_plan
    FROM consent_cover WHERE disclosure_id = going.id AND person_id = who;
    IF by_plan IS NOT NULL THEN
        RETURN coalesce(
            going.kinds <@ ARRAY['plan', 'voortgang']::varchar[] AND going.category = 'casusregie'
                AND going.whole_reason_sealed IS NULL AND plan_covers(by_plan, going.dossier_id, goes_to, who, day),
            false);
    END IF;
    IF by_consent IS NOT NULL THEN
        PERFORM FROM consent_consent c
        WHERE c.id = by_consent AND c.status = 'actief' AND c.person_id = who AND c.organisation_id = goes_to
          AND c.kinds @> going.kinds AND day BETWEEN c.valid_from AND c.valid_until
          AND (c.decides_until IS NULL OR c.decides_until > day)
          AND CASE WHEN going.kind = 'vraag' THEN c.may_ask ELSE c.may_give END
        FOR SHARE;
        RETURN FOUND;
    END IF;
    PERFORM FROM consent_ground g
    WHERE g.id = by_ground AND who = ANY(g.about) AND (g.organisation_id IS NULL OR g.organisation_id = goes_to)
      AND (g.status = 'geldig' OR g.status = 'spoed' AND g.code = 'acuut_gevaar') AND {still.STILL_SO}
    FOR SHARE;
    RETURN FOUND;
END $$;
"""
NOW = [
    COVER,
    TRIGGER.replace(*still.REPLACE).replace(OLD_ASKED, "disclosure_cover_of(NEW, who, "),
    "DROP FUNCTION disclosure_cover_of(uuid, uuid, uuid, varchar[], text, date)",
]
BEFORE = [
    still.NOW,
    TRIGGER.replace(*still.REPLACE),
    "DROP FUNCTION disclosure_cover_of(consent_disclosure, uuid, date)",
    "DROP FUNCTION plan_covers(uuid, uuid, uuid, uuid, date)",
]


class Migration(migrations.Migration):
    dependencies = [("consent", "0017_still_so")]

    operations = [
        migrations.AddField("cover", "planned", models.UUIDField(null=True, verbose_name="onderdeel van het plan")),
        migrations.RemoveConstraint("cover", "a_consent_or_a_ground"),
        migrations.AddConstraint(
            "cover",
            models.CheckConstraint(
                name="a_consent_a_ground_or_a_plan",
                condition=Q(consent__isnull=False, ground=None, planned=None)
                | Q(consent=None, ground__isnull=False, planned=None)
                | Q(consent=None, ground=None, planned__isnull=False),
            ),
        ),
        migrations.RunSQL(NOW, BEFORE, hints=HINTS),
    ]

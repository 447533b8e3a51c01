"""Walls around what is shared, and the rule that nothing is sent without cover, kept by the database itself.
docs/adr/0087-cover.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.rowsecurity import HINTS, protect, restrict
from cases.walls import MY_DOSSIERS, MY_EMERGENCIES, NOT_INSPECTING, READABLE

first = import_module("cases.migrations.0002_walls")
METADATA = import_module("cases.migrations.0005_working_day_walls").METADATA
TODAY = f"({first.NOW} AT TIME ZONE 'Europe/Amsterdam')::date"

RECORDS = ("consent", "signature", "ground", "disclosure")
OF_A_READABLE = f"dossier_id = {MY_DOSSIERS} AND EXISTS (SELECT FROM consent_disclosure d WHERE d.id = disclosure_id)"
PARTS = ("consent_cover", "consent_delivery")

# Runs as whoever sends: a consent they cannot see covers nothing. FOR SHARE: a withdrawal that is under way is waited
# for, and one that comes a moment later waits for this.
COVER = f"""
CREATE FUNCTION disclosure_cover_of(asked uuid, who uuid, goes_to uuid, what varchar[], how text, day date)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    by_consent uuid;
    by_ground uuid;
BEGIN
    SELECT consent_id, ground_id INTO by_consent, by_ground
    FROM consent_cover WHERE disclosure_id = asked AND person_id = who;
    IF by_consent IS NOT NULL THEN
        PERFORM FROM consent_consent c
        WHERE c.id = by_consent AND c.status = 'actief' AND c.person_id = who AND c.organisation_id = goes_to
          AND c.kinds @> what AND day BETWEEN c.valid_from AND c.valid_until
          AND (c.decides_until IS NULL OR c.decides_until > day)
          AND CASE WHEN how = 'vraag' THEN c.may_ask ELSE c.may_give END
        FOR SHARE;
        RETURN FOUND;
    END IF;
    PERFORM FROM consent_ground g
    WHERE g.id = by_ground AND who = ANY(g.about) AND (g.organisation_id IS NULL OR g.organisation_id = goes_to)
      AND (g.status = 'geldig' OR g.status = 'spoed' AND g.code = 'acuut_gevaar') AND g.valid_until >= day
    FOR SHARE;
    RETURN FOUND;
END $$;
CREATE FUNCTION nothing_leaves_without_cover() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who uuid;
BEGIN
    IF NEW.status NOT IN ('klaar', 'verzonden') THEN RETURN NEW; END IF;
    IF cardinality(NEW.about) = 0 OR {first.NOW} IS NULL THEN
        RAISE EXCEPTION 'nothing leaves without cover' USING ERRCODE = 'check_violation';
    END IF;
    FOREACH who IN ARRAY NEW.about LOOP
        IF NOT disclosure_cover_of(NEW.id, who, NEW.organisation_id, NEW.kinds, NEW.kind, {TODAY}) THEN
            RAISE EXCEPTION 'nothing leaves without cover' USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER nothing_leaves_without_cover_new BEFORE INSERT ON consent_disclosure
    FOR EACH ROW EXECUTE FUNCTION nothing_leaves_without_cover();
CREATE TRIGGER nothing_leaves_without_cover BEFORE UPDATE ON consent_disclosure
    FOR EACH ROW WHEN (OLD.status <> 'verzonden') EXECUTE FUNCTION nothing_leaves_without_cover();
CREATE FUNCTION what_was_sent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status, OLD.organisation_id, OLD.about, OLD.kinds, OLD.kind, OLD.items_sha256, OLD.items_sealed,
        OLD.receiver_sealed, OLD.sent_at, OLD.sent_by_id, OLD.dossier_id)
       IS DISTINCT FROM
       (NEW.status, NEW.organisation_id, NEW.about, NEW.kinds, NEW.kind, NEW.items_sha256, NEW.items_sealed,
        NEW.receiver_sealed, NEW.sent_at, NEW.sent_by_id, NEW.dossier_id) THEN
        RAISE EXCEPTION 'what was sent stays as it was' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_was_sent_stays BEFORE UPDATE ON consent_disclosure
    FOR EACH ROW WHEN (OLD.status = 'verzonden') EXECUTE FUNCTION what_was_sent_stays();
CREATE FUNCTION cover_of_what_was_sent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM consent_disclosure WHERE id = OLD.disclosure_id AND status = 'verzonden')
       AND coalesce(current_setting('app.purpose', true), '') <> '{Purpose.DESTRUCTION}' THEN
        RAISE EXCEPTION 'what was sent stays as it was' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER cover_of_what_was_sent_stays BEFORE UPDATE OR DELETE ON consent_cover
    FOR EACH ROW EXECUTE FUNCTION cover_of_what_was_sent_stays();
"""
NO_COVER = """
DROP TRIGGER cover_of_what_was_sent_stays ON consent_cover;
DROP TRIGGER what_was_sent_stays ON consent_disclosure;
DROP TRIGGER nothing_leaves_without_cover ON consent_disclosure;
DROP TRIGGER nothing_leaves_without_cover_new ON consent_disclosure;
DROP FUNCTION cover_of_what_was_sent_stays();
DROP FUNCTION what_was_sent_stays();
DROP FUNCTION nothing_leaves_without_cover();
DROP FUNCTION disclosure_cover_of(uuid, uuid, uuid, varchar[], text, date);
"""


def tables():
    for name in RECORDS:
        yield f"consent_{name}"
        yield f"consent_historical{name}"


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0006_consents_and_disclosures"),
        ("cases", "0014_walls_log_and_inspection"),
    ]

    operations = [
        *[one for table in tables() for one in protect(table, READABLE, purposes=(*METADATA, Purpose.SHARING))],
        *[one for table in PARTS for one in protect(table, OF_A_READABLE, purposes=(*METADATA, Purpose.SHARING))],
        *[one for table in (*tables(), *PARTS) for one in restrict(table, "inspection", NOT_INSPECTING)],
        *[
            one
            for table in (*tables(), *PARTS)
            for one in restrict(table, "emergency", f"dossier_id <> {MY_EMERGENCIES}")
        ],
        migrations.RunSQL([COVER], [NO_COVER], hints=HINTS),
    ]

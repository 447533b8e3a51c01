"""What a resident sees beside what they sign: who helps, what left, who looked, how long it is kept, what is planned. For
themselves, or for one other whom they chose and for whom the database too finds that they may look.
docs/adr/0107-what-the-portal-shows.md
"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS
from inzage.walls import HIDDEN_SORTS, IS_RESIDENT

first = import_module("cases.migrations.0002_walls")
before_consents = import_module("inzage.migrations.0004_consents_of_residents")
before_plans = import_module("inzage.migrations.0005_plans_of_residents")
DEFINER, NOW, GRANT_RUNS = first.DEFINER, first.NOW, first.GRANT_RUNS
TODAY = f"({NOW} AT TIME ZONE 'Europe/Amsterdam')::date"
HIDDEN = "ARRAY[" + ", ".join(f"'{sort}'" for sort in HIDDEN_SORTS) + "]"

# What is withheld about somebody stands for a meldcode that runs: whoever looks for them sees nothing then.
SIGNS = ("casework_triage", "casework_escalation", "consent_ground", "consent_disclosure", "cases_entry")
DANGER = " OR ".join(f"EXISTS (SELECT FROM {table} r WHERE r.about @> ARRAY[asked] AND r.withheld)" for table in SIGNS)

# Up to the twelfth birthday by authority; from then on by what was recorded as representation, and no further than it
# says. Names, authority and the exact rule are sealed: consent.looking asks those as well.
WHOM = f"""
CREATE FUNCTION is_in_danger(asked uuid) RETURNS boolean LANGUAGE sql {DEFINER} AS $$
    SELECT {DANGER} OR EXISTS (
        SELECT FROM cases_dossierperson dp JOIN cases_dossier d ON d.id = dp.dossier_id
        WHERE dp.person_id = asked AND (d.safety_marked OR d.purpose = 'veiligheid'))
$$;
CREATE FUNCTION may_look_for() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(DISTINCT found.person_id), '{{}}')
    FROM consent_safetycheck found
    WHERE found.approached_id = ANY(my_own_persons()) AND found.person_id <> ALL(my_own_persons()) AND found.safe
      AND NOT EXISTS (
          SELECT FROM consent_safetycheck newer
          WHERE newer.person_id = found.person_id AND newer.approached_id = found.approached_id AND NOT newer.safe
            AND (newer.created_at, newer.id) > (found.created_at, found.id))
      AND NOT EXISTS (
          SELECT FROM consent_flag f
          WHERE f.person_id = found.person_id AND f.flagged_id = found.approached_id AND f.verdict <> 'opgeheven')
      AND NOT EXISTS (
          SELECT FROM cases_contactprofile c
          WHERE c.person_id = found.person_id AND c.replaced_at IS NULL
            AND (c.do_not_contact OR c.portal = 'beperkt'))
      AND (EXISTS (
              SELECT FROM person_search s
              WHERE s.person_id = found.person_id AND s.birth_date > ({TODAY} - interval '12 years')::date)
        OR EXISTS (
              SELECT FROM consent_representation r
              WHERE r.person_id = found.person_id AND r.representative_id = found.approached_id
                AND r.ended_on IS NULL AND r.valid_from <= {TODAY}
                AND (r.valid_until IS NULL OR r.valid_until >= {TODAY}) AND r.capacity <> 'bewindvoerder'
                AND (r.capacity <> 'gemachtigde' OR 'inzage' = ANY(r.parts))))
      AND NOT is_in_danger(found.person_id)
$$;
-- Whom this request is about: themselves, or the one they chose. Never more than one other, and nobody in doubt.
CREATE FUNCTION my_subject() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT CASE WHEN chosen IS NULL OR chosen = ANY(my_own_persons()) THEN my_own_persons()
                WHEN chosen = ANY(may_look_for()) THEN ARRAY[chosen] ELSE '{{}}'::uuid[] END
    FROM (SELECT NULLIF(current_setting('app.subject', true), '')::uuid AS chosen) AS request
$$;
"""

# Each kind of record that somebody may know was read, and that has a day on which it goes.
RECORDS = (
    "cases_entry",
    "cases_document",
    "consent_consent",
    "consent_disclosure",
    "casework_plan",
    "casework_planversion",
    "casework_planpart",
    "casework_plansignature",
    "casework_zrm",
    "casework_intake",
    "casework_triage",
    "casework_evaluation",
)
# § 4 Betrokkenheid cliënt: of the police nothing is told, whether somebody ticked that or not.
OF_POLICE = "(r.category = 'politie' OR r.source = 'politie')"
# What hangs on something withheld is withheld with it.
ALSO = {
    "cases_document": " AND NOT EXISTS (SELECT FROM cases_entry e WHERE e.id = r.entry_id AND e.withheld)",
    "consent_disclosure": (
        " AND NOT r.shielded AND NOT EXISTS (SELECT FROM consent_cover c JOIN consent_ground g ON g.id = c.ground_id"
        " WHERE c.disclosure_id = r.id AND g.withheld)"
    ),
}
COLUMNS = "r.id, r.dossier_id, r.category, r.legal_basis, r.event_on, r.term_started_on, r.destroy_on"
READABLE = " UNION ALL ".join(
    f"SELECT {COLUMNS} FROM {table} r"
    f" WHERE r.about && my_subject() AND NOT r.withheld AND NOT {OF_POLICE}{ALSO.get(table, '')}"
    for table in RECORDS
)
NOT_FOR_SAFETY = "EXISTS (SELECT FROM cases_dossier whole WHERE whole.id = {} AND whole.purpose <> 'veiligheid')"
SHOWS = f"""
CREATE FUNCTION portal_dossiers() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(d.id), '{{}}') FROM cases_dossier d
    WHERE d.purpose <> 'veiligheid'
      AND d.id IN (SELECT dossier_id FROM cases_dossierperson WHERE person_id = ANY(my_subject()))
$$;
CREATE FUNCTION portal_records() RETURNS TABLE (id uuid, dossier_id uuid, category varchar, legal_basis varchar,
    event_on date, term_started_on date, destroy_on date) LANGUAGE sql {DEFINER} AS $$
    SELECT * FROM ({READABLE}) AS record WHERE {NOT_FOR_SAFETY.format("record.dossier_id")}
$$;
CREATE FUNCTION portal_helpers() RETURNS TABLE (dossier_id uuid, user_id uuid, role varchar)
LANGUAGE sql {DEFINER} AS $$
    SELECT g.content_object_id, g.user_id, ap.codename
    FROM cases_grant g JOIN auth_permission ap ON ap.id = g.permission_id
    JOIN cases_dossier d ON d.id = g.content_object_id AND d.status = 'open'
    JOIN accounts_user u ON u.id = g.user_id AND u.is_active
    JOIN accounts_organisation o ON o.id = u.organisation_id AND o.sort <> ALL({HIDDEN})
    WHERE g.content_object_id = ANY(portal_dossiers()) AND {GRANT_RUNS} AND ap.codename <> 'noodtoegang'
$$;
CREATE FUNCTION portal_disclosures() RETURNS TABLE (id uuid, dossier_id uuid, sent_at timestamptz, organisation_id uuid,
    kind varchar, kinds varchar[], medium varchar, by varchar) LANGUAGE sql {DEFINER} AS $$
    SELECT d.id, d.dossier_id, d.sent_at, d.organisation_id, d.kind, d.kinds, d.medium,
           CASE WHEN c.consent_id IS NOT NULL THEN 'toestemming' WHEN c.planned IS NOT NULL THEN 'plan' ELSE g.code END
    FROM consent_disclosure d
    JOIN consent_cover c ON c.disclosure_id = d.id AND c.person_id = ANY(my_subject())
    LEFT JOIN consent_ground g ON g.id = c.ground_id
    WHERE d.about && my_subject() AND d.status = 'verzonden' AND NOT d.withheld AND NOT d.shielded
      AND NOT {OF_POLICE.replace("r.", "d.")}
      AND (c.ground_id IS NULL OR NOT g.withheld) AND {NOT_FOR_SAFETY.format("d.dossier_id")}
$$;
CREATE FUNCTION portal_terms() RETURNS TABLE (category varchar, legal_basis varchar, event_on date, term_started_on date,
    destroy_on date, closed_on date) LANGUAGE sql {DEFINER} AS $$
    SELECT DISTINCT r.category, r.legal_basis, r.event_on, r.term_started_on, r.destroy_on, d.closed_on
    FROM portal_records() r JOIN cases_dossier d ON d.id = r.dossier_id
$$;
CREATE FUNCTION portal_meetings() RETURNS TABLE (id uuid, dossier_id uuid, starts_at timestamptz, is_online boolean)
LANGUAGE sql {DEFINER} AS $$
    SELECT c.id, c.dossier_id, c.starts_at, c.is_online FROM casework_conference c
    WHERE c.about && my_subject() AND c.told_people && my_subject() AND NOT c.withheld AND c.status = 'gepland'
      AND c.starts_at > {NOW} AND {NOT_FOR_SAFETY.format("c.dossier_id")}
$$;
CREATE FUNCTION portal_evaluation() RETURNS date LANGUAGE sql {DEFINER} AS $$
    SELECT min(p.evaluate_on)
    FROM casework_plansignature s
    JOIN casework_planversion v ON v.id = s.version_id AND v.status = 'geldig' AND NOT v.withheld
    JOIN casework_plan p ON p.id = v.plan_id AND p.status = 'actief' AND NOT p.withheld
    WHERE s.about && my_subject() AND NOT s.withheld AND {NOT_FOR_SAFETY.format("p.dossier_id")}
$$;
-- One line for each colleague and day, and never who: only in here the log is read, by its purpose. A line stands for a
-- reading of something that is not withheld about whom this is; what was read beside it makes no line. Of what was
-- written the log knows no role: then it is the one they have, or had last.
CREATE FUNCTION portal_looks(since timestamptz) RETURNS TABLE (day date, role text, organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked_for text := coalesce(current_setting('app.purpose', true), '');
    mine uuid[] := portal_dossiers();
BEGIN
    PERFORM set_config('app.purpose', '{Purpose.BEHEER}', true);
    RETURN QUERY
        WITH shown AS (SELECT record.id FROM portal_records() record UNION SELECT unnest(my_subject()))
        SELECT looked.day, looked.role, looked.organisation_id
        FROM (
            SELECT (log.at AT TIME ZONE 'Europe/Amsterdam')::date AS day, u.organisation_id, coalesce(
                       max(log.role) FILTER (WHERE log.role <> ''),
                       (SELECT ap.codename FROM cases_grant g JOIN auth_permission ap ON ap.id = g.permission_id
                        WHERE g.user_id = log.user_id AND g.content_object_id = ANY(mine)
                        ORDER BY g.valid_from DESC LIMIT 1), '') AS role
            FROM audit_accesslog log
            JOIN accounts_user u ON u.id = log.user_id
            JOIN accounts_organisation o ON o.id = u.organisation_id AND o.sort <> ALL({HIDDEN})
            WHERE log.dossier_id = ANY(mine) AND log.at >= since AND log.outcome = 'allowed'
              AND EXISTS (SELECT FROM unnest(log.record_ids) AS named JOIN shown ON shown.id = named)
              AND (NOT log.break_glass OR EXISTS (
                  SELECT FROM cases_emergency e WHERE e.grant_id = log.grant_id AND NOT e.withheld))
            GROUP BY 1, log.user_id, u.organisation_id
        ) AS looked
        ORDER BY looked.day DESC, looked.role, looked.organisation_id;
    PERFORM set_config('app.purpose', asked_for, true);
END $$;
"""
SIGNATURES = (
    "is_in_danger(uuid)",
    "may_look_for()",
    "my_subject()",
    "portal_dossiers()",
    "portal_records()",
    "portal_helpers()",
    "portal_disclosures()",
    "portal_terms()",
    "portal_meetings()",
    "portal_evaluation()",
    "portal_looks(timestamptz)",
)
READ_BY_FUNCTIONS = (
    "cases_emergency",
    "consent_cover",
    "consent_disclosure",
    "consent_flag",
    "consent_representation",
    "consent_safetycheck",
    "casework_zrm",
    "casework_intake",
    "casework_triage",
    "casework_escalation",
    "casework_evaluation",
)


def given_away():
    for table in READ_BY_FUNCTIONS:
        yield f'GRANT SELECT ON "{table}" TO {GRANTS_READER}'
        yield f'CREATE POLICY "{table}_portal" ON "{table}" FOR SELECT TO {GRANTS_READER} USING (true)'
    for signature in SIGNATURES:
        yield f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}"
    # By itself it would tell of anybody that there is something.
    yield "REVOKE ALL ON FUNCTION is_in_danger(uuid) FROM PUBLIC"


def taken_back():
    for signature in reversed(SIGNATURES):
        yield f"DROP FUNCTION {signature}"
    for table in READ_BY_FUNCTIONS:
        yield f'DROP POLICY "{table}_portal" ON "{table}"'
        yield f'REVOKE SELECT ON "{table}" FROM {GRANTS_READER}'


# --- what one reads oneself: the words, which are sealed ---

SUBJECT = "(SELECT my_subject())::uuid[]"
MINE = before_consents.MINE


def about_subject(rule: str) -> str:
    """As it was for who they are themselves, now for whom they look for."""
    return rule.replace(f"about && {MINE}", f"about && {SUBJECT}")


VERSIONS = """
CREATE OR REPLACE FUNCTION plan_versions_of_my_own_persons() RETURNS uuid[] LANGUAGE sql {definer} AS $$
    SELECT coalesce(array_agg(version_id), '{{}}') FROM casework_plansignature
    WHERE NOT withheld AND (signer_id = ANY(my_own_persons()) OR about && {whom}())
$$;
"""
OWN_PROFILE = f"{IS_RESIDENT} AND person_id = ANY({MINE}) AND replaced_at IS NULL"
INVITED = (
    f"{IS_RESIDENT} AND NOT withheld AND removed_at IS NULL AND part IN ('inwoner', 'vertegenwoordiger')"
    f" AND about && {SUBJECT} AND conference_id = ANY(ARRAY(SELECT id FROM portal_meetings()))"
)


def policy(table: str, rule: str) -> str:
    return f'CREATE POLICY "{table}_resident" ON "{table}" FOR SELECT USING ({rule})'


def no_policy(table: str) -> str:
    return f'DROP POLICY "{table}_resident" ON "{table}"'


CHANGED = {"consent_consent": before_consents.SEES, "casework_plansignature": before_plans.SIGNATURE}
ADDED = {"cases_contactprofile": OWN_PROFILE, "casework_participant": INVITED}


def reading():
    yield VERSIONS.format(definer=DEFINER, whom="my_subject")
    for table, rule in CHANGED.items():
        yield no_policy(table)
        yield policy(table, about_subject(rule))
    for table, rule in ADDED.items():
        yield policy(table, rule)


def as_before():
    for table in ADDED:
        yield no_policy(table)
    for table, rule in CHANGED.items():
        yield no_policy(table)
        yield policy(table, rule)
    yield VERSIONS.format(definer=DEFINER, whom="my_own_persons")


# --- what they said, written down by the system in the name of who leads ---

SAID = f"(SELECT current_setting('app.purpose', true)) = '{Purpose.UPKEEP}' AND kind = 'portaal' AND NOT withheld"
MESSAGES = ("cases_entry", "cases_historicalentry")


def writing():
    for table in MESSAGES:
        yield f'CREATE POLICY "{table}_of_residents" ON "{table}" FOR ALL USING ({SAID}) WITH CHECK ({SAID})'


def no_writing():
    for table in MESSAGES:
        yield f'DROP POLICY "{table}_of_residents" ON "{table}"'


class Migration(migrations.Migration):
    dependencies = [
        ("inzage", "0007_walls_requests"),
        ("casework", "0011_day_of_its_event"),
        ("consent", "0019_day_of_its_event"),
        ("cases", "0024_messages_of_residents"),
    ]

    operations = [
        migrations.RunSQL([WHOM, SHOWS, *given_away()], list(taken_back()), hints=HINTS),
        migrations.RunSQL(list(reading()), list(as_before()), hints=HINTS),
        migrations.RunSQL(list(writing()), list(no_writing()), hints=HINTS),
    ]

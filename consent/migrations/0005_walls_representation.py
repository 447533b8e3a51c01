"""Walls around what is recorded about who decides: of the persons in one's own dossiers alone; who only looked somebody
up learns nothing of it. Forced care and what is criminal apart, as in a dossier. docs/adr/0083-representation.md
"""

from importlib import import_module

from django.db import migrations

from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS, protect, restrict
from cases.walls import MY_PERSONS, NOT_INSPECTING
from consent.walls import AUTHORISED_ABOUT, MY_CASE_PERSONS, NOT_IN_EMERGENCY

first = import_module("cases.migrations.0002_walls")
authority = import_module("consent.migrations.0002_walls")
DEFINER = first.DEFINER

FUNCTIONS = f"""
CREATE FUNCTION my_case_persons() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(DISTINCT person_id), '{{}}') FROM cases_dossierperson WHERE dossier_id = ANY(my_dossiers())
$$;
-- A person and a category in one text, as my_authorisations() has a dossier and a category.
CREATE FUNCTION authorised_about() RETURNS text[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(DISTINCT dp.person_id || ' ' || category), '{{}}')
    FROM cases_dossierperson dp, unnest(separate_categories()) AS category
    WHERE dp.dossier_id = ANY(my_dossiers()) AND dp.dossier_id || ' ' || category = ANY(my_authorisations())
$$;
-- Whoever is in another dossier of this person by an ordinary grant writes by that one.
CREATE FUNCTION persons_in_emergency() RETURNS uuid[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(array_agg(DISTINCT person_id), '{{}}') FROM cases_dossierperson
    WHERE dossier_id = ANY(my_emergencies()) AND person_id NOT IN (
        SELECT person_id FROM cases_dossierperson
        WHERE dossier_id = ANY(my_dossiers()) AND dossier_id <> ALL(my_emergencies()))
$$;
"""
SIGNATURES = ("my_case_persons()", "authorised_about()", "persons_in_emergency()")
OWNED = [f"ALTER FUNCTION {signature} OWNER TO {GRANTS_READER}" for signature in SIGNATURES]
DROPPED = [f"DROP FUNCTION {signature}" for signature in reversed(SIGNATURES)]

OF_CASE_PERSON = f"person_id = {MY_PERSONS} AND person_id = {MY_CASE_PERSONS}"
READABLE = (
    f"{OF_CASE_PERSON} AND (category = ANY(ordinary_categories()) OR person_id || ' ' || category = {AUTHORISED_ABOUT})"
)
USING = {
    "assessment": OF_CASE_PERSON,
    "courtmeasure": READABLE,
    "flag": OF_CASE_PERSON,
    "refusal": OF_CASE_PERSON,
    "representation": OF_CASE_PERSON,
    "safetycheck": OF_CASE_PERSON,
}
TABLES = {f"consent_{kind}{model}": using for model, using in USING.items() for kind in ("", "historical")}


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_representation"), ("cases", "0014_walls_log_and_inspection")]

    operations = [
        migrations.RunSQL([FUNCTIONS, *OWNED], DROPPED, hints=HINTS),
        *[
            operation
            for table, using in TABLES.items()
            for operation in (
                *protect(table, using, purposes=authority.PEOPLE),
                *restrict(table, "inspection", NOT_INSPECTING),
                *restrict(table, "emergency", NOT_IN_EMERGENCY),
            )
        ],
    ]

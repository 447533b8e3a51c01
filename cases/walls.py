"""Which wall stands around each table of this room, and the fragments its policies are made of.

`= ANY((SELECT …)::uuid[])` is computed once per statement and uses indexes; `IN (SELECT …)` walks the whole table.
"""

MY_DOSSIERS = "ANY((SELECT my_dossiers())::uuid[])"
MY_PERSONS = "ANY((SELECT my_persons())::uuid[])"
MY_HOUSEHOLDS = "ANY((SELECT my_households())::uuid[])"
MY_TEAM = "ANY((SELECT my_team())::uuid[])"
TEAM_DOSSIERS = "ANY((SELECT team_dossiers())::uuid[])"
# A dossier and a category in one text, as my_authorisations() gives them.
# Whoever inspects (AVG art. 38) reads, and writes nowhere, whatever a door forgot.
NOT_INSPECTING = "NOT (SELECT is_inspector())"
READABLE = (
    f"dossier_id = {MY_DOSSIERS} AND (category = ANY(ordinary_categories())"
    " OR dossier_id || ' ' || category = ANY((SELECT my_authorisations())::text[]))"
)
MY_EMERGENCIES = "ALL((SELECT my_emergencies())::uuid[])"
OWN = "user_id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid)"

_GRANTED = "alleen met een lopende toegang tot het dossier"
_READABLE = "met een lopende toegang tot het dossier; een aparte soort alleen als de toegang die noemt"
_KNOWN = "alleen personen uit eigen dossiers, of vandaag opgezocht"

_GRANTS = "eigen toegangen, die op eigen dossiers, en als teamleider die van het eigen team"

WALLS = {
    "cases_dossier": ("dossier", _GRANTED),
    "cases_historicaldossier": ("dossier", _GRANTED),
    "cases_grant": ("dossier", _GRANTS),
    "cases_historicalgrant": ("dossier", _GRANTS),
    "cases_dossierperson": ("dossier", _GRANTED),
    "cases_entry": ("record", _READABLE),
    "cases_historicalentry": ("record", _READABLE),
    "cases_document": ("record", _READABLE),
    "cases_historicaldocument": ("record", _READABLE),
    "cases_draft": ("own", "alleen van de schrijver, en alleen met een lopende toegang tot het dossier"),
    "cases_emergency": ("dossier", "met een lopende toegang tot het dossier, en wie de noodtoegang nam"),
    "cases_inspection": ("dossier", "met een lopende toegang tot het dossier, en de FG zelf"),
    "cases_unusualreading": ("log", "alleen de nachtelijke controle en beheer; nooit wie het betreft"),
    "cases_breach": ("own", "wie het meldde, en beheer"),
    "cases_standardtext": ("none", "teksten van de gemeente, over niemand"),
    "cases_restricted": ("record", _READABLE + "; alleen het systeem schrijft"),
    "cases_task": ("record", _READABLE),
    "cases_historicaltask": ("record", _READABLE),
    "cases_person": ("person", _KNOWN),
    "cases_historicalperson": ("person", _KNOWN),
    "cases_relation": ("person", _KNOWN),
    "cases_historicalrelation": ("person", _KNOWN),
    "cases_merge": ("person", _KNOWN),
    "cases_contactprofile": (
        "self",
        "alleen personen uit eigen dossiers, in nood alleen om te lezen; een inwoner leest het eigen profiel",
    ),
    "cases_household": ("household", "gezinnen van eigen dossiers en van opgezochte personen"),
    "cases_historicalhousehold": ("household", "gezinnen van eigen dossiers en van opgezochte personen"),
    "cases_householdmember": ("person", _KNOWN),
    "cases_lookup": ("own", "alleen eigen opzoekingen"),
    "person_search": ("person", _KNOWN),
}

"""Which wall stands around each table of this room, and the fragments its policies are made of.

`= ANY((SELECT …)::uuid[])` is computed once per statement and uses indexes; `IN (SELECT …)` walks the whole table.
"""

MY_DOSSIERS = "ANY((SELECT my_dossiers())::uuid[])"
MY_PERSONS = "ANY((SELECT my_persons())::uuid[])"
MY_HOUSEHOLDS = "ANY((SELECT my_households())::uuid[])"
OWN = "user_id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid)"

_GRANTED = "alleen met een lopende toegang tot het dossier"
_KNOWN = "alleen personen uit eigen dossiers, of vandaag opgezocht"

WALLS = {
    "cases_dossier": ("dossier", _GRANTED),
    "cases_historicaldossier": ("dossier", _GRANTED),
    "cases_grant": ("dossier", "eigen toegangen, en die op eigen dossiers"),
    "cases_historicalgrant": ("dossier", "eigen toegangen, en die op eigen dossiers"),
    "cases_dossierperson": ("dossier", _GRANTED),
    "cases_entry": ("dossier", _GRANTED),
    "cases_historicalentry": ("dossier", _GRANTED),
    "cases_document": ("dossier", _GRANTED),
    "cases_historicaldocument": ("dossier", _GRANTED),
    "cases_task": ("dossier", _GRANTED),
    "cases_historicaltask": ("dossier", _GRANTED),
    "cases_person": ("person", _KNOWN),
    "cases_historicalperson": ("person", _KNOWN),
    "cases_relation": ("person", _KNOWN),
    "cases_historicalrelation": ("person", _KNOWN),
    "cases_household": ("household", "gezinnen van eigen dossiers en van opgezochte personen"),
    "cases_historicalhousehold": ("household", "gezinnen van eigen dossiers en van opgezochte personen"),
    "cases_householdmember": ("person", _KNOWN),
    "cases_lookup": ("own", "alleen eigen opzoekingen"),
    "person_search": ("person", _KNOWN),
}

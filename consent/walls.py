"""Which wall stands around each table of this room, and the fragments its policies are made of."""

MY_CASE_PERSONS = "ANY((SELECT my_case_persons())::uuid[])"
AUTHORISED_ABOUT = "ANY((SELECT authorised_about())::text[])"
# Whoever is in a dossier by an emergency alone reads, and changes nothing about the persons in it.
NOT_IN_EMERGENCY = "person_id <> ALL((SELECT persons_in_emergency())::uuid[])"

_KNOWN = "zoals de persoon over wie het gaat"
_READABLE = "met een lopende toegang tot het dossier; een aparte soort alleen als de toegang die noemt"
_OF_RESIDENT = (
    _READABLE + "; een inwoner leest wat over die inwoner gaat of wat die moet tekenen, nooit wat achtergehouden is"
)
_PART = "zoals de verstrekking waar het bij hoort"
_OF_CASE = "alleen personen uit eigen dossiers; wie iemand alleen opzocht, ziet het niet"
_MEASURE = "alleen personen uit eigen dossiers; een aparte soort alleen als de toegang die noemt"

WALLS = {
    "consent_authority": ("person", _KNOWN),
    "consent_historicalauthority": ("person", _KNOWN),
    "consent_consenttext": ("none", "teksten van de gemeente, over niemand"),
    "consent_consent": ("portal", _OF_RESIDENT),
    "consent_historicalconsent": ("record", _READABLE),
    "consent_signature": ("portal", _OF_RESIDENT),
    "consent_historicalsignature": ("record", _READABLE),
    "consent_ground": ("record", _READABLE),
    "consent_historicalground": ("record", _READABLE),
    "consent_disclosure": ("record", _READABLE),
    "consent_historicaldisclosure": ("record", _READABLE),
    "consent_cover": ("dossier", _PART),
    "consent_delivery": ("dossier", _PART),
    "consent_assessment": ("person", _OF_CASE),
    "consent_historicalassessment": ("person", _OF_CASE),
    "consent_courtmeasure": ("person", _MEASURE),
    "consent_historicalcourtmeasure": ("person", _MEASURE),
    "consent_flag": ("person", _OF_CASE),
    "consent_historicalflag": ("person", _OF_CASE),
    "consent_refusal": ("person", _OF_CASE),
    "consent_historicalrefusal": ("person", _OF_CASE),
    "consent_representation": ("person", _OF_CASE),
    "consent_historicalrepresentation": ("person", _OF_CASE),
    "consent_safetycheck": ("person", _OF_CASE),
    "consent_historicalsafetycheck": ("person", _OF_CASE),
}

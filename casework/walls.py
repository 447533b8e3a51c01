"""Which wall stands around each table of this room."""

_READABLE = "met een lopende toegang tot het dossier; een aparte soort alleen als de toegang die noemt"

WALLS = {
    "casework_enquiry": ("own", "alleen van de schrijver"),
    "casework_triage": ("record", _READABLE),
    "casework_historicaltriage": ("record", _READABLE),
    "casework_contactcount": ("none", "aantallen per maand, over niemand"),
    "casework_intake": ("record", _READABLE),
    "casework_historicalintake": ("record", _READABLE),
    "casework_zrm": ("record", _READABLE),
    "casework_historicalzrm": ("record", _READABLE),
}

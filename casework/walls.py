"""Which wall stands around each table of this room."""

_READABLE = "met een lopende toegang tot het dossier; een aparte soort alleen als de toegang die noemt"
_OF_RESIDENT = (
    _READABLE + "; een inwoner leest wat over die inwoner gaat of wat die moet tekenen, nooit wat achtergehouden is"
)
_ATTENDED = (
    _READABLE + "; wie meedoet aan een overleg alleen de eigen regel en de eigen inbreng, tot het overleg is afgesloten"
)
_INVITED = _ATTENDED + "; een inwoner die van het overleg weet, leest welke inwoners er zijn uitgenodigd"

WALLS = {
    "casework_enquiry": ("own", "alleen van de schrijver"),
    "casework_triage": ("record", _READABLE),
    "casework_historicaltriage": ("record", _READABLE),
    "casework_contactcount": ("none", "aantallen per maand, over niemand"),
    "casework_intake": ("record", _READABLE),
    "casework_historicalintake": ("record", _READABLE),
    "casework_escalation": ("record", _READABLE),
    "casework_historicalescalation": ("record", _READABLE),
    "casework_zrm": ("record", _READABLE),
    "casework_historicalzrm": ("record", _READABLE),
    "casework_plan": ("record", _READABLE),
    "casework_historicalplan": ("record", _READABLE),
    "casework_planversion": ("portal", _OF_RESIDENT),
    "casework_historicalplanversion": ("record", _READABLE),
    "casework_planpart": ("record", _READABLE),
    "casework_historicalplanpart": ("record", _READABLE),
    "casework_plansignature": ("portal", _OF_RESIDENT),
    "casework_historicalplansignature": ("record", _READABLE),
    "casework_evaluation": ("record", _READABLE),
    "casework_historicalevaluation": ("record", _READABLE),
    "casework_handover": ("dossier", "met een lopende toegang tot het dossier, en wie de regie krijgt aangeboden"),
    "casework_conference": ("record", _READABLE),
    "casework_historicalconference": ("record", _READABLE),
    "casework_participant": ("attended", _INVITED),
    "casework_historicalparticipant": ("attended", _ATTENDED),
    "casework_agendaitem": ("attended", _ATTENDED),
    "casework_historicalagendaitem": ("attended", _ATTENDED),
}

"""Which wall stands around each table of this room."""

_READABLE = "met een lopende toegang tot het dossier; een aparte soort alleen als de toegang die noemt"
_ATTENDED = (
    _READABLE + "; wie meedoet aan een overleg alleen de eigen regel en de eigen inbreng, tot het overleg is afgesloten"
)

WALLS = {
    "casework_conference": ("record", _READABLE),
    "casework_historicalconference": ("record", _READABLE),
    "casework_participant": ("attended", _ATTENDED),
    "casework_historicalparticipant": ("attended", _ATTENDED),
    "casework_agendaitem": ("attended", _ATTENDED),
    "casework_historicalagendaitem": ("attended", _ATTENDED),
}

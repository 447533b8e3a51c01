"""Which wall stands around each table of this room."""

_KNOWN = "zoals de persoon over wie het gaat"

WALLS = {
    "consent_authority": ("person", _KNOWN),
    "consent_historicalauthority": ("person", _KNOWN),
}

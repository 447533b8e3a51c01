"""Which wall stands around each table of this room."""

IS_RESIDENT = "(SELECT current_setting('app.account', true)) = 'resident'"
MYSELF = "id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid)"

_READABLE = "met een lopende toegang tot het dossier; een aparte soort alleen als die genoemd is; inzage leest mee"

WALLS = {
    "inzage_resident": ("own", "alleen de inwoner zelf; het inloggen en het vergeten lezen en schrijven alle"),
    "inzage_mandate": ("none", "wie namens de gemeente beslist; gegevens van medewerkers, niet van inwoners"),
    "inzage_request": (
        "request",
        "wie er in een dossier iets voor doet, en wie het zelf vroeg; alleen om te lezen",
    ),
    "inzage_requestpart": ("record", _READABLE),
    "inzage_historicalrequestpart": ("record", _READABLE),
    "inzage_shielding": ("record", _READABLE),
    "inzage_release": ("request", "zoals het verzoek waar het bij hoort"),
}

"""Which wall stands around each table of this room, and the fragments its policies are made of."""

from accounts.agreements import PartnerSort

IS_RESIDENT = "(SELECT current_setting('app.account', true)) = 'resident'"
MYSELF = "id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid)"
# § 4 Betrokkenheid cliënt: that these work on a dossier, or looked in it, is withheld from the resident.
HIDDEN_SORTS = (
    PartnerSort.SAFE_AT_HOME.value,
    PartnerSort.CHILD_PROTECTION.value,
    PartnerSort.POLICE.value,
    PartnerSort.PROSECUTOR.value,
)

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
    "inzage_letter": ("request", "zoals het verzoek waar het bij hoort; een inwoner leest er niet in"),
    "inzage_requestdraft": ("resident", "alleen van wie het schrijft, zolang die voor deze persoon mag kijken"),
    "inzage_restriction": ("portal", _READABLE + "; wie het vroeg volgt het; alleen het systeem schrijft"),
    "inzage_restrictedreading": ("record", _READABLE + "; alleen het systeem schrijft"),
    "inzage_release": ("request", "zoals het verzoek waar het bij hoort"),
}

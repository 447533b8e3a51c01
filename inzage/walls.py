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

WALLS = {
    "inzage_resident": ("own", "alleen de inwoner zelf; het inloggen en het vergeten lezen en schrijven alle"),
}

"""Which wall stands around each table of this room."""

IS_RESIDENT = "(SELECT current_setting('app.account', true)) = 'resident'"
MYSELF = "id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid)"

WALLS = {
    "inzage_resident": ("own", "alleen de inwoner zelf; het inloggen en het vergeten lezen en schrijven alle"),
}

"""Names of the roles in the database cluster. What each may do: docs/adr/0010-roles-and-context.md."""

OWNER = "boekel_owner"
APP = "boekel_app"
BACKUP = "boekel_backup"
GRANTS_READER = "grants_reader"

"""The tables of docs/, made from the code they describe; `manage.py docs_tables --check` holds them to it."""

from audit import purposes
from boekel_sd.tables import fields, policy, roles, states, walls
from retention import fates

TABLES = {
    "walls.md": walls.as_markdown,
    "fields.md": fields.as_markdown,
    "fates.md": fates.as_markdown,
    "roles.md": roles.as_markdown,
    "states.md": states.as_markdown,
    "system-purposes.md": purposes.as_markdown,
    "policy.md": policy.as_markdown,
}

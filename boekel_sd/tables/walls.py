"""docs/walls.md: which wall stands around each table."""

from django.apps import apps

from audit import tables
from boekel_sd.tables import markdown

INTRO = (
    "Made from each room's `walls.py`. `manage.py walls` compares it with what the databases really do, "
    "and a test fails for a table without a decision. Kinds: `audit/tables.py`."
)


def as_markdown() -> str:
    decisions = tables.gather(config.name for config in apps.get_app_configs())
    rows = [(f"`{table}`", decision.wall, decision.why) for table, decision in sorted(decisions.items())]
    return markdown.page("Walls", INTRO, ("table", "wall", "why"), rows)

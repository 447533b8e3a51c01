"""Which wall stands around each table of this room."""

WALLS = {
    "sealing_datakey": ("keys", "in de sleuteldatabase; ingepakt met de hoofdsleutel"),
}

"""Which wall stands around each table of this room."""

WALLS = {
    "retention_brake": ("dossier", "zegt iets over een dossier; privacy officer en vernietiging lezen mee"),
    "retention_hold": ("record", "met een lopende toegang; een aparte soort alleen als de toegang die noemt"),
    "retention_announcement": ("record", "met een lopende toegang; een aparte soort alleen als de toegang die noemt"),
    "retention_destructionrequest": ("dossier", "alleen met een lopende toegang; vernietiging leest mee"),
    "retention_job": ("none", "aantallen; zolang het loopt één id: tot welk dossier het kwam"),
    "retention_ledgermark": ("none", "één getal: hoe ver de vernietiging hier is"),
    "retention_destruction": ("keys", "na afloop alleen rekenwaarden en aantallen"),
    "retention_destructionitem": ("keys", "ids zolang de vernietiging loopt, daarna leeg"),
    "retention_declaration": ("keys", "alleen toevoegen; aantallen en gronden, over niemand"),
    "retention_ledgerline": ("keys", "alleen toevoegen; rekenwaarden en aantallen"),
}

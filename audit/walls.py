"""Which wall stands around each table of this room."""

WALLS = {
    "audit_accesslog": ("log", "alleen toevoegen; lezen voor beheer en voor het verzegelen"),
    "audit_seal": ("none", "alleen rekenwaarden en aantallen per maand; de app kan alleen toevoegen"),
    "audit_logstate": ("none", "één getal: het tijdperk van de log; de app kan alleen lezen"),
}

"""Which wall stands around each table of this room."""

WALLS = {
    "terms_termset": ("none", "algemene gegevens: geen persoonsgegevens"),
    "terms_term": ("none", "algemene gegevens: geen persoonsgegevens"),
    "terms_termchoice": ("none", "besluiten over termijnen; noemt alleen de medewerker die besloot"),
}

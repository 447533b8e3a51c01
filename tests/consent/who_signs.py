"""Who signs, by the six outcomes of the BRP and by age, under the Jeugdwet: for a lawyer to read.

`blokkeert`: first find out; nobody signs. Two sources: § 1.5 Minderjarigen en wilsonbekwamen, and art. 7.3.4 and 7.3.5
of the Jeugdwet.
"""

BLOCKS = "blokkeert"

#  outcome                              under 12                  12–15                                16 and over
TABLE = {
    "GezamenlijkOuderlijkGezag":       ("ouder, ouder",           "inwoner, ouder, ouder",             "inwoner"),
    "EenhoofdigOuderlijkGezag":        ("ouder",                  "inwoner, ouder",                    "inwoner"),
    "GezamenlijkGezag, derde bekend":  ("ouder, derde",           "inwoner, ouder, derde",             "inwoner"),
    "GezamenlijkGezag, derde onbekend":(BLOCKS,                   BLOCKS,                              "inwoner"),
    "Voogdij, één voogd":              ("derde",                  "inwoner, derde",                    "inwoner"),
    "Voogdij, twee voogden":           ("derde, derde",           "inwoner, derde, derde",             "inwoner"),
    "Voogdij, geen voogd genoemd":     (BLOCKS,                   BLOCKS,                              "inwoner"),
    "TijdelijkGeenGezag":              (BLOCKS,                   BLOCKS,                              "inwoner"),
    "GezagNietTeBepalen":              (BLOCKS,                   BLOCKS,                              "inwoner"),
    "in onderzoek":                    (BLOCKS,                   BLOCKS,                              "inwoner"),
    "niet vastgelegd":                 (BLOCKS,                   BLOCKS,                              "inwoner"),
}  # fmt: skip
AGES = {11: 0, 12: 1, 15: 1, 16: 2, 17: 2, 18: 2}


def expected(row: str, age: int) -> str:
    return TABLE[row][AGES[age]]


def row_of(relation: dict) -> str:
    """Which row of the table an outcome is, as the BRP gives it."""
    kind = relation["type"]
    if relation.get("inOnderzoek"):
        return "in onderzoek"
    if kind == "GezamenlijkGezag":
        return f"{kind}, derde {'bekend' if relation['derde']['type'] == 'BekendeDerde' else 'onbekend'}"
    if kind == "Voogdij":
        return f"{kind}, {['geen voogd genoemd', 'één voogd', 'twee voogden'][len(relation.get('derden', []))]}"
    return kind

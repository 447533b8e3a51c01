"""The texts every municipality starts with. In /beheer/ they are changed, put out of use, and joined by others."""

from django.db import migrations

SNIPPETS = {
    "Gesprek: vraag, afspraken, vervolg": """\
Wat is de vraag?


Wat hebben we afgesproken? Wie doet wat, en voor wanneer?


Wanneer spreken we elkaar weer?
""",
    "Huisbezoek: wat ik zag en hoorde": """\
Wie waren erbij?


Wat ik zelf zag en hoorde:


Wat anderen vertelden, en wie dat was:
""",
    "Uitgelegd: wat er met gegevens gebeurt": """\
Ik heb uitgelegd welke gegevens wij opschrijven, waarom we dat doen en hoe lang we ze bewaren. Ik heb ook verteld dat \
de inwoner het dossier mag lezen en kan vragen om iets aan te passen. De inwoner vertelde in eigen woorden na wat dit \
betekent. De folder over rechten en plichten is gegeven.
""",
    "Niet bereikt": """\
Ik heb geprobeerd contact te krijgen, maar dat is niet gelukt. Ik heb geen inhoudelijk bericht achtergelaten. Ik \
probeer het opnieuw.
""",
}
LETTERS = {
    "Uitnodiging voor een gesprek": """\
Beste {naam},

Ik wil graag met u praten over wat u nodig hebt. Daarom nodig ik u uit voor een gesprek.

Het gesprek is op [dag en datum] om [tijd], in [plaats]. U mag iemand meenemen die u vertrouwt. U kunt ook gratis hulp \
krijgen van een cliëntondersteuner. Die denkt met u mee en werkt niet voor de gemeente.

Kunt u niet op deze dag? Bel mij dan op {telefoon}. We zoeken samen een ander moment.

Met vriendelijke groet,

{medewerker}
Gemeente {gemeente}
""",
    "Afspraken na ons gesprek": """\
Beste {naam},

Wij hebben met elkaar gesproken op [datum]. In deze brief staat wat wij hebben afgesproken.

Dit doet u:
[wat, en voor wanneer]

Dit doe ik:
[wat, en voor wanneer]

Klopt er iets niet, of bent u het ergens niet mee eens? Bel mij dan op {telefoon}. Ik pas het aan.

Met vriendelijke groet,

{medewerker}
Gemeente {gemeente}
""",
    "Wat wij over u opschrijven": """\
Beste {naam},

U krijgt hulp van ons. Daarom schrijven wij gegevens over u op. In deze brief leest u wat dat betekent.

Wij schrijven alleen op wat nodig is om u te helpen. Alleen mensen die u helpen mogen het lezen. Wij geven uw gegevens \
niet aan anderen, tenzij u dat goed vindt of de wet het zegt. Als dat kan, vertellen wij het u van tevoren.

U mag lezen wat wij over u opschrijven. Klopt er iets niet? Dan kunt u vragen om het te veranderen. U kunt ook vragen \
om gegevens weg te halen. Soms mag dat niet van de wet. Wij leggen u dan uit waarom.

Hebt u vragen? Bel mij op {telefoon}, of vraag het als we elkaar zien.

Met vriendelijke groet,

{medewerker}
Gemeente {gemeente}
""",
    "Onze hulp stopt": """\
Beste {naam},

Wij hebben samen gewerkt aan [onderwerp]. Wij hebben afgesproken dat onze hulp stopt op [datum].

Wij bewaren uw gegevens nog een tijd, omdat de wet dat van ons vraagt. Daarna vernietigen wij ze. U kunt aan mij vragen \
wanneer dat is. Tot die dag kunt u uw dossier nog lezen.

Hebt u later weer hulp nodig? Bel dan de gemeente. U mag altijd terugkomen.

Met vriendelijke groet,

{medewerker}
Gemeente {gemeente}
""",
}


def add_texts(apps, schema_editor):
    model = apps.get_model("cases", "StandardText")
    for kind, texts in (("snippet", SNIPPETS), ("brief", LETTERS)):
        for title, text in texts.items():
            model.objects.create(kind=kind, title=title, text=text)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_who_read_documents")]

    operations = [migrations.RunPython(add_texts, migrations.RunPython.noop, hints={"database": "default"})]

"""§ 1.1 Geheimhoudingsplicht: the declaration that holds on installation. A later version is added in /beheer/.

The words stand here and not in a file of their own: what people accepted must never change with the code.
"""

import hashlib
from datetime import date

from django.db import migrations

TEXT = """\
U gaat werken met dossiers van inwoners. Daarin staan gegevens over hun gezin, hun gezondheid en hun problemen. \
Inwoners vertellen u dit omdat zij u vertrouwen. Daarom vragen wij u om geheimhouding.

Wat u belooft
1. Ik houd geheim wat ik over inwoners te weten kom. Dat geldt voor wat ik lees, wat ik hoor en wat ik zelf zie.
2. Ik open een dossier alleen als ik dat nodig heb voor mijn taak bij dat gezin. Nieuwsgierigheid is geen reden, \
ook niet als ik iemand ken.
3. Ik deel gegevens alleen als de inwoner daar toestemming voor geeft of als de wet het toelaat. Ik leg vast wat ik \
deel, met wie en waarom.
4. Ik schrijf op wat nodig is en niet meer. Ik schrijf zo dat de inwoner het mag lezen.
5. Mijn account is van mij alleen. Ik deel mijn wachtwoord en mijn codes met niemand en vergrendel mijn scherm.
6. Zie ik dat er iets misgaat, zoals een datalek of een dossier dat ik niet mag zien? Dan meld ik dat meteen bij de \
privacy officer.

Dit blijft gelden als u ander werk krijgt of niet meer voor de gemeente of haar partner werkt.

Wij leggen vast wat u opent
Elke keer dat u een dossier opent of zoekt, leggen wij dat vast. De privacy officer kan dat controleren en de inwoner \
mag vragen wie er keek.

Wat er gebeurt als u zich er niet aan houdt
- Werkt u voor de gemeente? Dan is het plichtsverzuim. De gemeente kan een straf opleggen, van een waarschuwing tot \
ontslag.
- Werkt u voor een partner? Dan houdt uw toegang op en kan uw werkgever maatregelen nemen. Ook de afspraken tussen uw \
organisatie en de gemeente kunnen eindigen.
- Staat u in het BIG-register? Dan kan er een klacht komen bij het tuchtcollege. Het college kan een maatregel \
opleggen, van een waarschuwing tot doorhaling van uw inschrijving.
- Wie opzettelijk een geheim schendt, kan strafbaar zijn (artikel 272 Wetboek van Strafrecht).

Soms moet u wel spreken
Is iemand in direct gevaar, of vermoedt u huiselijk geweld of kindermishandeling? Dan mag geheimhouding hulp niet in de \
weg staan. Volg de stappen van de meldcode en overleg met een collega.
"""


def add_text(apps, schema_editor):
    model = apps.get_model("accounts", "SecrecyText")
    # The day on which the AVG came to apply: earlier than any installation.
    model.objects.create(
        version=1,
        text=TEXT,
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        in_force_from=date(2018, 5, 25),
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add_text, migrations.RunPython.noop, hints={"database": "default"})]

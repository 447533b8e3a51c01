"""§ 4.2 Casusregiedossier: the domains of the zelfredzaamheidsmatrix, and what each level means, in our own words.

No database here. Who helps with filling in reads these sentences aloud: short, and about what one can see.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terms.categories import BEHANDELING, CASUSREGIE, POLITIE

# From this age somebody has a matrix; a younger child stands in that of the parents.
FROM_AGE = 12
# From this age money, a home and a household are one's own affair.
ON_ONES_OWN = 16


class Level(models.IntegerChoices):
    ACUTE = 1, _("Acute problematiek")
    NOT = 2, _("Niet zelfredzaam")
    LIMITED = 3, _("Beperkt zelfredzaam")
    SUFFICIENT = 4, _("Voldoende zelfredzaam")
    FULL = 5, _("Volledig zelfredzaam")


@dataclass(frozen=True)
class Domain:
    """`short`: in a picture. `category`: which record its scores are in. `levels`: a sentence for each, 1 to 5."""

    code: str
    label: str | Promise
    short: str | Promise
    levels: tuple[str | Promise, ...]
    category: str = CASUSREGIE.code
    from_age: int = FROM_AGE
    of_parents: bool = False

    def help_of(self, level: int) -> str | Promise:
        return self.levels[level - 1]


ALL = (
    Domain(
        "financien",
        _("Financiën"),
        _("Geld"),
        (
            _("Er is geen geld voor eten, of vandaag worden gas, water of licht afgesloten."),
            _("Er komt te weinig binnen, of er gaat meer uit dan er is. De schulden groeien."),
            _("Er is genoeg voor het nodige. De schulden groeien niet meer, met hulp van een ander."),
            _("De rekeningen worden op tijd betaald. Wat er aan schuld is, wordt elke maand minder."),
            _("Er is genoeg geld, er is geen schuld die knelt, en er kan iets opzij."),
        ),
        from_age=ON_ONES_OWN,
    ),
    Domain(
        "werk_opleiding",
        _("Werk en opleiding"),
        _("Werk, school"),
        (
            _("Gaat niet naar werk of school en zoekt er niet naar, of is net weggestuurd."),
            _("Heeft geen werk of opleiding en krijgt het zonder hulp niet voor elkaar."),
            _("Is bezig met een traject, of heeft werk of school dat wankelt."),
            _("Heeft werk of een opleiding, en dat loopt meestal goed."),
            _("Heeft vast werk of een opleiding die past, en houdt dat zelf vol."),
        ),
    ),
    Domain(
        "tijdsbesteding",
        _("Tijdsbesteding"),
        _("De dag"),
        (
            _("Dag en nacht lopen door elkaar. Er is niets te doen, of wat iemand doet geeft overlast."),
            _("De meeste dagen hebben geen invulling en geen vaste tijden."),
            _("Een deel van de week is gevuld. Iemand anders moet het op gang houden."),
            _("De meeste dagen zijn gevuld met dingen die iemand graag of nuttig doet."),
            _("De week heeft een fijn ritme, en wie wil, verandert dat zelf."),
        ),
    ),
    Domain(
        "huisvesting",
        _("Huisvesting"),
        _("Wonen"),
        (
            _("Heeft geen plek om te slapen, of het huis is niet veilig om in te zijn."),
            _("Slaapt op een tijdelijke plek, of moet binnenkort het huis uit."),
            _("Heeft een huis, maar het past niet of is niet zeker. Daar is hulp bij."),
            _("Woont in een huis dat veilig is en past. Een klein probleem lost iemand zelf op."),
            _("Woont veilig en zeker, op eigen naam, zolang als iemand wil."),
        ),
        from_age=ON_ONES_OWN,
    ),
    Domain(
        "huiselijke_relaties",
        _("Huiselijke relaties"),
        _("Thuis"),
        (
            _("Thuis is er geweld, dwang of verwaarlozing."),
            _("Thuis is er vaak ruzie, of leeft iedereen langs elkaar heen. Dat gaat niet vanzelf over."),
            _("Er zijn spanningen. De mensen in huis weten dat en werken eraan, met hulp."),
            _("Het is thuis meestal goed. Wie ruzie heeft, maakt het zelf weer goed."),
            _("De mensen thuis steunen elkaar. Of: iemand woont alleen en wil dat zo."),
        ),
    ),
    Domain(
        "geestelijke_gezondheid",
        _("Geestelijke gezondheid"),
        _("Geest"),
        (
            _("Is nu een gevaar voor zichzelf of een ander, of is het zicht op de wereld kwijt."),
            _("Heeft klachten die elke dag in de weg zitten, en krijgt of wil er geen hulp bij."),
            _("Heeft klachten die een deel van de dag in de weg zitten, en krijgt daar hulp bij."),
            _("Heeft soms klachten en weet wat dan helpt."),
            _("Voelt zich goed, of weet goed te leven met wat er is."),
        ),
        category=BEHANDELING.code,
    ),
    Domain(
        "lichamelijke_gezondheid",
        _("Lichamelijke gezondheid"),
        _("Lichaam"),
        (
            _("Heeft vandaag een dokter nodig, en die is er niet bij."),
            _("Heeft een ziekte of klacht die erger wordt, en gaat daar niet mee naar een dokter."),
            _("Heeft een ziekte of klacht, en krijgt zorg. Het lukt nog niet om zich eraan te houden."),
            _("Heeft soms een klacht, gaat dan naar een dokter en doet wat die zegt."),
            _("Is gezond, of de ziekte is goed onder controle."),
        ),
        category=BEHANDELING.code,
    ),
    Domain(
        "middelengebruik",
        _("Middelengebruik"),
        _("Middelen"),
        (
            _("Gebruikt zo veel drank, drugs of pillen dat het nu gevaarlijk is."),
            _("Kan niet zonder. Werk, geld of thuis lijden eronder, en er is geen hulp."),
            _("Gebruikt te veel en krijgt hulp om te minderen, of is net gestopt."),
            _("Gebruikt soms, en heeft daar verder geen last van."),
            _("Gebruikt niets, of zo weinig dat het geen rol speelt."),
        ),
        category=BEHANDELING.code,
    ),
    Domain(
        "basale_adl",
        _("Basale ADL"),
        _("Verzorging"),
        (
            _("Eet, drinkt of wast zich niet, en is daardoor in gevaar."),
            _("Kan zich niet zelf wassen, aankleden of naar het toilet, en krijgt te weinig hulp."),
            _("Heeft bij een deel hulp nodig, zoals bij wassen of aankleden, en krijgt die."),
            _("Doet het zelf, met een hulpmiddel of een klein beetje hulp."),
            _("Eet, wast en kleedt zich zonder hulp."),
        ),
    ),
    Domain(
        "instrumentele_adl",
        _("Instrumentele ADL"),
        _("Huishouden"),
        (
            _("Er is geen eten in huis, of het huis is zo vuil dat iemand er ziek van wordt."),
            _("Koken, schoonmaken, post of reizen lukt niet, en niemand neemt het over."),
            _("Een deel lukt. Voor de rest is er elke week hulp."),
            _("Het meeste lukt zelf. Voor een enkel ding vraagt iemand hulp."),
            _("Kookt, maakt schoon, reist en regelt de post zelf."),
        ),
        from_age=ON_ONES_OWN,
    ),
    Domain(
        "sociaal_netwerk",
        _("Sociaal netwerk"),
        _("Netwerk"),
        (
            _("Heeft niemand, of alleen mensen die kwaad doen."),
            _("Heeft bijna niemand om op terug te vallen."),
            _("Kent een paar mensen die soms helpen. Het contact is kwetsbaar."),
            _("Heeft een paar mensen die er zijn als dat nodig is."),
            _("Heeft genoeg mensen om zich heen, en is er ook voor hen."),
        ),
    ),
    Domain(
        "participatie",
        _("Maatschappelijke participatie"),
        _("Meedoen"),
        (
            _("Komt nergens, of wordt overal geweerd."),
            _("Doet bijna nergens aan mee en weet niet hoe dat kan."),
            _("Doet soms mee als iemand anders meegaat of het regelt."),
            _("Doet mee met een club, buurt, kerk of als vrijwilliger."),
            _("Doet mee waar iemand wil, en helpt daar ook anderen."),
        ),
    ),
    Domain(
        "justitie",
        _("Justitie"),
        _("Justitie"),
        (
            _("Is kort geleden aangehouden, of pleegt nu strafbare feiten."),
            _("Heeft vaak met politie te maken, of er loopt een zaak waar niemand bij helpt."),
            _("Heeft nog een zaak, straf of toezicht lopen, en houdt zich daaraan met hulp."),
            _("Had met justitie te maken. Dat is bijna of net afgerond."),
            _("Heeft niet met politie of justitie te maken."),
        ),
        category=POLITIE.code,
    ),
    Domain(
        "lichamelijke_verzorging",
        _("Ouder: lichamelijke verzorging"),
        _("Kind: zorg"),
        (
            _("Een kind krijgt te weinig eten, kleding of verzorging en loopt gevaar."),
            _("De verzorging schiet vaak tekort, en de ouder ziet dat niet of kan het niet."),
            _("De verzorging gaat, omdat iemand meehelpt of meekijkt."),
            _("De kinderen worden goed verzorgd. Een enkele keer helpt iemand."),
            _("De ouder verzorgt de kinderen goed, ook als het tegenzit."),
        ),
        of_parents=True,
    ),
    Domain(
        "sociaal_emotioneel",
        _("Ouder: sociaal-emotionele ondersteuning"),
        _("Kind: steun"),
        (
            _("Een kind wordt bang gemaakt, vernederd of niet gezien."),
            _("De ouder reageert vaak te hard, of bijna niet. Het kind heeft daar last van."),
            _("De ouder wil troosten en grenzen stellen, en leert hoe dat kan."),
            _("De ouder troost, luistert en stelt grenzen. Soms is er een vraag."),
            _("De kinderen kunnen bij de ouder terecht met wat hen bezighoudt."),
        ),
        of_parents=True,
    ),
    Domain(
        "scholing",
        _("Ouder: scholing"),
        _("Kind: school"),
        (
            _("Een kind gaat niet naar school, en de ouder doet daar niets aan."),
            _("Een kind mist vaak school, en er is geen contact met school."),
            _("De kinderen gaan naar school, omdat anderen daarop letten."),
            _("De kinderen gaan naar school. De ouder praat met school als dat nodig is."),
            _("De kinderen gaan graag en op tijd, en de ouder leeft met school mee."),
        ),
        of_parents=True,
    ),
    Domain(
        "opvang",
        _("Ouder: opvang"),
        _("Kind: opvang"),
        (
            _("Een jong kind is alleen, of bij iemand bij wie het niet veilig is."),
            _("Er is vaak geen opvang, of steeds bij een ander."),
            _("Er is opvang, maar die valt weg als er iets tegenzit."),
            _("Er is opvang die past, en iemand die kan bijspringen."),
            _("De opvang is goed geregeld, ook als de ouder ziek is."),
        ),
        of_parents=True,
    ),
)
DOMAINS = {domain.code: domain for domain in ALL}
CHOICES = [(domain.code, domain.label) for domain in ALL]

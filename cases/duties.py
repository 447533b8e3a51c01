"""§ 4.1 Casusregie, § 3.3 Zorgvuldigheid: what a rule makes somebody do, why, where, and whether it can wait.

No database here: codes and dates in, words and answers out. Tasks of every room stand in one table, for the list of a
working day is one list. docs/adr/0096-tasks-and-deadlines.md
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

# What somebody set themselves can wait as long as they say; longer than a year is not a plan.
OWN_MOST = timedelta(days=365)
TWO_WEEKS, A_WEEK = timedelta(days=14), timedelta(days=7)
NOT_HERE = timedelta()


@dataclass(frozen=True)
class Duty:
    """What a rule asks. `why`: the rule in a sentence. `place`: the page on which it is done, and `button` what leads
    there; `of_dossier`: that page is of the dossier, not of the record.

    `most`: how many days beyond its first day it may wait; none where the law or the resident waits, and then
    `elsewhere` says what to do. `done_there`: ticked off by itself when it is done there, and in no other way.
    `urgent`: told at once, so the mail of the morning is silent about it until it is late.
    """

    why: object
    place: str
    button: object
    of_dossier: bool = False
    most: timedelta = NOT_HERE
    elsewhere: object = ""
    done_there: bool = False
    urgent: bool = False


OWN = Duty(_("Iemand zette dit op de lijst."), "cases:dossier", _("Naar het dossier"), of_dossier=True, most=OWN_MOST)
_SAY_LATER = _("Vertellen mag alleen wachten als u zegt waarom. Dat doet u op de bladzijde van het vertellen zelf.")
_SECOND = _("Een tweede persoon kijkt de volgende werkdag. Kunt u niet? Vraag de maker een ander te kiezen.")
_ON_ITS_DAY = _("Op die dag houdt het op, wat u ook doet. Verleng het op tijd, of laat het eindigen.")
_HIDDEN_STAYS = _("Wat afgeschermd is, blijft dat tot iemand beslist.")
_SHOW_LATER = _("Nog niet tonen mag, met een reden en een nieuwe dag. Dat doet u op de bladzijde zelf.")

DUTIES = {
    "antwoorden": Duty(
        _("Na delen in acuut gevaar komen de vragen van zorgvuldigheid de volgende werkdag."),
        "consent:ground_answers",
        _("Beantwoorden"),
        elsewhere=_("De vragen komen de volgende werkdag. Weet u iets niet? Schrijf dat als antwoord."),
        done_there=True,
    ),
    "bevestigen": Duty(
        _("Wie zonder toestemming wil delen, laat een tweede persoon meekijken."),
        "consent:ground_judge",
        _("Meekijken"),
        elsewhere=_SECOND,
        done_there=True,
    ),
    "bekijken": Duty(
        _("Delen zonder toestemming mag niet langer dan nodig: op deze dag kijkt iemand opnieuw."),
        "consent:ground",
        _("Opnieuw bekijken"),
        elsewhere=_("Na deze dag mag er niets meer op deze grond. Verleng hem, of beëindig hem."),
    ),
    "toestemming": Duty(
        _("Bemoeizorg duurt tot er contact is. Daarna vraagt u toestemming."),
        "consent:ground",
        _("Naar de grond"),
        elsewhere=_ON_ITS_DAY,
    ),
    "inlichten": Duty(
        _("Een inwoner hoort dat wij zonder toestemming deelden."),
        "consent:ground_tell",
        _("Vertellen of uitstellen"),
        elsewhere=_SAY_LATER,
        done_there=True,
    ),
    "gekregen": Duty(
        _("Een inwoner hoort dat wij gegevens van anderen kregen."),
        "consent:incoming_tell",
        _("Vertellen of uitstellen"),
        elsewhere=_SAY_LATER,
        done_there=True,
    ),
    "vrijgeven": Duty(_HIDDEN_STAYS, "consent:ground_release", _("Beslissen"), elsewhere=_SHOW_LATER, done_there=True),
    "vrijgeven_gekregen": Duty(
        _HIDDEN_STAYS, "consent:incoming_release", _("Beslissen"), elsewhere=_SHOW_LATER, done_there=True
    ),
    "afgekeurd": Duty(
        _("Wat is gedeeld en niet had gemogen, kan een datalek zijn. Dat hoort de privacy officer meteen."),
        "consent:ground",
        _("Naar de grond"),
        elsewhere=_("Een datalek wordt binnen 72 uur gemeld. Bel vandaag."),
    ),
    "vertellen": Duty(
        _("Wie gegevens kreeg met een toestemming die stopte, hoort dat."),
        "consent:disclosure",
        _("Naar de verstrekking"),
        most=A_WEEK,
    ),
    "onbevestigd": Duty(
        _("Van elke verstrekking vragen wij of zij is aangekomen."),
        "consent:disclosure",
        _("Naar de verstrekking"),
        most=TWO_WEEKS,
    ),
    "tegengehouden": Duty(
        _("Er was geen toestemming meer toen dit zou gaan."),
        "consent:disclosure",
        _("Bekijken"),
        most=TWO_WEEKS,
    ),
    "overdracht": Duty(
        _("Na een warme overdracht gaat er een verslag achteraan."),
        "consent:disclosure",
        _("Naar de overdracht"),
        most=TWO_WEEKS,
    ),
    "afscherming": Duty(
        _("Een afscherming stopt niet vanzelf: op deze dag kijkt iemand opnieuw."),
        "consent:shield",
        _("Opnieuw bekijken"),
        elsewhere=_("Is afschermen nog nodig? Kies op de bladzijde zelf een nieuwe dag, met een reden."),
    ),
    "loopt_af": Duty(
        _("Een toestemming heeft een laatste dag. Is zij nog nodig, dan vraagt u haar opnieuw."),
        "consent:consent",
        _("Naar de toestemming"),
        elsewhere=_ON_ITS_DAY,
    ),
    "verjaardag": Duty(
        _("Met 12, 16 en 18 jaar verandert wie over toestemming beslist."),
        "consent:consent",
        _("Naar de toestemming"),
        elsewhere=_("Vanaf de verjaardag beslist een ander. Vraag het vóór die dag opnieuw."),
    ),
    "vervallen": Duty(
        _("Een toestemming verviel, omdat nu iemand anders beslist."),
        "consent:consent",
        _("Naar de toestemming"),
        most=A_WEEK,
    ),
    "niet_bereikt": Duty(
        _("Een collega kon een behandelaar in een crisis niet bereiken. De regisseur hoort dat meteen."),
        "casework:escalation",
        _("Naar het protocol"),
        elsewhere=_("Dit wacht niet. Kunt u niet? Bel de plaatsvervanger of de achterwacht."),
        urgent=True,
    ),
    "noodtoegang": Duty(
        _("Iemand nam noodtoegang. Wie de regie heeft, zegt binnen drie werkdagen of dat terecht was."),
        "cases:emergency_review",
        _("Beoordelen"),
        urgent=True,
    ),
    "evaluatie": Duty(
        _("Op deze dag kijkt u met het gezin of het plan werkt."),
        "casework:plan_evaluate",
        _("Evalueren"),
        most=TWO_WEEKS,
        done_there=True,
    ),
    "handtekening_terug": Duty(
        _("Iemand nam een handtekening terug. Tot er opnieuw is getekend, geldt het plan niet."),
        "casework:version",
        _("Naar het plan"),
        most=A_WEEK,
    ),
    "plan_vervallen": Duty(
        _("Nu beslist iemand anders. Het plan geldt pas weer als die tekent."),
        "casework:version",
        _("Naar het plan"),
        most=A_WEEK,
    ),
    "plan_overleden": Duty(
        _("De nieuwe versie gaat over wie er nog zijn, en geldt pas als zij tekenen."),
        "casework:plan",
        _("Naar het plan"),
        of_dossier=True,
        most=A_WEEK,
    ),
    "gezin_veranderd": Duty(
        _("Wie bij dit gezin hoort, of wie beslist, is veranderd. Wat daarvoor was toegestemd, geldt niet meer."),
        "consent:overview",
        _("Naar de toestemmingen"),
        of_dossier=True,
        most=A_WEEK,
    ),
    "plan_verjaardag": Duty(
        _("Met 12, 16 en 18 jaar verandert wie een plan tekent."),
        "casework:version",
        _("Naar het plan"),
        elsewhere=_("Vanaf de verjaardag beslist een ander. Laat het plan vóór die dag opnieuw tekenen."),
    ),
    "afgesproken": Duty(
        _("Dit is afgesproken in een overleg."), "casework:conference", _("Naar het overleg"), most=TWO_WEEKS
    ),
    "nog_zo": Duty(
        _("Iemand twijfelt of dit nog klopt. De inwoner zelf weet dat het best."),
        "casework:glance",
        _("Naar het overzicht"),
        of_dossier=True,
        most=TWO_WEEKS,
    ),
    "regie": Duty(
        _("Een collega vraagt u de regie over te nemen. Tot u antwoordt, verandert er niets."),
        "casework:handover",
        _("Antwoorden"),
    ),
    "uitnodiging": Duty(
        _("De regisseur wil weten of u meedoet."), "casework:attend", _("Lezen en antwoorden"), urgent=True
    ),
    "overleg": Duty(
        _("Wie meedoet, leest mee tot u het overleg afsluit."), "casework:conference", _("Naar het overleg")
    ),
    "toegang": Duty(
        _("Elke toegang wordt af en toe nagelopen: is die nog nodig? U doet ze op één scherm."),
        "cases:recertify",
        _("Nalopen"),
    ),
    "terugbellen": Duty(
        _("U beloofde terug te bellen. Drie dagen later is de vraag vanzelf weg."),
        "casework:triage",
        _("Naar de vraag"),
    ),
    "wegen": Duty(
        _("Een vraag zonder dossier bewaren wij veertien dagen."),
        "casework:triage",
        _("Verder met de vraag"),
    ),
    "verlenging": Duty(
        _("Een collega wil iets langer bewaren voor goede zorg. Dat kan alleen als een tweede persoon het eens is."),
        "retention:hold",
        _("Meekijken"),
        elsewhere=_SECOND,
    ),
    "aankondiging": Duty(
        _("Binnenkort wordt iets vernietigd. Wie de regie heeft, kijkt of goede zorg vraagt het langer te bewaren."),
        "retention:keeping",
        _("Bekijken"),
        of_dossier=True,
        elsewhere=_("Op die dag wordt het vernietigd, wat u ook doet. Moet het langer blijven? Vraag dat op tijd."),
    ),
    "vernietigingsverzoek": Duty(
        _("Iemand vroeg om gegevens te vernietigen. Binnen drie maanden is daarover besloten en is het gebeurd."),
        "retention:request",
        _("Naar het verzoek"),
        elsewhere=_("De drie maanden staan in de wet. Lukt het niet? Vertel de inwoner waarom, vóór die dag."),
    ),
    "verzoek_meekijken": Duty(
        _("Wat vernietigd is, komt nooit terug. Daarom kijkt een tweede persoon mee."),
        "retention:request",
        _("Meekijken"),
        elsewhere=_SECOND,
    ),
    "verzoek": Duty(
        _("Een inwoner vroeg iets over de eigen gegevens. Daar is een termijn voor: meestal één maand."),
        "desk:part",
        _("Voorbereiden"),
        elsewhere=_("De termijn staat in de wet. Lukt het niet? Vraag wie beslist, op tijd om te verlengen."),
    ),
    "verzoek_meelezen": Duty(
        _("Wat wel en niet getoond wordt, leest een tweede persoon mee."),
        "desk:part",
        _("Meelezen"),
        elsewhere=_SECOND,
    ),
    "verzoek_beslissen": Duty(
        _("Over een verzoek van een inwoner beslist wie daar het mandaat voor heeft."),
        "desk:request",
        _("Beslissen"),
        elsewhere=_("De termijn staat in de wet. Verlengen kan één keer, op de bladzijde van het verzoek."),
    ),
    "brieven_versturen": Duty(
        _("Wie iets vroeg op papier of aan de balie, hoort op papier wat wij doen en wat er besloten is."),
        "desk:post",
        _("Naar de postlijst"),
        elsewhere=_("De inwoner wacht. Mag een brief niet naar deze inwoner? Bij de brief staat wat u dan doet."),
    ),
    "verzoek_uitvoeren": Duty(
        _("Er is besloten dat iets wordt verbeterd, aangevuld of anders gebruikt. Dat gebeurt zonder uitstel."),
        "desk:carry_out",
        _("Uitvoeren"),
        most=A_WEEK,
        done_there=True,
    ),
    "doorgeven": Duty(
        _("Wie gegevens van ons kreeg die nu zijn verbeterd, hoort dat van ons (AVG art. 19)."),
        "consent:disclosure",
        _("Naar de verstrekking"),
        most=A_WEEK,
    ),
    "doorgeven_beperking": Duty(
        _("Wie gegevens van ons kreeg die nu niet gebruikt mogen worden, hoort dat van ons (AVG art. 19)."),
        "desk:carry_out",
        _("Naar het verzoek"),
        most=A_WEEK,
    ),
    "beperking": Duty(
        _("Een beperking stopt niet vanzelf: op deze dag kijkt iemand of zij nog nodig is."),
        "desk:restriction",
        _("Opnieuw kijken"),
        elsewhere=_("Wat beperkt is, blijft dat tot iemand beslist. Kies op de bladzijde zelf een nieuwe dag."),
    ),
    "afscherming_verzoek": Duty(
        _("Wat niet getoond wordt aan wie het vroeg, krijgt een dag waarop iemand opnieuw kijkt."),
        "desk:shielding",
        _("Opnieuw kijken"),
        elsewhere=_HIDDEN_STAYS,
    ),
    "rem": Duty(
        _("Iets wordt langer bewaard dan zijn termijn. Op deze dag kijkt u of dat nog nodig is."),
        "retention:hold",
        _("Opnieuw bekijken"),
        elsewhere=_("Loopt het nog? Kies op de bladzijde zelf een nieuwe dag."),
    ),
    "terugbellen_inwoner": Duty(
        _("Een inwoner vroeg in het portaal om gebeld te worden. Bel in het dagdeel dat die koos."),
        "cases:person",
        _("Naar de persoon"),
        elsewhere=_("De inwoner wacht hierop. Kunt u niet bellen? Vraag een collega."),
    ),
    "klopt_niet": Duty(
        _("Een inwoner schreef in het portaal dat iets niet klopt, en hoort binnen twee weken wat wij ermee doen."),
        "cases:entry",
        _("Lezen wat er staat"),
        elsewhere=_("De inwoner wacht hierop. Lukt het niet op tijd? Vertel waarom, vóór die dag."),
    ),
    "afstemmen": Duty(
        _("Wie tijd vroeg om af te stemmen, krijgt die tijd. Op deze dag kijkt u hoe het staat."),
        "casework:escalation",
        _("Naar het protocol"),
        most=TWO_WEEKS,
    ),
}


def duty_of(rule: str) -> Duty:
    """One's own task has no rule; a rule that is no more is shown as one."""
    return DUTIES.get(rule, OWN)


def last_day(rule: str, first_due_on: date) -> date:
    """The last day to which it may be put off. Counted from the first day it was due, so it never creeps on."""
    return first_due_on + duty_of(rule).most


def may_postpone(rule: str, first_due_on: date, on: date) -> bool:
    """Whether there is a day after `on` left to put it off to."""
    return bool(duty_of(rule).most) and last_day(rule, first_due_on) > on

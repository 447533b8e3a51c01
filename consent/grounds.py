"""§ 3.2 Uitzonderingen, § 1.6 Gedwongen kader and the laws of the bijlage: on what, instead of consent, data may leave.

Each ground has its own questions; all are answered, and a second person has confirmed, before anything goes. Only acute
danger goes first and is asked about afterwards. No database here. docs/adr/0090-grounds.md
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.agreements import PartnerSort

# § 4 Betrokkenheid cliënt, AVG art. 14 lid 3: told within a month, unless somebody decides why not yet.
A_MONTH = 30
FOUR_WEEKS = 28
ANYBODY: tuple[str, ...] = ()
CHILD_PROTECTION = (PartnerSort.CHILD_PROTECTION, PartnerSort.YOUTH_PROTECTION, PartnerSort.PROSECUTOR)


@dataclass(frozen=True)
class Question:
    code: str
    text: str | Promise
    help: str | Promise = ""


@dataclass(frozen=True)
class GroundRule:
    """`receivers`: sorts of organisation (accounts); empty is any. `review_days`: for how long it covers at most.

    `asks_consent`: at its review date it ends, and consent is asked. `needs_measure`: a court measure must run.
    `may_object`: it covers nobody who objected. `unknowing`: the resident need not know of it first.
    `once`: for one occasion; it ends at its date without anything to review.
    """

    code: str
    label: str | Promise
    law: str | Promise
    prose: str | Promise
    questions: tuple[Question, ...]
    receivers: tuple[str, ...] = ANYBODY
    review_days: int = 90
    inform_days: int = A_MONTH
    asks_consent: bool = False
    needs_measure: bool = False
    once: bool = False
    may_object: bool = False
    unknowing: bool = False

    @property
    def ends_itself(self) -> bool:
        return self.asks_consent or self.once


# § 3.2 Uitzonderingen (the effort), § 3.3 Zorgvuldigheid, § 3.4 Proportionaliteit en subsidiariteit: asked whatever
# the ground.
CAREFUL = (
    Question("moeite", _("Hoe hebt u geprobeerd de inwoner te laten meewerken, of waarom moet dat wachten?")),
    Question("geen_toestemming", _("Waarom kon u geen toestemming vragen of krijgen?")),
    Question("openheid", _("Wanneer vertelt u het de inwoner, of waarom nog niet?")),
    Question("verhouding", _("Waarom is dit nodig, en waarom is minder niet genoeg?"), _("Proportionaliteit.")),
    Question("anders", _("Waarom kan het niet op een manier die minder ingrijpt?"), _("Subsidiariteit.")),
    Question(
        "waarneming",
        _("Wat hebt u zelf gezien of gehoord, en wat niet?"),
        _("Alleen feiten. Staat er iets bij dat u van een ander hebt, schrijf dat er dan bij."),
    ),
)

ACUTE_DANGER = "acuut_gevaar"
BEMOEIZORG = "bemoeizorg"

GROUNDS = {
    rule.code: rule
    for rule in (
        GroundRule(
            ACUTE_DANGER,
            _("Acuut gevaar"),
            _("Conflict van plichten bij direct levensgevaar; AVG art. 6 lid 1 onder d, art. 9 lid 2 onder c"),
            _("Er is nu gevaar voor iemands leven of veiligheid. U deelt meteen en legt de rest morgen vast."),
            (
                Question("gevaar", _("Welk gevaar was er, voor wie?")),
                Question("waarom_nu", _("Waarom kon het niet wachten?")),
                *CAREFUL,
            ),
            review_days=1,
            inform_days=1,
            once=True,
            unknowing=True,
        ),
        GroundRule(
            "veiligheid",
            _("Veiligheid van de inwoner of van anderen"),
            _("§ 3.2 Uitzonderingen, punt 1; AVG art. 6 lid 1 onder d en e"),
            _("De veiligheid van de inwoner, het gezin of anderen is in gevaar en de inwoner werkt niet mee."),
            (
                Question("gevaar", _("Wie is er in gevaar, en waardoor?")),
                *CAREFUL,
            ),
            unknowing=True,
        ),
        GroundRule(
            BEMOEIZORG,
            _("Bemoeizorg"),
            _("§ 3.2 Uitzonderingen, punt 2; AVG art. 6 lid 1 onder e"),
            _("De inwoner mijdt zorg en het gaat slecht. Alleen tot er contact en vertrouwen is; daarna vraagt u het."),
            (
                Question("zorgen", _("Waaruit blijkt dat het slecht gaat en dat de inwoner zorg mijdt?")),
                Question("contact", _("Wat doet u om contact te krijgen?")),
                *CAREFUL,
            ),
            review_days=56,
            asks_consent=True,
            unknowing=True,
        ),
        GroundRule(
            "volksgezondheid",
            _("Meldplicht voor de volksgezondheid"),
            _("§ 3.2 Uitzonderingen, punt 3; Wet publieke gezondheid art. 22; AVG art. 9 lid 2 onder i"),
            _("Een arts moet een ziektegeval melden bij de GGD."),
            (Question("ziekte", _("Welke ziekte of ziektegroep moet gemeld worden, en door wie?")), *CAREFUL),
            receivers=(PartnerSort.YOUTH_HEALTH,),
            unknowing=True,
        ),
        GroundRule(
            "gezondheidsonderzoek",
            _("Gezondheidsonderzoek op school"),
            _("§ 3.2 Uitzonderingen, punt 3; Wet publieke gezondheid art. 5; AVG art. 9 lid 2 onder i en art. 21"),
            _("De jeugdgezondheidszorg doet onderzoek onder leerlingen. Wie vooraf bezwaar maakt, doet niet mee."),
            (
                Question("onderzoek", _("Welk onderzoek is het, en welke gegevens zijn daarvoor nodig?")),
                Question("vooraf", _("Hoe en wanneer hoorden kind en ouders dat zij bezwaar kunnen maken?")),
                *CAREFUL,
            ),
            receivers=(PartnerSort.YOUTH_HEALTH,),
            may_object=True,
        ),
        GroundRule(
            "conflict_van_plichten",
            _("Conflict van plichten"),
            _("§ 3.2 Uitzonderingen, punt 4"),
            _("Zwijgen geeft ernstige schade die u alleen door spreken voorkomt, ook als iemand zichzelf wil doden."),
            (
                Question("schade", _("Welke ernstige schade ontstaat er als u zwijgt?")),
                Question("gewetensnood", _("Waarom kunt u dit niet met u alleen laten blijven?")),
                Question("voorkomt", _("Waarom is het bijna zeker dat spreken die schade voorkomt of kleiner maakt?")),
                *CAREFUL,
            ),
            review_days=14,
            unknowing=True,
        ),
        GroundRule(
            "verzoek_veilig_thuis",
            _("Onderzoek of melding bij Veilig Thuis"),
            _("Wmo 2015 art. 5.2.6; § 3.2 Uitzonderingen, punt 1"),
            _("Veilig Thuis doet onderzoek, of u meldt een redelijk vermoeden van geweld of mishandeling."),
            (
                Question("vermoeden", _("Wat is het vermoeden, of wat vraagt Veilig Thuis precies?")),
                Question("stappen", _("Welke stappen van de meldcode hebt u gezet?")),
                *CAREFUL,
            ),
            receivers=(PartnerSort.SAFE_AT_HOME,),
            # Wmo 2015 art. 5.3.1: Veilig Thuis tells the person reported within four weeks; we do not come later.
            inform_days=FOUR_WEEKS,
            unknowing=True,
        ),
        GroundRule(
            "verzoek_rvdk",
            _("Onderzoek van de Raad voor de Kinderbescherming"),
            _("Jeugdwet art. 7.3.11 lid 4 en BW 1:240; § 3.2 Uitzonderingen, punt 1"),
            _("De Raad bereidt een beslissing van de rechter voor en vraagt wat daarvoor nodig is."),
            (
                Question("verzoek", _("Wat vraagt de Raad precies, en voor welke beslissing?")),
                Question("bevoegd", _("Hoe hebt u gecontroleerd dat het verzoek echt van de Raad is?")),
                *CAREFUL,
            ),
            receivers=(PartnerSort.CHILD_PROTECTION,),
            unknowing=True,
        ),
        GroundRule(
            "gedwongen_kader",
            _("Maatregel van de rechter"),
            _("§ 1.6 Gedwongen kader; Jeugdwet art. 7.3.11 lid 4"),
            _("Er loopt een maatregel van de rechter. Wie die uitvoert, krijgt wat daarvoor nodig is."),
            (Question("taak", _("Voor welk deel van de maatregel is dit nodig?")), *CAREFUL),
            receivers=CHILD_PROTECTION,
            needs_measure=True,
        ),
        GroundRule(
            "wettelijke_plicht",
            _("Een andere plicht in de wet"),
            _("AVG art. 6 lid 1 onder c; de wet en het artikel dat u noemt"),
            _("Een wet verplicht de gemeente dit aan deze ontvanger te geven. Een bevoegdheid is geen plicht."),
            (
                Question("artikel", _("Welke wet en welk artikel?"), _("Bijvoorbeeld: Participatiewet artikel 67.")),
                Question("bevoegd", _("Hoe hebt u gecontroleerd dat de ontvanger dit mag vragen?")),
                Question("omvang", _("Wat moet u volgens dat artikel geven, en wat niet?")),
                *CAREFUL,
            ),
        ),
    )
}


class UnknownGround(LookupError):
    pass


def rule_of(code: str) -> GroundRule:
    """Raises UnknownGround: a code nobody decided about covers nothing."""
    try:
        return GROUNDS[code]
    except KeyError:
        raise UnknownGround(code) from None


def unanswered(rule: GroundRule, answers: Mapping[str, str]) -> list[Question]:
    """The questions of a ground that still have no answer."""
    return [question for question in rule.questions if not (answers.get(question.code) or "").strip()]


def may_go_to(rule: GroundRule, sort: str) -> bool:
    """Whether this ground opens anything to an organisation of this sort."""
    return not rule.receivers or sort in rule.receivers

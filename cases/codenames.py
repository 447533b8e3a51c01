"""Neutral two-word names for dossiers: what titles, mails and calendars may show. Something outdoors with a quality."""

import secrets

QUALITIES = """
    blauwe bonte brede bruine diepe droge dunne effen fijne frisse gele gladde goede groene grote heldere hoge holle
    jonge kalme kleine koele korte kromme lange lichte losse matte milde mooie nieuwe open oranje oude paarse ranke
    rechte rode ronde rustige ruwe scheve schone slanke smalle snelle stevige stille strakke taaie tere trage vaste
    verre vlakke vlotte vroege warme wijde wilde witte zachte zilveren zuivere
""".split()
NOUNS = """
    acacia adelaar anemoon appel aster beek berg berk beuk bever bies bloem boog boom bosuil braam brem brug buizerd
    ceder conifeer dahlia dal den distel dijk duif duin eik eiland ekster els es esdoorn fazant fuut gans gaai
    gracht grutto haven hazelaar heide heuvel hulst iep iris jasmijn kade kastanje kauw kers kievit klaver klimop
    koekoek koper korenbloem kraai kraan kreek krokus lariks laurier leeuwerik lelie lijster linde lisdodde lupine
    maan margriet meer mees meidoorn merel mispel molen mos mus narcis oever olijf ooievaar oorsprong orchidee
    papaver parel peer pijl plataan ploeg poel populier primula putter reiger rivier roos rots schelp sleedoorn
    sloot specht spreeuw sperwer steen ster stern strand struik tak terp toren tuin tulp valk varen veer veld ven
    vijver vink violier vlier vogel wad wei wielewaal wilg wind wolk wulp zaad zalm zee zwaan zwaluw
""".split()


def codename(number: int | None = None) -> str:
    """Two words, with a number behind them once the words alone are taken."""
    words = f"{secrets.choice(QUALITIES)} {secrets.choice(NOUNS)}"
    return f"{words} {number}" if number else words

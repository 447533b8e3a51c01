"""What each status of the Personen API means to a worker, as errors with a Dutch sentence."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brp.errors import BrpBadRequest, BrpFailed, BrpNotFound, BrpRefused, BrpTooBusy

LONGEST_REASON = 200
MOST_REASONS = 10

SENTENCES = {
    401: (BrpRefused, gettext_lazy("De BRP herkent onze sleutel niet. Vraag de applicatiebeheerder.")),
    403: (
        BrpRefused,
        gettext_lazy("Wij mogen deze vraag niet aan de BRP stellen. Vraag de applicatiebeheerder."),
    ),
    404: (BrpNotFound, gettext_lazy("Het adres van de BRP klopt niet. Vraag de applicatiebeheerder.")),
    429: (
        BrpTooBusy,
        gettext_lazy("Er zijn te veel vragen aan de BRP gesteld. Wacht een minuut en probeer het opnieuw."),
    ),
    503: (BrpFailed, gettext_lazy("De BRP is tijdelijk niet beschikbaar. Probeer het later opnieuw.")),
}


def raise_for(status: int, content: bytes):
    """Nothing for 200; else the BrpError that belongs to the status."""
    if status == 200:
        return
    if status == 400:
        raise _bad_request(content)
    if status in SENTENCES:
        kind, sentence = SENTENCES[status]
        raise kind(str(sentence))
    if status >= 500:
        raise BrpFailed(_("De BRP heeft een storing. Probeer het later opnieuw."))
    raise BrpFailed(_("De BRP geeft een onverwacht antwoord (status %(status)s).") % {"status": status})


def _bad_request(content):
    reasons = _invalid_params(content)
    told = "; ".join(f"{reason['name']}: {reason['reason']}" for reason in reasons)
    if told:
        return BrpBadRequest(_("De BRP kan met deze vraag niets: %(told)s") % {"told": told}, reasons)
    return BrpBadRequest(_("De BRP kan met deze vraag niets."))


def _invalid_params(content):
    """The reasons of the API, cut to size; none when its answer is not readable either."""
    try:
        given = json.loads(content).get("invalidParams", [])
        return [
            {key: str(entry.get(key, ""))[:LONGEST_REASON] for key in ("name", "code", "reason")}
            for entry in given[:MOST_REASONS]
        ]
    except (ValueError, RecursionError, AttributeError, TypeError):
        return []

"""§ 1.5 Minderjarigen en wilsonbekwamen: whether those who sign, or signed, what a plan says are still who must."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.models import Person
from casework.models import PlanSignature
from consent.signers import deciding, why_others_decide


def why_others_sign(asked: Sequence[PlanSignature], now: datetime) -> str:
    """Of all the opened signatures under what one version says about one person; empty while they are right."""
    one, on = asked[0], localdate(now)
    (person,) = one.about
    try:
        decides = deciding(one.dossier_id, person, law=one.legal_basis, now=now, on=on)
    except Person.DoesNotExist:
        return _("Het dossier gaat niet meer over deze inwoner.")
    return why_others_decide(decides, asked, until=one.decides_until, on=on)

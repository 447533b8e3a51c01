"""What the FG reads of sharing in a dossier they inspect now (AVG art. 38 lid 2): every consent, ground and disclosure,
of every category, and nothing to change."""

from dataclasses import dataclass

from cases.access.inspection import further, log_inspected
from cases.models import Inspection
from consent.models import Consent, Disclosure, Ground, Signature


@dataclass(frozen=True)
class Shared:
    """Opened, the oldest first. Each consent has `rows`, its signatures; each ground `said`, what was answered."""

    consents: list[Consent]
    grounds: list[Ground]
    disclosures: list[Disclosure]


def shared_in(request, inspection: Inspection) -> Shared:
    """Of an inspection that its door handed out, and that runs still; named in the same row of the log. Raises
    Refused.
    """
    access = further(request, inspection)
    consents = _all_of(access, Consent, inspection, "organisation")
    signatures = _all_of(access, Signature, inspection)
    for consent in consents:
        consent.rows = [one for one in signatures if one.consent_id == consent.pk]
    grounds = _all_of(access, Ground, inspection, "organisation", "confirmed_by")
    for ground in grounds:
        questions = {one.code: one.text for one in ground.rule.questions}
        ground.said = [(questions.get(code, code), said) for code, said in (ground.answers or {}).items()]
    disclosures = _all_of(access, Disclosure, inspection, "organisation", "sent_by")
    log_inspected(request, inspection, (*consents, *signatures, *grounds, *disclosures))
    return Shared(consents, grounds, disclosures)


def _all_of(access, model, inspection: Inspection, *named) -> list:
    found = model.objects.filter(dossier=inspection.dossier_id).select_related("created_by", *named)
    return access.give_all(found.order_by("created_at", "pk"))

"""What of sharing stands on pages of the rooms below: the way to it, and what became of it."""

from django import template

from consent.access import disclosures as access
from consent.states import DisclosureStatus

register = template.Library()

MOST_SHOWN = 5
TONES = {
    DisclosureStatus.QUEUED: ("clock", "warning"),
    DisclosureStatus.SENT: ("check", "accent"),
    DisclosureStatus.RECEIVED: ("download", "accent"),
    DisclosureStatus.TAKEN_BACK: ("undo", ""),
    DisclosureStatus.STOPPED: ("lock", "danger"),
}


@register.inclusion_tag("consent/panels/shared.html", takes_context=True)
def shared_panel(context, dossier):
    """On the page of a dossier that a door handed out: what left it, and who has not answered."""
    request = context["request"]
    disclosures = access.disclosures_of(request, dossier)
    return {
        "dossier": dossier,
        "disclosures": disclosures[:MOST_SHOWN],
        "more": len(disclosures) - MOST_SHOWN,
        "may_share": dossier.is_open and dossier.why.grant.role.may_write,
    }


@register.inclusion_tag("consent/panels/waiting.html", takes_context=True)
def waiting_panel(context):
    """On "Vandaag": what one sent and nobody confirmed."""
    return {"waiting": access.waiting_of(context["request"])}


@register.inclusion_tag("consent/panels/disclosure_status.html")
def disclosure_status(disclosure):
    """As drawing and word together, never as colour alone."""
    picture, tone = TONES.get(disclosure.status, ("edit", ""))
    return {"disclosure": disclosure, "picture": picture, "tone": tone}

"""What of sharing stands on pages of the rooms below: the way to it, and what became of it."""

from django import template

from consent.access import disclosures as access
from consent.access.inspection import shared_in
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


@register.inclusion_tag("consent/inspected.html", takes_context=True)
def inspected_sharing(context):
    """On the page of the FG, who inspects a dossier: what belongs to this room."""
    names = {person.pk: person.full_name for person in context["whole"].people}
    shared = shared_in(context["request"], context["inspection"])
    for record in (*shared.consents, *shared.grounds, *shared.disclosures):
        record.names = [names[pk] for pk in record.about if pk in names]
    return {"shared": shared}


@register.inclusion_tag("consent/panels/disclosure_status.html")
def disclosure_status(disclosure):
    """As drawing and word together, never as colour alone."""
    picture, tone = TONES.get(disclosure.status, ("edit", ""))
    return {"disclosure": disclosure, "picture": picture, "tone": tone}

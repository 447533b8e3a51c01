"""What of triage and intake stands on pages of the rooms below. Nothing here decides: the doors do."""

from django import template

from casework import access
from casework.intake import steps

register = template.Library()


@register.inclusion_tag("casework/panel.html", takes_context=True)
def intake_panel(context):
    """On the page of a dossier that a door handed out: what of the intake is still missing."""
    request, dossier = context["request"], context["dossier"]
    taken = steps(access.intake_of(request, dossier), has_matrix=access.has_matrix_in(dossier))
    return {
        "dossier": dossier,
        "steps": taken,
        "missing": sum(not done for _step, done in taken),
        "may_write": dossier.is_open and context["why"].grant.role.may_write,
    }


@register.inclusion_tag("casework/escalations.html", takes_context=True)
def escalations_panel(context):
    """On the page of a dossier that a door handed out: who is not reached, and who asked for time to align."""
    request, dossier = context["request"], context["dossier"]
    return {
        "dossier": dossier,
        "escalations": access.escalations_in(request, dossier),
        "today": request.today,
        "may_write": dossier.is_open and context["why"].grant.role.may_write,
    }


@register.inclusion_tag("casework/enquiries.html", takes_context=True)
def enquiries_panel(context):
    """On "Vandaag": one's own questions that have no dossier (yet)."""
    request = context["request"]
    return {"enquiries": access.my_enquiries(request), "today": request.today}


@register.inclusion_tag("casework/inspected.html", takes_context=True)
def inspected_casework(context):
    """On the page of the FG, who inspects a dossier: what belongs to this room."""
    names = {person.pk: person.full_name for person in context["whole"].people}
    records = access.recorded_in(context["request"], context["inspection"])
    for record in records:
        record.names = [names[pk] for pk in record.about if pk in names]
    return {"records": records}

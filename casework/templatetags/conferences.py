"""What of conferences stands on pages of the rooms below. Nothing here decides: the doors do."""

from django import template

from casework.access.conferences import conferences_of, my_attendances

register = template.Library()


@register.inclusion_tag("casework/panels/conferences.html", takes_context=True)
def conferences_panel(context):
    """On the page of a dossier that a door handed out: those to come."""
    dossier = context["dossier"]
    planned = [one for one in conferences_of(context["request"], dossier) if one.is_planned]
    return {"dossier": dossier, "conferences": planned}


@register.inclusion_tag("casework/panels/attendances.html", takes_context=True)
def attendances_panel(context):
    """On "Vandaag": for whoever is asked for a conference, here or elsewhere."""
    return {"places": my_attendances(context["request"])}

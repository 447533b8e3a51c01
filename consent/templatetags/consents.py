"""Which consents run and which wait, on the page of their dossier. Nothing here decides: the doors do."""

from django import template

from consent.access.consents import consents_of
from consent.access.overview import WAITS
from consent.names import told_apart

register = template.Library()


@register.inclusion_tag("consent/panel.html", takes_context=True)
def consents_panel(context):
    """Of the dossier of the page, with the names of its people."""
    request, dossier = context["request"], context["dossier"]
    names = {person.pk: name for person, name in told_apart(context["people"])}
    consents = [one for one in consents_of(request, dossier) if one.person_id in names]
    for one in consents:
        one.about_name = names[one.person_id]
    return {
        "dossier": dossier,
        "holding": [one for one in consents if one.holds_on(request.today)],
        "waiting": [one for one in consents if one.status in WAITS],
        "may_ask": dossier.is_open and context["why"].grant.role.may_write,
    }

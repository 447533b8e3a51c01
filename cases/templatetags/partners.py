"""§ 1.1 Geheimhoudingsplicht: beside the name of an external professional, under which agreement they come in."""

from django import template

register = template.Library()


@register.filter
def agreement_on(organisation, day):
    """As `policy.Agreement`; None where there is none, or where the organisation never gets in by one."""
    return None if organisation.enforces else organisation.agreement_to_show(day)

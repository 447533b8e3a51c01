"""On the page of a dossier, which belongs to a room below this one."""

from django import template

register = template.Library()


@register.inclusion_tag("consent/grounds_panel.html", takes_context=True)
def grounds_panel(context):
    """Acute danger is one click away for whoever may write; what is there is counted nowhere."""
    dossier, why = context["dossier"], context["why"]
    return {"dossier": dossier, "may_write": dossier.is_open and why.grant.role.may_write}

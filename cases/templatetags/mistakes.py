"""The ways to put a mistake right, beside what was written. Nothing here decides: the doors do."""

from django import template
from django.urls import reverse

from cases.mistakes import minutes_to_undo

register = template.Library()


@register.inclusion_tag("components/undo.html", takes_context=True)
def undo_button(context, record):
    """Nothing at all where it is another's, older than ten minutes, or in a dossier one cannot write in."""
    request, why = context["request"], context.get("why")
    may_write = context["dossier"].is_open and why and why.grant and why.grant.role.may_write
    return {
        "csrf_token": context.get("csrf_token"),
        "minutes": minutes_to_undo(record, by=request.user, now=request.now) if may_write else 0,
        "url": reverse(f"cases:{record._meta.model_name}_undo", args=[record.pk]),
        "record": record,
    }

from collections.abc import Iterable

from django import template
from django.utils.text import Truncator

from inzage import carry_access, desk_access
from inzage.papers import bundle
from inzage.showing import Text

FIRST_WORDS = 160
register = template.Library()


@register.filter
def first_words(texts: Iterable[Text]) -> str:
    """Of the first text that says something, so that one knows a record again in a list."""
    found = next((text.text for text in texts if text.text.strip()), "")
    return Truncator(" ".join(found.split())).chars(FIRST_WORDS)


@register.simple_tag
def gap_text(ground: str) -> str:
    """What stands where something is not shown, as it does in the answer."""
    return bundle.gap(ground)


@register.inclusion_tag("desk/panel.html", takes_context=True)
def deciding_panel(context):
    """On "Vandaag": the way to all that runs, for whoever holds a mandate. Nothing here decides: the door does."""
    return {"decides": bool(desk_access.mandated_kinds(context["request"]))}


@register.inclusion_tag("desk/restricted.html")
def restricted_here(dossier):
    """On the page of a dossier that a door handed out: that there is something whose use is restricted."""
    return {"restricted": carry_access.restricted_in(dossier)}

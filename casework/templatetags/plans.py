"""The plan on pages of other rooms, and the names on its own. Nothing here decides: the doors do."""

from django import template

from casework.access.plans import running_in
from casework.access.regie import offered_to_me
from casework.models.plan import Outcome

register = template.Library()


@register.inclusion_tag("casework/panels/plan.html", takes_context=True)
def plan_panel(context):
    """Of the dossier of the page: the plan that runs, or that there is none."""
    request, dossier = context["request"], context["dossier"]
    return {"dossier": dossier, "whole": running_in(request, dossier), "today": request.today}


@register.inclusion_tag("casework/panels/offers.html", takes_context=True)
def regie_offers(context):
    """The regie that waits for an answer of who asks."""
    return {"offers": offered_to_me(context["request"])}


@register.filter
def people_of(part, names) -> str:
    """Whom a part concerns, of the people of the dossier."""
    return ", ".join(names[person] for person in part.about if person in names)


@register.filter
def outcomes_of(evaluation, version) -> list[tuple]:
    """Each goal of a version with what was said of it in an evaluation."""
    said = evaluation.outcomes or {}
    found = [(part, said.get(str(part.pk))) for part in version.rows]
    return [(part, Outcome(one["outcome"]).label, one["words"]) for part, one in found if one]


@register.filter
def first_line(words: str) -> str:
    """What the words of a plan are called."""
    return words.partition("\n")[0]

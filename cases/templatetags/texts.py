"""The municipality's standard texts, beside the form in which they are used."""

from django import template

from cases.models import StandardText, TextKind

register = template.Library()


@register.inclusion_tag("components/standard_texts.html")
def standard_texts():
    return {"texts": StandardText.objects.in_use(TextKind.SNIPPET)}

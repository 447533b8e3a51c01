"""Small helpers of the pages. Nothing here reads the database or decides who may see what."""

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from accounts.roles import OFFICERS, Achterwacht, Teamleider
from accounts.shortcuts import SHORTCUTS
from cases import forms
from inzage.session import PORTAL
from terms import categories

register = template.Library()

LABELS = {
    name: field.label
    for one in vars(forms).values()
    if isinstance(one, type) and issubclass(one, BaseForm)
    for name, field in one.base_fields.items()
}

MOST_NAMED = 2
CONTROL_CLASSES = {
    "select": "utrecht-select",
    "textarea": "utrecht-textarea",
    "file": "dropzone__input",
    "checkbox": "checkbox",
}
# Not the --html- variants: those paint an empty required field red before anybody typed.
TEXTBOX_CLASSES = "utrecht-textbox"


@register.filter
def field_label(name: str) -> str:
    """What a field is called on the page it came from; a field of no form of ours keeps its own name."""
    return LABELS.get(name, name)


@register.simple_tag
def municipality():
    """The municipality's name; from settings, so that error pages without a request context have it too."""
    return settings.MUNICIPALITY_NAME


@register.simple_tag
def municipality_logo():
    """Address of the municipality's logo, or an empty string: then its name is set in type."""
    return reverse("logo") if settings.MUNICIPALITY_LOGO else ""


@register.simple_tag
def single_sign_on():
    """Whether colleagues may come in by the account of their municipality."""
    return bool(settings.STAFF_OIDC_ISSUER)


@register.simple_tag
def idle_seconds():
    """After how long without a click a session ends, for the script that warns before."""
    return settings.SESSION_COOKIE_AGE


@register.simple_tag
def elsewhere():
    """Where a resident who leaves at once is sent."""
    return settings.QUICK_EXIT_URL


@register.filter
def of_portal(request):
    """Whether what went wrong is told to a resident: in other words, and none about dossiers."""
    return bool(request) and request.path.startswith(PORTAL)


@register.inclusion_tag("components/shortcut_list.html")
def shortcut_list():
    """The keys and what they do, from the one list of them."""
    return {"shortcuts": SHORTCUTS}


@register.filter
def is_officer(user):
    """Whether to show the way to /beheer/. Only the link: the door there checks for itself."""
    return any(user.has_role(code) for code in OFFICERS)


@register.filter
def leads_team(user):
    """Whether to show the way to the team. Only the link: the door there checks for itself."""
    return user.has_role(Teamleider.code) and user.team_id is not None


@register.filter
def is_on_call(user):
    """As `leads_team`: the link alone."""
    return user.has_role(Achterwacht.code)


@register.simple_tag
def icon(name, size=20):
    """A drawing from our sprite. Always decoration: the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false">'
        '<use href="{1}#{2}"></use></svg>',
        size,
        static("img/icons.svg"),
        name,
    )


@register.filter
def control(field):
    """A bound field's widget with the design system's classes, its own kept.

    Django itself adds aria-invalid and aria-describedby; classes go on here and not in widget templates, for those
    are shared with the admin.
    """
    kind = getattr(field.field.widget, "input_type", None)
    if kind is None:
        kind = "textarea" if "textarea" in field.field.widget.template_name else ""
    classes = CONTROL_CLASSES.get(kind, TEXTBOX_CLASSES)
    own = field.field.widget.attrs.get("class", "")
    if field.errors and classes.startswith("utrecht-"):
        classes += f" {classes.split()[0]}--invalid"
    return field.as_widget(attrs={"class": f"{classes} {own}".strip()})


@register.filter
def kind(field):
    """Which field template suits: "choices", "checkbox", "file", "several" (one label, several inputs) or "plain"."""
    widget = field.field.widget
    input_type = getattr(widget, "input_type", "")
    if input_type == "checkbox" and not hasattr(widget, "choices"):
        return "checkbox"
    if widget.use_fieldset:
        return "choices" if hasattr(widget, "choices") else "several"
    return "file" if input_type == "file" else "plain"


@register.filter
def error_target(field):
    """Id of the first thing that takes the focus, for the link in the error summary."""
    if kind(field) == "choices":
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def without(form, names):
    """The visible fields but those named ("title text"): what goes in the folded part of a form."""
    return [field for field in form.visible_fields() if field.name not in names.split()]


@register.filter
def any_errors(fields):
    return any(field.errors for field in fields)


@register.filter
def chosen(field):
    """What a field holds now, in words: the summary of a folded part. Empty when nothing is chosen."""
    value = field.value()
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return _in_words(field.label, value)
    picked = {str(item) for item in (value if isinstance(value, (list, tuple, set)) else [value])}
    labels = [str(label) for key, label in _flat(choices) if str(key) in picked and str(key) != ""]
    if len(labels) > MOST_NAMED:
        return gettext("%(first)s en %(others)d anderen") % {"first": labels[0], "others": len(labels) - 1}
    return ", ".join(labels)


@register.filter
def category_label(code):
    return categories.category(code).label


@register.filter
def length_text(length):
    """A retention term in words."""
    return length.in_words()


def _in_words(label, value):
    if value is True:
        return label
    return str(value) if value not in (None, False, "") else ""


def _flat(choices):
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield key, label

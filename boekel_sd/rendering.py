from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Forms as our pages show them; widgets stay Django's, for the admin uses the same."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

"""§ 4 Betrokkenheid cliënt: how somebody can be reached without danger, asked and written down."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import access, actions
from cases.errors import Overtaken
from cases.forms import ContactForm


@require_http_methods(["GET", "POST"])
def contact(request, pk):
    person, profiles = access.contact_to_change(request, pk)
    running = next((profile for profile in profiles if profile.replaced_at is None), None)
    initial = ContactForm.initial_of(running, request.today)
    form = ContactForm(request.POST or None, today=request.today, initial=initial)
    if form.is_valid():
        try:
            actions.record_contact(
                person, by=request.user, now=request.now, replaces=form.cleaned_data["replaces"], **form.facts()
            )
        except Overtaken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Het profiel voor veilig contact is bewaard."))
            return redirect("cases:person", pk)
    earlier = [profile for profile in profiles if profile is not running]
    context = {"form": form, "person": person, "running": running, "earlier": earlier, "why": person.why}
    return TemplateResponse(request, "cases/contact_form.html", context)

"""Mails saved by a mail program, to become notes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import Source

MOST_AT_ONCE = 10
# Instead of a source: whoever sent it says which.
BY_SENDER = "afzender"


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A list of files, each as a field for one file would give it."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        # An empty file has its own answer, which names it.
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class MailForm(forms.Form):
    mails = SeveralFilesField(
        label=_("Mail"),
        help_text=_("Bestanden die eindigen op .eml of .msg, hoogstens tien tegelijk."),
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ".eml,.msg"}),
    )
    source = forms.ChoiceField(
        label=_("Van wie komt de mail?"),
        choices=[
            (BY_SENDER, _("Zie de afzender: een inwoner van dit dossier, en anders een professional")),
            *((one.value, one.label) for one in (Source.PROFESSIONAL, Source.RESIDENT, Source.FAMILY)),
        ],
        initial=BY_SENDER,
        widget=forms.RadioSelect,
    )

    def clean_mails(self):
        mails = self.cleaned_data["mails"]
        if len(mails) > MOST_AT_ONCE:
            raise ValidationError(_("Kies hoogstens %(most)s mails tegelijk.") % {"most": MOST_AT_ONCE})
        return mails

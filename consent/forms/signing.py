"""Forms with which somebody signs, or says no (§ 3.1 Toestemmingsverklaring)."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases import uploads
from cases.errors import UploadRefused
from consent.actions.signatures import SCANS, Signed
from consent.models.signing import SigningMethod

# A path as the script draws it: moves and lines, and nothing else that SVG knows.
DRAWN = re.compile(r"(?:[ML]-?\d{1,4}(?:\.\d)? -?\d{1,4}(?:\.\d)?)*")
LONGEST_DRAWING = 20_000


class SignForm(forms.Form):
    """By keyboard alone: a tick and a name. The drawing is for who wants one."""

    agreed = forms.BooleanField(label=_("Ja, ik vind dit goed."))
    typed_name = forms.CharField(
        label=_("Uw naam"), help_text=_("Typ uw naam. Dat is uw handtekening."), max_length=200
    )
    drawn = forms.CharField(required=False, max_length=LONGEST_DRAWING, widget=forms.HiddenInput)

    def clean_drawn(self):
        if not DRAWN.fullmatch(self.cleaned_data["drawn"]):
            raise ValidationError(_("De tekening kon niet worden bewaard. Teken opnieuw, of laat het leeg."))
        return self.cleaned_data["drawn"]

    def signed(self, method=SigningMethod.SCREEN) -> Signed:
        return Signed(method, typed_name=self.cleaned_data["typed_name"], drawn=self.cleaned_data["drawn"])


class PaperForm(forms.Form):
    upload = forms.FileField(
        label=_("Scan of foto van het getekende papier"), help_text=_("Pdf, jpg of png. Alle bladzijden.")
    )

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        try:
            checked = uploads.checked(upload.name, upload.read())
        except UploadRefused as error:
            raise ValidationError(str(error)) from None
        if checked.content_type not in SCANS:
            raise ValidationError(_("Dit is geen scan. Kies een pdf of een foto (jpg of png)."))
        return checked

    def signed(self) -> Signed:
        return Signed(SigningMethod.PAPER, scan=self.cleaned_data["upload"])


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Waarom niet?"),
        help_text=_("Een reden hoeft niet."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=2000,
        required=False,
    )

"""What is written in a dossier: notes, documents, tasks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import uploads
from cases.choices import SOURCE_OF_KIND, WRITTEN_BY_HAND, EntryKind, LegalBasis, Purpose, Source
from cases.errors import UploadRefused
from cases.forms.common import DateInput, WithToday, offer_categories, offer_people
from cases.models.drafts import LONGEST_TEXT
from terms.categories import CHOICES as CATEGORY_CHOICES

# With these kinds alone a telephone turns its own kind of photo (HEIC) into one that every computer opens.
CAMERA = {"accept": "image/jpeg,image/png", "capture": "environment"}


class RecordForm(WithToday):
    """What every record carries; prefilled from the dossier, in one line one can open."""

    about = forms.MultipleChoiceField(label=_("Over wie"), widget=forms.CheckboxSelectMultiple, choices=[])
    source = forms.ChoiceField(label=_("Bron"), choices=Source, initial=Source.OWN)
    purpose = forms.ChoiceField(label=_("Doel"), choices=Purpose)
    legal_basis = forms.ChoiceField(label=_("Grondslag"), choices=LegalBasis)
    category = forms.ChoiceField(label=_("Categorie"), choices=CATEGORY_CHOICES, initial="casusregie")

    def __init__(self, *args, people, opens, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)
        offer_categories(self.fields["category"], opens)

    def facts(self) -> dict:
        """What the actions take; own observation follows from the source."""
        return {**self.cleaned_data, "own_observation": self.cleaned_data["source"] == Source.OWN}


# Until somebody chooses a source by hand, the kind of note decides.
BY_KIND = "soort"


class EntryForm(RecordForm):
    text = forms.CharField(
        label=_("Notitie"),
        help_text=_("De inwoner mag dit lezen. Schrijf op wat u zag en hoorde, en van wie."),
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=_("Soort"), choices=WRITTEN_BY_HAND, initial=EntryKind.PHONE, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(
        label=_("Bron"), choices=[(BY_KIND, _("Bron volgt uit de soort")), *Source.choices], initial=BY_KIND
    )
    happened_on = forms.DateField(label=_("Datum"), widget=DateInput())
    told_by = forms.CharField(
        label=_("Van wie"), help_text=_("Wie belde, mailde of vertelde dit?"), max_length=700, required=False
    )

    statement = forms.CharField(
        label=_("Wat zegt de inwoner hier zelf over?"),
        help_text=_("Als de inwoner daarom vraagt. Het gaat altijd mee als deze notitie wordt gedeeld."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=4000,
        required=False,
    )

    field_order = ("text", "kind", "happened_on", "told_by", "statement")

    def __init__(self, *args, only_kind="", **kwargs):
        """`only_kind`: of a role that may add nothing else."""
        super().__init__(*args, **kwargs)
        if only_kind:
            self.fields["kind"].choices = [choice for choice in EntryKind.choices if choice[0] == only_kind]
            self.fields["kind"].initial = self.initial["kind"] = only_kind
        if not self.is_bound:
            self.fields["text"].widget.attrs["autofocus"] = True

    def clean_text(self):
        """Not by `max_length`: the browser would cut off what somebody pastes, without a word."""
        text = self.cleaned_data["text"]
        if len(text) > LONGEST_TEXT:
            raise ValidationError(
                _("Deze tekst is te lang: %(length)s tekens, en %(most)s is het meeste. Voeg hem toe als document."),
                params={"length": len(text), "most": LONGEST_TEXT},
            )
        return text

    def clean_happened_on(self):
        return self.refuse_future(self.cleaned_data["happened_on"])

    def clean(self):
        data = super().clean()
        if data.get("source") == BY_KIND and "kind" in data:
            data["source"] = SOURCE_OF_KIND[data["kind"]]
        return data


class DocumentForm(RecordForm):
    upload = forms.FileField(label=_("Bestand"), help_text=_("Pdf, foto, Word, Excel, OpenDocument of tekst."))
    title = forms.CharField(label=_("Wat is het?"), max_length=200)

    field_order = ("upload", "title")

    def __init__(self, *args, photo=False, **kwargs):
        super().__init__(*args, **kwargs)
        if photo:
            self.fields["upload"].label = _("Foto")
            self.fields["upload"].help_text = _("Een grote foto maken wij kleiner; tekst blijft goed te lezen.")
            self.fields["upload"].widget.attrs |= CAMERA

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        try:
            return uploads.checked(upload.name, upload.read())
        except UploadRefused as error:
            raise ValidationError(str(error)) from None


class PostponeForm(forms.Form):
    """§ 4.1 Casusregie: until when, and why; a colleague who takes over reads it."""

    until = forms.DateField(label=_("Tot wanneer?"), widget=DateInput())
    reason = forms.CharField(
        label=_("Waarom?"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), max_length=500
    )

    def __init__(self, *args, after, until, **kwargs):
        """`after`: the day it is due now; `until`: the last day it may be put off to."""
        super().__init__(*args, **kwargs)
        self.after, self.last = after, until
        day = date_format(until, "j F Y")
        self.fields["until"].help_text = _("Uiterlijk %(day)s.") % {"day": day}

    def clean_until(self):
        day = self.cleaned_data["until"]
        if not self.after < day <= self.last:
            raise ValidationError(
                _("Kies een dag na %(first)s en uiterlijk %(last)s."),
                params={"first": date_format(self.after, "j F Y"), "last": date_format(self.last, "j F Y")},
            )
        return day


class TaskForm(RecordForm):
    title = forms.CharField(label=_("Wat moet er gebeuren?"), max_length=200)
    assigned_to = forms.ModelChoiceField(
        label=_("Wie"), queryset=User.objects.none(), empty_label=_("Kies een collega")
    )
    due_on = forms.DateField(label=_("Uiterlijk"), widget=DateInput())

    field_order = ("title", "assigned_to", "due_on")

    def __init__(self, *args, colleagues, may_read, **kwargs):
        """`may_read`: (colleague, category) → whether they could see the task at all."""
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = colleagues
        self.may_read = may_read

    def clean(self):
        data = super().clean()
        to, category = data.get("assigned_to"), data.get("category")
        if to and category and not self.may_read(to, category):
            self.add_error("assigned_to", _("Deze collega mag deze categorie niet lezen, en zou de taak niet zien."))
        return data

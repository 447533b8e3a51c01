"""Forms of this room. Errors are Dutch sentences; a form asks only what its purpose needs (§ 2 Need to know)."""

from cases.forms.colleagues import NEEDED, AppointForm, CoverForm, LeaveForm, RecertifyForm, StopCoverForm
from cases.forms.common import DateInput, WithToday, clean_bsn, offer_people
from cases.forms.contact import ContactForm
from cases.forms.dossiers import CloseForm, DossierForm
from cases.forms.emergency import EmergencyForm, OnCallForm, ProtectForm, ReviewForm
from cases.forms.finding import DirectoryForm, DossierFilterForm, RecordFilterForm, SearchForm
from cases.forms.grants import AuthoriseForm, GrantForm
from cases.forms.inspection import InspectionForm
from cases.forms.letters import LetterChoiceForm, LetterForm
from cases.forms.log import KINDS, LogForm, UnusualForm
from cases.forms.mail import BY_SENDER, MailForm
from cases.forms.mistakes import MoveForm, WhereToForm
from cases.forms.persons import HouseholdForm, PersonForm, PersonNewForm, RevealBsnForm
from cases.forms.records import DocumentForm, EntryForm, PostponeForm, RecordForm, TaskForm

__all__ = [
    "BY_SENDER",
    "KINDS",
    "NEEDED",
    "AppointForm",
    "AuthoriseForm",
    "CloseForm",
    "ContactForm",
    "CoverForm",
    "DateInput",
    "DirectoryForm",
    "DocumentForm",
    "DossierFilterForm",
    "DossierForm",
    "EmergencyForm",
    "EntryForm",
    "GrantForm",
    "HouseholdForm",
    "InspectionForm",
    "LeaveForm",
    "LetterChoiceForm",
    "LetterForm",
    "LogForm",
    "MailForm",
    "MoveForm",
    "OnCallForm",
    "PersonForm",
    "PersonNewForm",
    "PostponeForm",
    "ProtectForm",
    "RecertifyForm",
    "RecordFilterForm",
    "RecordForm",
    "RevealBsnForm",
    "ReviewForm",
    "SearchForm",
    "StopCoverForm",
    "TaskForm",
    "UnusualForm",
    "WhereToForm",
    "WithToday",
    "clean_bsn",
    "offer_people",
]

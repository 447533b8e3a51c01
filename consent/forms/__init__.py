"""Forms of this room."""

from consent.forms.ability import AssessmentForm, RefusalForm
from consent.forms.authority import AuthorityForm
from consent.forms.common import EndForm
from consent.forms.measures import MeasureForm
from consent.forms.representation import CheckForm, FlagForm, JudgeForm, RepresentationForm

__all__ = [
    "AssessmentForm",
    "AuthorityForm",
    "CheckForm",
    "EndForm",
    "FlagForm",
    "JudgeForm",
    "MeasureForm",
    "RefusalForm",
    "RepresentationForm",
]

"""AVG art. 12 and 15: whoever signs in and may be shown nothing hears so, whatever the reason, and gets it in a letter.

The same words and the same letter for who is not in the register, whose portal is off, and who has nothing in it: what
is not said of one must not be said of another by leaving it out. docs/adr/0110-unsent-and-unknown.md
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from cases.choices import Portal
from inzage import access
from inzage import request_access as doors
from inzage.papers import nothing
from sealing import signature

# Whoever sees the file lie learns nothing.
FILE = "brief.pdf"


def is_so(resident, *shown) -> bool:
    """Whether there is nothing to show: `shown` is what their own pages would have; nobody to look for either."""
    return not (shown or resident.dossiers or resident.looks_for)


def found_by(request, resident) -> bool:
    """The same, of who did not ask for their overview."""
    if resident.portal == Portal.OFF:
        return True
    access.for_whom(request, resident)
    resident.dossiers = access.dossiers_of(resident)
    papers = (*access.consents_to_read(request, resident), *access.plans_to_read(request, resident))
    return is_so(resident, *papers, *doors.drafts_to_read(request, resident))


def letter(now: datetime) -> bytes:
    """A sealed PDF, without a name: there is none. Raises NotSealable."""
    pdf = nothing.as_pdf(now, settings.MUNICIPALITY_NAME)
    return signature.seal(pdf, reason=_("Brief aan wie inlogde"), at=now)

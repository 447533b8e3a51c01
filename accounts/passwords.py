"""§ 2.5 Toegankelijkheid, beveiliging: what makes a password hard to guess must come from its writer."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NotOurOwnWords:
    """Refuses a password of which hardly anything is left without the words of this place, digits and marks.

    `words`: what somebody tries first; `rest`: how many letters of one's own there must be beside them.
    """

    def __init__(self, words, rest):
        self.words = [word.lower() for word in words if word]
        self.rest = rest

    def validate(self, password, user=None):
        own = password.lower()
        if not any(word in own for word in self.words):
            return
        for word in sorted(self.words, key=len, reverse=True):
            own = own.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", own)) < self.rest:
            raise ValidationError(
                _("Dit wachtwoord bestaat uit woorden die iemand hier het eerst probeert. Kies andere woorden."),
                code="our_own_words",
            )

    def get_help_text(self):
        return _("Gebruik niet de naam van de gemeente of van dit systeem.")

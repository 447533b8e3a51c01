"""Asks the Haal Centraal BRP Personen API v2: by BSN, or by surname and birth date (which returns less).

Call it outside the database transaction: it can take seconds. The caller writes the access log
(`lookup_brp`) before the answer is shown. Redirects are not followed and proxies of the environment are not
used: the address that was configured is the one that gets the BSN.
"""

import json
import time
from datetime import date

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from brp import answer, fields
from brp.errors import BrpAnswerError, BrpNotConfigured, BrpTimeout, BrpUnreachable
from brp.refusals import raise_for

TIMEOUT = httpx.Timeout(10, connect=3)
WHOLE_ANSWER = 20
"""Seconds for everything together: a server that sends a byte now and then never trips the read timeout."""
LARGEST_ANSWER = 5_000_000
MOST_AT_ONCE = 20
"""The API's own maximum of BSNs in one request."""


def configured():
    """The client for the configured BRP. Raises BrpNotConfigured."""
    if not settings.BRP_URL:
        raise BrpNotConfigured
    return BrpClient(settings.BRP_URL, settings.BRP_API_KEY)


class BrpClient:
    """`url`: with or without the closing slash, without `/personen`. `transport`: of httpx, for tests."""

    def __init__(self, url, api_key, *, timeout=TIMEOUT, whole_answer=WHOLE_ANSWER, transport=None):
        self.address = f"{url.rstrip('/')}/personen"
        self.headers = {"X-API-KEY": api_key, "Accept": "application/json"}
        self.timeout, self.whole_answer, self.transport = timeout, whole_answer, transport

    def person(self, bsn: str, *, purpose: str, today: date):
        """The `brp.shapes.Person`, or None when the BRP has nobody by that number. Raises BrpError."""
        found = self.persons([bsn], purpose=purpose, today=today)
        if len(found) > 1:
            raise BrpAnswerError(_("De BRP geeft meer dan één persoon bij dit BSN. Neem contact op met Burgerzaken."))
        return found[0] if found else None

    def persons(self, bsns, *, purpose: str, today: date):
        """A tuple of `brp.shapes.Person`, only of the BSNs asked for. Raises BrpError."""
        wanted = list(dict.fromkeys(bsns))
        found = []
        for start in range(0, len(wanted), MOST_AT_ONCE):
            question = {"type": answer.BY_BSN, "burgerservicenummer": wanted[start : start + MOST_AT_ONCE]}
            found += answer.parse(self._ask(question, fields.PERSON, purpose), today).persons
        _only_asked(found, wanted)
        return tuple(found)

    def find(self, bsn: str, *, purpose: str, today: date):
        """A tuple of `brp.shapes.Match`: the little that one chooses from. Raises BrpError."""
        question = {"type": answer.BY_BSN, "burgerservicenummer": [bsn]}
        found = answer.parse_matches(self._ask(question, fields.MATCH, purpose), today, answer.BY_BSN)
        _only_asked(found, [bsn])
        return found

    def search(self, surname: str, birth: date, *, purpose: str, today: date):
        """As `find`, by surname and whole birth date; living persons only. Raises BrpError."""
        question = {"type": answer.BY_NAME, "geslachtsnaam": surname, "geboortedatum": birth.isoformat()}
        return answer.parse_matches(self._ask(question, fields.MATCH, purpose), today)

    def _ask(self, question, wanted, purpose) -> bytes:
        if not purpose:
            raise ValueError("a look-up in the BRP needs a purpose")
        body = json.dumps({**question, "fields": list(wanted)}).encode()
        headers = {**self.headers, "Content-Type": "application/json; charset=utf-8"}
        try:
            with (
                self._http() as http,
                http.stream("POST", self.address, content=body, headers=headers) as response,
            ):
                content = self._read(response)
        except httpx.TimeoutException as error:
            raise BrpTimeout(_("De BRP antwoordt niet op tijd. Probeer het over een paar minuten opnieuw.")) from error
        except httpx.RemoteProtocolError as error:
            raise BrpAnswerError(_("Het antwoord van de BRP is afgebroken. Probeer het opnieuw.")) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise BrpUnreachable(
                _("De BRP is niet bereikbaar. Probeer het later opnieuw of vraag de applicatiebeheerder.")
            ) from error
        raise_for(response.status_code, content)
        if response.headers.get("Content-Type", "").split(";")[0].strip().lower() != "application/json":
            raise BrpAnswerError(_("De BRP antwoordt met iets anders dan JSON. Er is niets overgenomen."))
        return content

    def _http(self):
        return httpx.Client(timeout=self.timeout, transport=self.transport, follow_redirects=False, trust_env=False)

    def _read(self, response) -> bytes:
        until = time.monotonic() + self.whole_answer
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_ANSWER:
                raise BrpAnswerError(_("Het antwoord van de BRP is te groot. Er is niets overgenomen."))
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the whole answer took too long")
        return bytes(content)


def _only_asked(found, wanted):
    if any(one.bsn not in wanted for one in found):
        raise BrpAnswerError(_("De BRP geeft een andere persoon terug dan gevraagd. Er is niets overgenomen."))

"""Rows of the access log as an officer reads them: ids looked up, for as long as there is somebody or something."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import spreadsheet
from accounts.models import User
from accounts.roles import ROLES
from audit.choices import Action, Outcome
from audit.models import AccessLog
from audit.purposes import Purpose as SystemPurpose
from cases.choices import Purpose
from cases.forms.log import KINDS
from cases.models import Dossier
from cases.roles import CASE_ROLES

ROLE_LABELS = {code: role.label for code, role in (ROLES | CASE_ROLES).items()}
PURPOSE_LABELS = {**dict(SystemPurpose.choices), **dict(Purpose.choices), "toezicht": "Toezicht (FG)"}


@dataclass(frozen=True)
class Line:
    """One row, in the words of NEN 7513: event, who, role, purpose, ground, object, outcome, origin."""

    row: AccessLog
    who: str
    dossier: str

    @property
    def event(self):
        return _label(Action.choices, self.row.action)

    @property
    def role(self):
        return ROLE_LABELS.get(self.row.role, self.row.role)

    @property
    def purpose(self):
        return PURPOSE_LABELS.get(self.row.purpose, self.row.purpose)

    @property
    def ground(self):
        if self.row.break_glass:
            return _("noodtoegang")
        return _("toegang %(short)s") % {"short": self.row.grant_id.hex[-6:]} if self.row.grant_id else ""

    @property
    def kind(self):
        return KINDS.get(self.row.object_type, self.row.object_type)

    @property
    def outcome(self):
        return _label(Outcome.choices, self.row.outcome)


def _label(choices, code):
    return dict(choices).get(code, code)


def lines(rows: Iterable[AccessLog]) -> list[Line]:
    """These rows with names and codenames. Two queries more, however many there are."""
    rows = list(rows)
    names = dict(User.objects.filter(pk__in={row.user_id for row in rows}).values_list("pk", "name"))
    codenames = dict(Dossier.objects.filter(pk__in={row.dossier_id for row in rows}).values_list("pk", "codename"))
    return [Line(row, _named(names, row.user_id), _named(codenames, row.dossier_id)) for row in rows]


def _named(names: dict, pk) -> str:
    return names.get(pk) or str(pk or "")


def as_csv(rows: Iterable[AccessLog]) -> str:
    """All of these rows, with a line of headings, for a Dutch spreadsheet."""
    headings = [
        _("wanneer"), _("handeling"), _("wie"), _("nummer van wie"), _("rol"), _("doel"), _("toegang"),
        _("noodtoegang"), _("soort"), _("dossier"), _("nummer van het dossier"), _("records"), _("velden"),
        _("uitkomst"), _("vanaf"), _("verzoek"), _("nummer van de regel"),
    ]  # fmt: skip
    return spreadsheet.text_of(headings, map(_cells, lines(rows)))


def _cells(line: Line) -> Iterator:
    row = line.row
    yield from (localtime(row.at).isoformat(), line.event, line.who, row.user_id, line.role, line.purpose, row.grant_id)
    yield from (_("ja") if row.break_glass else _("nee"), line.kind, line.dossier, row.dossier_id)
    yield from (" ".join(map(str, row.record_ids)), " ".join(row.fields))
    yield from (line.outcome, row.origin, row.request_id, row.pk)

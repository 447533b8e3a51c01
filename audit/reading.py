"""What one request shows of whom: gathered by the doors, one row per dossier before anything is sent."""

from dataclasses import asdict, dataclass, field
from uuid import UUID

from audit import log


@dataclass
class Shown:
    """One row to be: what was done to which dossier (or person outside one), which records were shown."""

    grant_id: UUID | None = None
    role: str = ""
    break_glass: bool = False
    purpose: str = ""
    object_type: str = ""
    record_ids: list[UUID] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


class Readings:
    """The readings of one request. `write` is called once, inside the request's transaction."""

    def __init__(self):
        self._shown: dict[tuple[str, UUID | None], Shown] = {}

    def add(  # noqa: PLR0913 (a row has this many columns)
        self, action, *, dossier_id=None, grant=None, role="", purpose="", object_type="", record_ids=(), fields=()
    ):
        """Note what is about to be shown or done; the same action on the same dossier becomes one row.

        `role`: of who reads without a grant.
        """
        shown = self._shown.setdefault((action, dossier_id), Shown())
        shown.object_type = shown.object_type or object_type
        shown.purpose = shown.purpose or purpose
        shown.role = shown.role or role
        if grant is not None:
            shown.grant_id, shown.role = grant.pk, grant.role.code
            shown.break_glass = grant.role.is_emergency
        shown.record_ids += [record_id for record_id in record_ids if record_id not in shown.record_ids]
        shown.fields += [name for name in fields if name not in shown.fields]

    def write(self, **asker):
        """One row per action and dossier; `asker` is at and user_id (`log.write`).

        Raises when the log cannot be written: then nothing is shown.
        """
        for (action, dossier_id), shown in self._shown.items():
            log.write(action=action, dossier_id=dossier_id, **asker, **asdict(shown))
        self._shown.clear()


def asker(request) -> dict:
    """Who asks and when, for `log.write`; from where and in which request, it knows itself (`log.answering`).

    In the portal that is a resident, by their pseudonym (`boekel_sd.middleware`).
    """
    return {"at": request.now, "user_id": getattr(request, "resident_id", None) or request.user.pk}

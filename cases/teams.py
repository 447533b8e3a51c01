"""What the database tells about a team and its dossiers to whoever may not see those dossiers: names and yes or no."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from cases.models import DossierStatus


@dataclass(frozen=True)
class TeamDossier:
    """All that a team lead learns of a dossier they were not granted."""

    id: UUID
    codename: str
    status: str
    left_behind: bool = False

    @property
    def is_open(self) -> bool:
        return self.status == DossierStatus.OPEN


def dossiers_of_my_team() -> dict[UUID, TeamDossier]:
    """Of whoever asks, when that is a lead; `left_behind`: the team led it, and nobody leads it now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dossier_id, codename, status, dossier_id = ANY(team_left_behind()) FROM team_codenames()"
        )
        found = [TeamDossier(*row) for row in cursor.fetchall()]
    return {dossier.id: dossier for dossier in sorted(found, key=lambda dossier: dossier.codename)}


def has_regisseur(dossier_id: UUID, *, besides: UUID | None = None) -> bool:
    """§ 4.1 Casusregie: does somebody who works here lead this dossier now, other than by the grant `besides`?

    Asked in the database, because a lead does not see the grants of colleagues outside the team.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_regisseur(%s, %s)", [dossier_id, besides])
        return cursor.fetchone()[0]

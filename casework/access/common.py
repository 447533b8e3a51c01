"""What the doors of this room share."""

from cases.access.core import opened


def shown(request, records, dossier, action) -> list:
    """These records of a dossier that a door handed out, opened and logged."""
    records = opened(request, records)
    ids = [record.pk for record in records]
    request.readings.add(action, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=ids)
    return records

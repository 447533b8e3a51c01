"""What the pages of a dossier in this room share."""

from cases.errors import CaseError


def in_dossier(dossier, **more) -> dict:
    """What every page of a dossier shows beside its own."""
    return {"dossier": dossier, "household": dossier.household, "why": dossier.why} | more


def attempt(form, change) -> bool:
    """False when the change refused, with its sentence on the form; then nothing of it is kept."""
    try:
        change()
    except CaseError as error:
        form.add_error(None, str(error))
        return False
    return True

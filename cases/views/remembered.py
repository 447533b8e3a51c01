"""A list keeps its filters: in the address, and in the session for whoever comes back by the menu or from a dossier.

Only codes a form knows: nothing of anybody, and nothing somebody made up.
"""

from django.shortcuts import redirect
from django.utils.http import urlencode

PAGE = "pagina"
FORGET = "wis"


def remembered(request, key: str, names, *, of: str = ""):
    """A redirect to how this list was left; None to show what the address asks.

    `of`: which of several such lists; only the last one is remembered, so a session does not collect them.
    """
    if FORGET in request.GET:
        request.session.pop(key, None)
        return redirect(request.path)
    if request.GET:
        asked = {name: request.GET[name] for name in (*names, PAGE) if request.GET.get(name)}
        _remember(request.session, key, of, asked)
        return None
    kept = request.session.get(key)
    return redirect(f"{request.path}?{urlencode(kept['asked'])}") if kept and kept["of"] == of else None


def _remember(session, key, of, asked) -> None:
    if asked:
        session[key] = {"of": of, "asked": asked}
    else:
        session.pop(key, None)


def query_without(request, *names) -> str:
    """The query of this address without these, to go on with."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()

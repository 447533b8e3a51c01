"""A sign-in that was begun in this session: what the answer must match. Used once, and for ten minutes."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from authlib.common.security import generate_token

from accounts.oidc.errors import NotSignedIn

KEY = "oidc"
LASTS = timedelta(minutes=10)
# In as many tabs as somebody may reasonably have begun; the oldest is forgotten.
MOST = 5
LONG = 48


@dataclass(frozen=True)
class Pending:
    """`doing`: why somebody goes to the provider; `then`: the page of ours they were going to."""

    client: str
    doing: str
    then: str
    state: str
    nonce: str
    verifier: str
    started_at: str

    @property
    def started(self) -> datetime:
        return datetime.fromisoformat(self.started_at)


def begin(request, client, *, doing: str, then: str) -> Pending:
    state, nonce, verifier = (generate_token(LONG) for _each in range(3))
    one = Pending(client.name, doing, then, state, nonce, verifier, request.now.isoformat())
    kept = [*request.session.get(KEY, []), asdict(one)]
    request.session[KEY] = kept[-MOST:]
    return one


def take(request, client) -> Pending:
    """The one this answer belongs to; it is gone at once, whatever comes of it. Raises NotSignedIn."""
    state = request.GET.get("state", "")
    begun = [Pending(**one) for one in request.session.get(KEY, [])]
    found = next((one for one in begun if (one.state, one.client) == (state, client.name)), None)
    if found is None:
        raise NotSignedIn("unknown_state")
    request.session[KEY] = [asdict(one) for one in begun if one is not found]
    # Not left to the end of the request: after a failure of ours the session is not saved.
    request.session.save()
    if request.now - found.started > LASTS:
        raise NotSignedIn("too_late")
    return found

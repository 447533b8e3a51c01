"""What a page with a form knows of what was typed before: drafts, a form sent twice, a colleague who was first."""

from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cases import access, actions, typing
from cases.actions.drafts import Typed
from cases.models import Draft, Entry, Task
from sealing.errors import KeyDestroyed
from sealing.models import new_id

# Beside this address a page begins empty; any other goes on with the newest draft, or the one that is named.
WHICH = "concept"


class Desk:
    """Of one request, on a dossier that a door handed out; `changes`: the note that is changed, if any."""

    def __init__(self, request, dossier, model=Entry, changes=None):
        self.request, self.dossier, self.model, self.changes = request, dossier, model, changes
        opened = typing.opened_in(request.POST, model=model)
        mine = opened and (opened.user_id, opened.dossier_id) == (request.user.pk, dossier.pk)
        same = mine and opened.changes == (changes.pk if changes else None)
        self._opened = opened if same else None

    # --- what the form carries along ---

    @cached_property
    def signed(self) -> str:
        """Of a page that comes back with a mistake the same as before: it is still the same record to be."""
        if self._opened:
            return self.request.POST["opened"]
        changes = self.changes.pk if self.changes else None
        return typing.sign(self.request.user, self.dossier.pk, changes, model=self.model)

    @property
    def draft_id(self) -> UUID | None:
        return typing.draft_in(self.request.POST) or (self.draft.pk if self.draft else None)

    @property
    def revision(self) -> str:
        return self.request.POST.get("revision") or str(self.draft.revision if self.draft else 0)

    @property
    def seen(self) -> str:
        """Which version of the note this page began with; a draft remembers its own. After comparing: the latest."""
        return self.restored.get("seen") or self.latest

    @property
    def latest(self) -> str:
        return self.changes.substantively_changed_at.isoformat() if self.changes else ""

    # --- drafts ---

    @cached_property
    def _drafts(self) -> list[Draft]:
        if self.request.method == "POST":
            return []
        changes = self.changes.pk if self.changes else None
        return access.drafts_in(self.request, self.dossier, record_id=changes)

    @cached_property
    def draft(self) -> Draft | None:
        """The one this page goes on with: the one that was asked for, else the newest."""
        wanted = self.request.GET.get(WHICH)
        named = next((draft for draft in self._drafts if str(draft.pk) == wanted), None)
        return named or (self._drafts[0] if self._drafts else None)

    @property
    def other_drafts(self) -> list[Draft]:
        return [draft for draft in self._drafts if draft is not self.draft]

    @property
    def restored(self) -> dict:
        """What the form begins with, over what the dossier or the note would say."""
        return dict(self.draft.content) if self.draft else {}

    def put_aside(self):
        """Without JavaScript, "Bewaar concept" keeps what was typed; the answer, or None when that was not asked."""
        if "later" not in self.request.POST or self._opened is None or typing.is_too_long(self.request.POST):
            return None
        typed = typing.typed_in(self.request.POST, self._opened)
        kept = actions.keep_draft(self.dossier, typed, by=self.request.user, now=self.request.now)
        if kept.draft is None:
            return redirect(self.dossier)
        messages.success(self.request, _("Uw concept is bewaard. U vindt het bij Vandaag en op deze pagina."))
        return redirect(f"{self.request.path}?{WHICH}={kept.draft.pk}")

    def clear(self) -> None:
        """It is saved: the draft goes."""
        if self._opened:
            typed = typing.typed_in(self.request.POST, self._opened)
            actions.finish_draft(self.dossier, typed, by=self.request.user, now=self.request.now)

    # --- the same form twice ---

    def sent_before(self):
        """A redirect to what this very form made when it was sent before; else None."""
        made = self._made()
        if made is None:
            return None
        if isinstance(made, Entry) and self._has_more_than(made):
            return self._go_on_in(made)
        return redirect(self.dossier if isinstance(made, Task) else made)

    def _has_more_than(self, made: Entry) -> bool:
        """Whether words were added after the first time it was sent."""
        text = typing.typed_in(self.request.POST, self._opened).content.get("text", "").strip()
        return text not in ("", access.entry_to_read(self.request, made.pk).text)

    def _go_on_in(self, made: Entry):
        """The added words are a change of the note that is there, not saved yet."""
        typed = typing.typed_in(self.request.POST, self._opened)
        content = typed.content | {"seen": made.substantively_changed_at.isoformat()}
        change = Typed(content, record_id=made.pk, page=new_id())
        kept = actions.keep_draft(self.dossier, change, by=self.request.user, now=self.request.now)
        messages.warning(self.request, _("De notitie was al bewaard. Wat u daarna nog typte, staat er nog niet in."))
        return redirect(f"{reverse('cases:entry_edit', args=[made.pk])}?{WHICH}={kept.draft.pk}")

    def once(self, write):
        """`write` gets the id to use. Two at the same moment make one record as well."""
        try:
            with transaction.atomic():
                return write(self._opened.new_id if self._opened else new_id())
        except (IntegrityError, KeyDestroyed):
            # Sent twice at once; or taken back since, and now sent again from a page that was still open.
            return self._made() or write(new_id())

    def _made(self):
        if self._opened is None:
            return None
        return access.written_before(self.request, self.dossier, self.model, self._opened.new_id)

    # --- two people at one note ---

    def must_compare(self, form) -> bool:
        """A colleague saved this note while it was open here: then both texts are shown, and nothing is saved yet."""
        if not self.compares or self.is_saved_already(form):
            return False
        form.add_error(None, _("Deze notitie is intussen gewijzigd. Vergelijk de teksten en sla dan nog een keer op."))
        return True

    def is_saved_already(self, form) -> bool:
        """The same change sent twice."""
        facts = form.facts() | {"about": [UUID(person) for person in form.cleaned_data["about"]]}
        return self.compares and all(getattr(self.changes, name) == value for name, value in facts.items())

    @property
    def compares(self) -> bool:
        return self.changes is not None and self.request.POST.get("seen", self.latest) != self.latest

    @property
    def overtaken_by(self):
        """Whoever wrote the version that stands there now."""
        return self.changes.history.select_related("history_user").first().history_user

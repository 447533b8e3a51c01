"""§ 2.3 Bewaartermijnen, Archiefbesluit 1995, art. 8: declarations of destruction. docs/adr/0102-declarations.md

Each covers the ledger from where the one before it stopped. They are kept twice: in the keys database, whose back-ups
last for days, and in files beside that of the ledger, which outlive both databases.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from retention import horizon, ledger
from retention.errors import LedgerBroken
from retention.models import Declaration, Destruction, LedgerLine
from retention.papers import declaration as paper
from retention.states import Kind, Reason, State
from sealing import signature
from sealing.disk import flush_folder
from terms.categories import CATEGORIES
from terms.policy import Length


def declare(*, now: datetime) -> Declaration | None:
    """Of all that was destroyed since the last one. None where nothing was, or where something still has to finish.

    Raises Busy, and NotSealable without a fitting seal: the next run declares it then.
    """
    with ledger.held():
        take_back()
        before = last()
        lines = _done_after(before.through_seq if before else 0)
        if not lines.exists() or Destruction.objects.running().exists():
            write_files()
            return None
        made = _make(before, lines, now)
        _keep(made)
        write_files()
    return made


def last() -> Declaration | None:
    return Declaration.objects.defer("pdf").order_by("-number").first()


def _done_after(seq: int):
    return LedgerLine.objects.filter(seq__gt=seq, state=State.DONE).order_by("seq")


def _keep(made: Declaration) -> None:
    """The database refuses a second declaration of a line, whoever makes it."""
    made.save(force_insert=True)


# --- making ----------------------------------------------------------------------------------------------------


def _make(before: Declaration | None, lines, now: datetime) -> Declaration:
    head = ledger.table_head()
    facts = summary(lines)
    number, after = (before.number + 1, before.through_seq) if before else (1, 0)
    pdf = paper.as_pdf(_paper(number, after, head, before, facts, now))
    sealed = signature.seal(pdf, reason=_("Verklaring van vernietiging"), at=now)
    return Declaration(
        number=number,
        after_seq=after,
        through_seq=head.seq,
        head=head.digest,
        made_at=now,
        facts=facts,
        pdf=sealed,
        sha256=sha256(sealed).hexdigest(),
    )


def summary(lines) -> dict:
    """What these lines say is gone, as plain numbers: units by kind, rows, days, and the parts by ground."""
    units, parts, rows, days = Counter(), Counter(), 0, set()
    for line in lines.iterator():
        units[line.kind] += 1
        rows += sum(line.counts.values())
        days.add(localdate(line.at))
        for part in line.specification or [{}]:
            told = (line.kind, line.reason, part.get("category", ""), part.get("term", ""), part.get("source", ""))
            parts[told] += part.get("number", 1)
    names = ("kind", "reason", "category", "term", "source", "number")
    return {
        "units": dict(units),
        "rows": rows,
        "begins": min(days, default=None) and min(days).isoformat(),
        "ends": max(days, default=None) and max(days).isoformat(),
        "parts": [dict(zip(names, (*part, number), strict=True)) for part, number in sorted(parts.items())],
    }


def _paper(number, after, head, before, facts, now) -> paper.Declaration:
    ends = date.fromisoformat(facts["ends"])
    return paper.Declaration(
        municipality=settings.MUNICIPALITY_NAME,
        number=number,
        on=localdate(now),
        begins=date.fromisoformat(facts["begins"]),
        ends=ends,
        totals=tuple(totals(facts)),
        parts=tuple(as_part(part) for part in facts["parts"]),
        first_line=after + 1,
        last_line=head.seq,
        head=head.digest.hex(),
        before=before.sha256 if before else "",
        unreadable_from=horizon.gone_from(ends, settings.KEYS_BACKUP_DAYS),
        gone_from=horizon.gone_from(ends, settings.BACKUP_DAYS),
    )


def totals(facts: dict) -> Iterator[tuple[str, int]]:
    """Name → number, of each kind of unit and of the rows."""
    for kind in Kind:
        if number := facts["units"].get(kind):
            yield str(kind.label), number
    yield _("Rijen in de database"), facts["rows"]


def as_part(part: dict) -> paper.Part:
    """A part in words. A category means records of a dossier; without one it is the unit itself."""
    category = CATEGORIES.get(part["category"])
    grounds = [str(Reason(part["reason"]).label)]
    if part["term"]:
        length = Length.parse(part["term"]).in_words()
        grounds.append(_("%(length)s bewaard: %(source)s") % {"length": length, "source": part["source"]})
    return paper.Part(
        sort=_("Stukken") if category else str(Kind(part["kind"]).label),
        category=str(category.label) if category else part["category"],
        ground=". ".join(grounds),
        number=part["number"],
    )


# --- the files -------------------------------------------------------------------------------------------------


def folder() -> Path:
    return Path(settings.LEDGER_FILE).with_name("declarations")


def write_files() -> None:
    """A PDF and its facts for each declaration that has none yet; the facts come last, and say that both are there."""
    folder().mkdir(parents=True, exist_ok=True)
    written = {int(path.stem) for path in folder().glob("*.json")}
    for one in Declaration.objects.exclude(number__in=written).order_by("number").iterator():
        _write(_place(one.number, "pdf"), bytes(one.pdf))
        _write(_place(one.number, "json"), _as_json(one).encode())


def take_back() -> int:
    """Those that a put-back keys database lost, from their files; how many. Raises LedgerBroken."""
    known = last()
    numbers = sorted(int(path.stem) for path in folder().glob("*.json"))
    lost = [_read(number) for number in numbers if number > (known.number if known else 0)]
    Declaration.objects.bulk_create(lost)
    return len(lost)


def _place(number: int, suffix: str) -> Path:
    return folder() / f"{number:06}.{suffix}"


def _write(path: Path, content: bytes) -> None:
    new = path.with_suffix(".new")
    with new.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
    flush_folder(path.parent)


def _as_json(one: Declaration) -> str:
    facts = {name: getattr(one, name) for name in ("number", "after_seq", "through_seq", "facts", "sha256")}
    facts |= {"head": bytes(one.head).hex(), "made_at": one.made_at.isoformat()}
    return json.dumps(facts, ensure_ascii=False, indent=2)


def _read(number: int) -> Declaration:
    try:
        facts = json.loads(_place(number, "json").read_bytes())
        facts |= {"head": bytes.fromhex(facts["head"]), "made_at": datetime.fromisoformat(facts["made_at"])}
        one = Declaration(**facts, pdf=_place(number, "pdf").read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        one = None
    if one is None or sha256(one.pdf).hexdigest() != one.sha256:
        raise LedgerBroken(_("Verklaring van vernietiging %(number)d is niet te lezen.") % {"number": number})
    return one


# --- checking --------------------------------------------------------------------------------------------------


def broken() -> int:
    """How many declarations are not what we sealed, or do not follow the one before and the ledger."""
    found, through, number = 0, 0, 0
    for one in Declaration.objects.order_by("number").iterator(chunk_size=50):
        line = LedgerLine.objects.filter(seq=one.through_seq).first()
        follows = one.number == number + 1 and one.after_seq == through
        fits = line is not None and bytes(line.digest) == bytes(one.head)
        found += not (follows and fits and signature.verdict(bytes(one.pdf)).is_whole)
        number, through = one.number, one.through_seq
    return found

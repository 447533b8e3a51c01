"""§ 3.3 Zorgvuldigheid: what exactly leaves, fixed in one form of which the hash can be made again."""

import hashlib
import json
from datetime import date

from django.utils.timezone import localdate

from cases.models import Document
from cases.records import DossierRecord


def item_of(record: DossierRecord, content: bytes | None = None) -> dict:
    """One opened record as it stands now, with what the resident says of it (Bijlage a). `content`: of a document its
    file, which goes along."""
    is_file = isinstance(record, Document)
    day = localdate(record.created_at) if is_file else record.happened_on
    return {
        "id": str(record.pk),
        "kind": "document" if is_file else "notitie",
        "title": record.title if is_file else str(record.get_kind_display()),
        "date": day.isoformat(),
        "source": str(record.get_source_display()),
        "own": record.own_observation,
        "text": "" if is_file else record.text,
        "statement": record.statement or "",
        "file": _file(record, content) if is_file else None,
    }


def _file(document: Document, content: bytes) -> dict:
    return {
        "name": document.file_name,
        "type": document.content_type,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def said(title: str, text: str, *, day) -> dict:
    """What was told in a conversation, or asked: words that stand in no record."""
    return {
        "id": "",
        "kind": "woorden",
        "title": title,
        "date": day.isoformat(),
        "source": "",
        "own": True,
        "text": text,
        "statement": "",
        "file": None,
    }


def day_of(item: dict) -> date:
    return date.fromisoformat(item["date"])


def canonical(items: list[dict]) -> bytes:
    """The same bytes for the same items, whoever writes them and when."""
    return json.dumps(items, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(items: list[dict]) -> str:
    return hashlib.sha256(canonical(items)).hexdigest()

"""§ 3.1 Toestemmingsverklaring: the paper that proves what everybody signed, sealed and kept under the version's id."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.models import PlanSignature, PlanVersion
from casework.papers import plan as papers
from consent.evidence import signer_of
from consent.papers.common import DrawingRefused
from consent.refusals import ConsentRefused
from sealing import files, keys, signature
from sealing.errors import NotSealable


def keep_evidence(version: PlanVersion, signatures: list[PlanSignature], *, now: datetime) -> PlanVersion:
    """Both opened. Raises ConsentRefused where it cannot be made or sealed: a plan without its proof does not hold."""
    try:
        pdf = papers.as_pdf(paper_of(version, signatures, now, proves=True))
        sealed = signature.seal(pdf, reason=_("Bewijs van een getekend plan"), at=now)
    except (NotSealable, DrawingRefused) as error:
        raise ConsentRefused(_("Het bewijs kan nu niet worden gemaakt. Er is niets getekend.")) from error
    files.store(version.pk, keys.find([version.pk])[version.pk], sealed)
    version.evidence_sha256 = sha256(sealed).hexdigest()
    version.save(update_fields=["evidence_sha256"])
    return version


def paper_of(version: PlanVersion, signatures: list[PlanSignature], now: datetime, *, proves: bool) -> papers.Plan:
    """The words about each of its people once, with everybody who signs them."""
    about = {}
    for one in signatures:
        about.setdefault((one.about[0], one.shown), []).append(one)
    parts = [_part(words, together if proves else ()) for (_person, words), together in about.items()]
    return _paper(version, parts, now, proves=proves, to_sign=version.waits)


def copy_of(version: PlanVersion, words: str, now: datetime) -> papers.Plan:
    """What it says about one person, to keep; how it stands is on it."""
    return _paper(version, [_part(words)], now)


def _paper(version: PlanVersion, parts: list[papers.Part], now: datetime, **kind) -> papers.Plan:
    return papers.Plan(
        municipality=settings.MUNICIPALITY_NAME,
        codename=version.dossier.codename,
        version=version.number,
        status=version.get_status_display(),
        parts=tuple(parts),
        on=localdate(now),
        **kind,
    )


def _part(words: str, together: Iterable[PlanSignature] = ()) -> papers.Part:
    return papers.Part(words.partition("\n\n")[0], words, tuple(signer_of(one) for one in together))

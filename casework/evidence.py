"""§ 3.1 Toestemmingsverklaring: the paper that proves what everybody signed, sealed and kept under the version's id."""

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
    return papers.Plan(
        municipality=settings.MUNICIPALITY_NAME,
        codename=version.dossier.codename,
        version=version.number,
        parts=tuple(_part(words, together, proves) for (_person, words), together in about.items()),
        on=localdate(now),
        proves=proves,
    )


def _part(words: str, together: list[PlanSignature], proves: bool) -> papers.Part:
    title = words.partition("\n\n")[0]
    return papers.Part(title, words, tuple(signer_of(one) for one in together if proves))

"""The models of this room, a file per concept.

§ 1.5 Minderjarigen en wilsonbekwamen, § 1.6 Gedwongen kader, § 4.3 Wilsonbekwaamheid: who decides, as recorded.
§ 3 Toestemming, tenzij: what is shared, on which consent or ground.
"""

from consent.models.ability import Assessment, Refusal
from consent.models.approach import SafetyCheck
from consent.models.authority import Authority, AuthorityKind, AuthoritySource
from consent.models.consents import Consent, Signature
from consent.models.disclosures import Cover, Delivery, Disclosure
from consent.models.grounds import Ground
from consent.models.measures import CourtMeasure
from consent.models.representation import Flag, Representation
from consent.models.texts import ConsentText

__all__ = [
    "Assessment",
    "Authority",
    "AuthorityKind",
    "AuthoritySource",
    "Consent",
    "ConsentText",
    "CourtMeasure",
    "Cover",
    "Delivery",
    "Disclosure",
    "Flag",
    "Ground",
    "Refusal",
    "Representation",
    "SafetyCheck",
    "Signature",
]

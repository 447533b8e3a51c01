"""Settings of the site that is attacked: its own, with nothing that would hide a hole from who looks for one."""

import os

from boekel_sd.rates import Rate
from boekel_sd.settings import *  # noqa: F403
from boekel_sd.settings import RATE_LIMITS
from tests.gone.settings import PASSWORD_HASHERS, STORAGES

__all__ = ["PASSWORD_HASHERS", "STORAGES"]
# A tool that is held back after thirty questions would say that it found nothing.
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, Rate(10**8, 60))
ACCOUNT_RATE_LIMITS = False
ROOT_URLCONF = os.environ["ATTACKED"]

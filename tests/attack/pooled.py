"""Settings of a site on four connections for each database, so that everybody gets what another just used."""

import os

from boekel_sd.rates import Rate
from boekel_sd.settings import *  # noqa: F403
from boekel_sd.settings import DATABASES, MIDDLEWARE, RATE_LIMITS
from tests.gone.settings import PASSWORD_HASHERS, STORAGES

__all__ = ["PASSWORD_HASHERS", "STORAGES"]
POOL = {"min_size": 4, "max_size": 4, "timeout": 30}
# Each thread its own connection for good, as in production; or a pool that more threads share.
if os.environ["SHARED_BY"] == "pool":
    for database in DATABASES.values():
        database.update(CONN_MAX_AGE=0)
        # Django asks its pool for a connection while it makes one, to quote the role: that waits for ever.
        role = database["OPTIONS"].pop("assume_role")
        database["OPTIONS"] |= {"pool": POOL, "options": f"-c role={role}"}
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, Rate(10**8, 60))
ROOT_URLCONF = "tests.attack.probes"
if broken := os.environ.get("BROKEN_MIDDLEWARE"):
    MIDDLEWARE = [broken if name == "boekel_sd.middleware.OneRequest" else name for name in MIDDLEWARE]

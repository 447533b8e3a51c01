"""What the servers of this proof run with: the settings of the house, less what only costs time."""

from boekel_sd.settings import *  # noqa: F403
from boekel_sd.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boekel_sd.settings")
application = get_wsgi_application()

from boekel_sd import opening  # noqa: E402 - there are no models before the line above

opening.open_site()

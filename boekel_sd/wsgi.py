import os

from django.core.wsgi import get_wsgi_application

from boekel_sd.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boekel_sd.settings")
application = get_wsgi_application()
refuse_unsafe()

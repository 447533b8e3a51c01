from django.urls import include, path

from accounts.beheer import beheer
from boekel_sd import theme

handler500 = "boekel_sd.middleware.server_error"

urlpatterns = [
    path("thema.css", theme.stylesheet, name="thema"),
    path("logo", theme.logo, name="logo"),
    path("beheer/", beheer.urls),
    path("", include("accounts.urls")),
    path("", include("brp.urls")),
    path("", include("consent.urls")),
    path("", include("cases.urls")),
]

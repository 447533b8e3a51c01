from django.urls import include, path

from accounts.beheer import beheer
from boekel_sd import security_txt, theme

handler400 = "boekel_sd.middleware.bad_request"
handler404 = "boekel_sd.middleware.not_found"
handler500 = "boekel_sd.middleware.server_error"

urlpatterns = [
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("thema.css", theme.stylesheet, name="thema"),
    path("logo", theme.logo, name="logo"),
    path("beheer/", beheer.urls),
    path("mijn/", include("inzage.urls")),
    path("", include("inzage.desk_urls")),
    path("", include("accounts.urls")),
    path("", include("casework.urls")),
    path("", include("brp.urls")),
    path("", include("retention.urls")),
    path("", include("consent.urls")),
    path("", include("cases.urls")),
]

"""The room's own pages, and one that stands for everything behind the gate."""

from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from accounts.beheer import beheer
from boekel_sd import theme


def behind_the_gate(request):
    # The empty icon keeps a browser from asking for one.
    return HttpResponse(f'<link rel="icon" href="data:,">achter de poort{request.POST.get("text", "")}')


urlpatterns = [
    path("", include("accounts.urls")),
    path("beheer/", beheer.urls),
    path("thema.css", theme.stylesheet, name="thema"),
    path("logo", theme.logo, name="logo"),
    path("", behind_the_gate),
    path("dossier/", csrf_exempt(behind_the_gate)),
]

"""§ 4 Betrokkenheid cliënt: the portal of residents."""

from django.urls import path

from inzage import views

app_name = "inzage"

urlpatterns = [
    path("", views.start, name="start"),
    path("overzicht/", views.overview, name="overview"),
    path("toestemmingen/<uuid:pk>/", views.consent, name="consent"),
    path("toestemmingen/<uuid:pk>/intrekken/", views.withdraw, name="withdraw"),
    path("plan/<uuid:pk>/", views.plan, name="plan"),
    path("plan/<uuid:pk>/terugnemen/", views.plan_withdraw, name="plan_withdraw"),
    path("inloggen/", views.sign_in, name="sign_in"),
    path("inloggen/terug/", views.callback, name="callback"),
    path("uitloggen/", views.sign_out, name="sign_out"),
    path("weg/", views.leave, name="leave"),
]

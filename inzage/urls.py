"""§ 4 Betrokkenheid cliënt: the portal of residents."""

from django.urls import path

from inzage import request_views, views

app_name = "inzage"

urlpatterns = [
    path("", views.start, name="start"),
    path("overzicht/", views.overview, name="overview"),
    path("toestemmingen/<uuid:pk>/", views.consent, name="consent"),
    path("toestemmingen/<uuid:pk>/intrekken/", views.withdraw, name="withdraw"),
    path("plan/<uuid:pk>/", views.plan, name="plan"),
    path("plan/<uuid:pk>/terugnemen/", views.plan_withdraw, name="plan_withdraw"),
    path("verzoeken/", request_views.requests_page, name="requests"),
    path("verzoeken/nieuw/", request_views.ask, name="ask"),
    path("verzoeken/<uuid:pk>/", request_views.request_page, name="request"),
    path("verzoeken/<uuid:pk>/intrekken/", request_views.withdraw, name="request_withdraw"),
    path("verzoeken/<uuid:pk>/ophalen/", request_views.fetch, name="fetch"),
    path("inloggen/", views.sign_in, name="sign_in"),
    path("inloggen/terug/", views.callback, name="callback"),
    path("uitloggen/", views.sign_out, name="sign_out"),
    path("weg/", views.leave, name="leave"),
]

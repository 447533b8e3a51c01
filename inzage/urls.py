"""§ 4 Betrokkenheid cliënt: the portal of residents."""

from django.urls import path

from inzage import pages, request_views, views

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
    path("verzoeken/concept/", request_views.draft, name="draft"),
    path("verzoeken/concept/<uuid:pk>/weg/", request_views.draft_drop, name="draft_drop"),
    path("verzoeken/<uuid:pk>/", request_views.request_page, name="request"),
    path("verzoeken/<uuid:pk>/bevestiging/", request_views.receipt, name="receipt"),
    path("verzoeken/<uuid:pk>/intrekken/", request_views.withdraw, name="request_withdraw"),
    path("verzoeken/<uuid:pk>/ophalen/", request_views.fetch, name="fetch"),
    path("hulp/", pages.helpers, name="helpers"),
    path("gedeeld/", pages.disclosures, name="disclosures"),
    path("gelezen/", pages.looks, name="looks"),
    path("bewaren/", pages.terms, name="terms"),
    path("bel-mij-terug/", pages.call_back, name="call_back"),
    path("klopt-niet/", pages.not_right, name="not_right"),
    path("brief/", pages.nothing_letter, name="nothing_letter"),
    path("voor-wie/", pages.for_whom, name="for_whom"),
    path("veilig-kijken/", pages.looking_safely, name="looking_safely"),
    path("inloggen/", views.sign_in, name="sign_in"),
    path("inloggen/terug/", views.callback, name="callback"),
    path("uitloggen/", views.sign_out, name="sign_out"),
    path("weg/", views.leave, name="leave"),
]

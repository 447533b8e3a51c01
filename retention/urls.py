from django.urls import path

from retention import request_views, views

app_name = "retention"
urlpatterns = [
    path("dossiers/<uuid:pk>/bewaren/", views.keeping_page, name="keeping"),
    path("dossiers/<uuid:pk>/bewaren/procedure/", views.hold_new, name="hold_new"),
    path("dossiers/<uuid:pk>/bewaren/verlengen/", views.extend, name="extend"),
    path("dossiers/<uuid:pk>/bewaren/gebeurtenis/", views.event_new, name="event_new"),
    path("dossiers/<uuid:pk>/bewaren/bekeken/", views.announcements_seen, name="announcements_seen"),
    path("dossiers/<uuid:pk>/bewaren/verzoek/", request_views.request_new, name="request_new"),
    path("vernietigingsverzoeken/<uuid:pk>/", request_views.request_page, name="request"),
    path("vernietigingsverzoeken/<uuid:pk>/intrekken/", request_views.request_withdraw, name="request_withdraw"),
    path("vernietigingsverzoeken/<uuid:pk>/verteld/", request_views.request_told, name="request_told"),
    path("bewaren/<uuid:pk>/", views.hold, name="hold"),
]

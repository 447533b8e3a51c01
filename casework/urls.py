from django.urls import path

from casework.views import attending, conferences

app_name = "casework"
urlpatterns = [
    path("dossiers/<uuid:pk>/overleg/", conferences.conferences, name="conferences"),
    path("dossiers/<uuid:pk>/overleg/nieuw/", conferences.conference_new, name="conference_new"),
    path("overleg/<uuid:pk>/", conferences.conference, name="conference"),
    path("overleg/<uuid:pk>/uitnodigen/", conferences.conference_invite, name="conference_invite"),
    path(
        "overleg/<uuid:pk>/deelnemers/<uuid:participant_pk>/weg/",
        conferences.conference_take_off,
        name="conference_take_off",
    ),
    path("overleg/<uuid:pk>/verteld/", conferences.conference_tell, name="conference_tell"),
    path("overleg/<uuid:pk>/namen/", conferences.conference_names, name="conference_names"),
    path("overleg/<uuid:pk>/punt/", conferences.conference_item, name="conference_item"),
    path("overleg/<uuid:pk>/voorbeeld/", conferences.conference_preview, name="conference_preview"),
    path("overleg/<uuid:pk>/afsluiten/", conferences.conference_close, name="conference_close"),
    path("overleg/<uuid:pk>/vervalt/", conferences.conference_cancel, name="conference_cancel"),
    path("deelname/", attending.attendances, name="attendances"),
    path("deelname/<uuid:pk>/", attending.attend, name="attend"),
    path("deelname/<uuid:pk>/antwoord/", attending.attend_reply, name="attend_reply"),
    path("deelname/<uuid:pk>/inbreng/", attending.attend_bring, name="attend_bring"),
    path("deelname/<uuid:pk>/agenda.ics", attending.attend_calendar, name="attend_calendar"),
]

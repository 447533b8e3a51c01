from django.urls import path

from casework.views import glance, intake, table, triage, zrm

app_name = "casework"
urlpatterns = [
    path("triage/nieuw/", triage.triage_new, name="triage_new"),
    path("triage/<uuid:pk>/", triage.triage, name="triage"),
    path("triage/<uuid:pk>/weg/", triage.triage_drop, name="triage_drop"),
    path("gezinnen/<uuid:pk>/dossier/", triage.dossier_new, name="dossier_new"),
    path("dossiers/<uuid:pk>/intake/", intake.intake, name="intake"),
    path("dossiers/<uuid:pk>/intake/invullen/", intake.intake_edit, name="intake_edit"),
    path("dossiers/<uuid:pk>/zrm/", zrm.overview, name="zrm"),
    path("dossiers/<uuid:pk>/zrm/<uuid:person_pk>/", zrm.of_person, name="zrm_person"),
    path("dossiers/<uuid:pk>/zrm/<uuid:person_pk>/invullen/", zrm.new, name="zrm_new"),
    path("dossiers/<uuid:pk>/overzicht/", glance.glance, name="glance"),
    path("dossiers/<uuid:pk>/overzicht/navragen/", glance.ask_again, name="ask_again"),
    path("dossiers/<uuid:pk>/bezoek/", glance.visit, name="visit"),
    path("dossiers/<uuid:pk>/aan-tafel/", table.begin, name="table_begin"),
    path("aan-tafel/", table.here, name="table_here"),
    path("aan-tafel/opschrijven/", table.keep_note, name="table_note"),
    path("aan-tafel/stoppen/", table.stop, name="table_stop"),
]

from django.urls import path

from cases import views

app_name = "cases"

urlpatterns = [
    path("", views.home, name="home"),
    path("zoeken/", views.search, name="search"),
    path("zoeken/bekend/", views.directory, name="directory"),
    path("personen/nieuw/", views.person_new, name="person_new"),
    path("personen/<uuid:pk>/", views.person, name="person"),
    path("personen/<uuid:pk>/wijzigen/", views.person_edit, name="person_edit"),
    path("personen/<uuid:pk>/bsn/", views.reveal_bsn, name="reveal_bsn"),
    path("personen/<uuid:pk>/gezin/", views.household_new, name="household_new"),
    path("gezinnen/<uuid:pk>/", views.household, name="household"),
    path("gezinnen/<uuid:pk>/wijzigen/", views.household_edit, name="household_edit"),
    path("gezinnen/<uuid:pk>/dossier/", views.dossier_new, name="dossier_new"),
    path("dossiers/<uuid:pk>/", views.dossier, name="dossier"),
    path("dossiers/<uuid:pk>/sluiten/", views.dossier_close, name="dossier_close"),
    path("dossiers/<uuid:pk>/heropenen/", views.dossier_reopen, name="dossier_reopen"),
    path("dossiers/<uuid:pk>/toegang/", views.grants, name="grants"),
    path("dossiers/<uuid:pk>/toegang/<uuid:grant_pk>/beeindigen/", views.grant_end, name="grant_end"),
    path("dossiers/<uuid:pk>/notities/nieuw/", views.entry_new, name="entry_new"),
    path("notities/<uuid:pk>/", views.entry, name="entry"),
    path("notities/<uuid:pk>/wijzigen/", views.entry_edit, name="entry_edit"),
    path("dossiers/<uuid:pk>/documenten/nieuw/", views.document_new, name="document_new"),
    path("documenten/<uuid:pk>/", views.document, name="document"),
    path("documenten/<uuid:pk>/bestand/", views.document_download, name="document_download"),
    path("dossiers/<uuid:pk>/taken/nieuw/", views.task_new, name="task_new"),
    path("taken/<uuid:pk>/klaar/", views.task_done, name="task_done"),
]

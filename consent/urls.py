from django.urls import path

from consent import views

app_name = "consent"

urlpatterns = [
    path("personen/<uuid:pk>/gezag/", views.authority, name="authority"),
    path("personen/<uuid:pk>/gezag/vastleggen/", views.authority_new, name="authority_new"),
]

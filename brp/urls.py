from django.urls import path

from brp import views

app_name = "brp"

urlpatterns = [
    path("zoeken/brp/", views.lookup, name="lookup"),
    path("zoeken/brp/overnemen/", views.take_over, name="take_over"),
]

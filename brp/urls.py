app_name = "brp"

urlpatterns = []

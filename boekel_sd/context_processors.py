from django.conf import settings


def municipality(request):
    return {
        "municipality_name": settings.MUNICIPALITY_NAME,
        "municipality_logo": settings.MUNICIPALITY_LOGO,
        "demo": settings.DEMO,
    }

from django.conf import settings


def demo(request):
    return {"demo": settings.DEMO}

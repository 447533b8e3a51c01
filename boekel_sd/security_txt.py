"""RFC 9116: where somebody who found a hole can tell it."""

from datetime import UTC, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import checks
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

# At most a year, says the RFC; computed at each request, so it never runs out while somebody keeps the site up.
HOLDS = timedelta(days=180)
SCHEMES = ("mailto:", "https://", "tel:")


@login_not_required
@require_safe
def security_txt(request):
    """404 where nobody said whom to tell: a wrong address is worse than none."""
    if not settings.SECURITY_CONTACT:
        raise Http404("geen contact")
    expires = (request.now + HOLDS).astimezone(UTC).replace(microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@checks.register(checks.Tags.security, deploy=True)
def somebody_can_be_told(app_configs, **kwargs):
    if settings.DEMO or settings.SECURITY_CONTACT.startswith(SCHEMES):
        return []
    return [
        checks.Warning(
            "SECURITY_CONTACT is missing, or no mailto:, https:// or tel: address: who finds a hole cannot tell it.",
            id="boekel_sd.W001",
        )
    ]

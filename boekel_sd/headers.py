"""§ 2.5 Toegankelijkheid, beveiliging: what every answer tells the browser, whoever in the house gave it.

The outermost layer, so that it also holds for what is answered before any view: a static file, /healthz, a host that is
not ours. It only adds what is missing; where nobody decided, the strictest holds.
"""

# The camera opens by a file input, which needs no permission; nothing else of the device is ever asked for.
# Those that Chromium knows: of another name it complains on every page.
NOT_ASKED_FOR = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
ON_EVERY_ANSWER = {
    # Pages bring their own, with a nonce. What is no page may do nothing when it is opened as one.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in NOT_ASKED_FOR),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What was shown for one reading must not be shown again from a cache, unlogged.
    "Cache-Control": "no-store",
}


class Headers:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in ON_EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        return response

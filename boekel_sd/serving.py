"""How gunicorn serves the site: `gunicorn --config python:boekel_sd.serving boekel_sd.wsgi`; `make run` does the same.

§ 2.5 Toegankelijkheid, beveiliging: bounds on what is read before Django sees anything of it. The size of a body is
bounded in boekel_sd/limits.py, and by the proxy in front.
"""

from gunicorn.http import wsgi

# Addresses hold ids and codes; the longest is the way back after signing in.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# A worker that has been silent this long is ended: a body that trickles in holds it no longer. The slowest answer, a
# BRP that does not answer, takes half of it.
timeout = 60
# Less than what boekel_sd/run.py waits before it kills.
graceful_timeout = 10
keepalive = 5
preload_app = True
control_socket_disable = True
loglevel = "warning"

# Which program answers, and later which version, helps only who looks for a hole in it.
wsgi.SERVER = "boekel"

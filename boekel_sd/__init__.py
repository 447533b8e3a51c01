from boekel_sd.celery import app

__all__ = ["app"]

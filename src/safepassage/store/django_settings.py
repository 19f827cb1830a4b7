"""Django's settings for the store: only the database layer is used."""

SECRET_KEY = "unused: no session, no form"  # noqa: S105 - Django refuses to start without one; nothing is signed with it
INSTALLED_APPS = ["safepassage.store"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "UTC"
USE_TZ = True
LOGGING_CONFIG = None

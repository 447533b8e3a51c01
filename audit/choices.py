"""What can be done, and how it went: the vocabulary of the access log."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    READ = "read", _("gelezen")
    LIST = "list", _("lijst bekeken")
    SEARCH = "search", _("gezocht")
    DIRECTORY = "directory", _("nagegaan of iemand bekend is")
    LOOKUP_BRP = "lookup_brp", _("opgevraagd bij de BRP")
    CREATE = "create", _("toegevoegd")
    CHANGE = "change", _("gewijzigd")
    CLOSE = "close", _("afgesloten")
    REOPEN = "reopen", _("heropend")
    DOWNLOAD = "download", _("gedownload")
    PRINT = "print", _("afgedrukt")
    EXPORT = "export", _("geëxporteerd")
    REVEAL_BSN = "reveal_bsn", _("BSN getoond")
    DISCLOSE = "disclose", _("verstrekt aan een ander")
    GRANT = "grant", _("toegang gegeven")
    AUTHORISE = "authorise", _("soorten gegevens bepaald")
    BREAK_GLASS = "break_glass", _("noodtoegang genomen")
    REVIEW = "review", _("beoordeeld")
    END_GRANT = "end_grant", _("toegang beëindigd")
    REFUSE = "refuse", _("toegang gevraagd")
    SIGN_IN = "sign_in", _("ingelogd")
    SIGN_OUT = "sign_out", _("uitgelogd")
    SIGN_IN_FAILED = "sign_in_failed", _("inloggen geprobeerd")
    SECOND_FACTOR = "second_factor", _("tweede stap gedaan")
    PASSWORD = "password", _("wachtwoord gewijzigd")
    SECRECY = "secrecy", _("geheimhouding verklaard")
    SECRECY_TEXT = "secrecy_text", _("nieuwe geheimhoudingsverklaring vastgesteld")
    OPEN = "open", _("pagina gevraagd")
    ACCOUNT_CREATE = "account_create", _("account gemaakt")
    ACCOUNT_CHANGE = "account_change", _("account gewijzigd")
    ACCOUNT_CLOSE = "account_close", _("account gesloten")
    ACCOUNT_LINK = "account_link", _("inloglink gemaakt")
    ACCOUNT_RESET_SECOND_FACTOR = "account_reset_second_factor", _("tweede stap gewist")
    UNDO = "undo", _("ongedaan gemaakt")
    MOVE = "move", _("verplaatst")
    CONFIRM = "confirm", _("toegang nodig bevonden")
    LAPSE = "lapse", _("toegang vervallen")
    CALENDAR = "calendar", _("agenda opgehaald")
    IMPORT = "import", _("ingelezen")
    DESTROY = "destroy", _("vernietigd")
    INSPECT = "inspect", _("beheer of toezicht bekeken")
    NEW_EPOCH = "new_epoch", _("nieuw tijdperk van de log begonnen")


class Outcome(models.TextChoices):
    ALLOWED = "allowed", _("gelukt")
    REFUSED = "refused", _("geweigerd")
    FAILED = "failed", _("mislukt")


class Kind(models.TextChoices):
    """What a seal stands for."""

    ROWS = "rows", _("regels verzegeld")
    EPOCH = "epoch", _("nieuw tijdperk")
    DROP = "drop", _("maand vernietigd")

"""Signing in and one's own account, at Dutch addresses.

What allauth offers beyond this list does not exist: no sign-up, no password by mail, no change of address.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from accounts import views

urlpatterns = [
    path("inloggen/", account.login, name="account_login"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("account/afgesloten/", account.account_inactive, name="account_inactive"),
    path("account/bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("account/wachtwoord/", account.password_change, name="account_change_password"),
    path("account/2fa/", mfa.index, name="mfa_index"),
    path("account/2fa/code/", mfa.authenticate, name="mfa_authenticate"),
    path("account/2fa/bevestigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/2fa/instellen/", views.SetUpSecondFactor.as_view(), name="mfa_activate_totp"),
    path("account/2fa/uitzetten/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/2fa/herstelcodes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/2fa/herstelcodes/nieuw/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/2fa/herstelcodes/bestand/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("geheimhouding/", views.secrecy, name="secrecy"),
    path("toegang/<uidb64>/<token>/", views.OneTimeLinkView.as_view(), name="one_time_link"),
]

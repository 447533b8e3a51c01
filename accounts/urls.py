"""Signing in and one's own account, at Dutch addresses.

What allauth offers beyond this list does not exist: no sign-up, no password by mail, no change of address.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from django.urls import path

from accounts import key_views, oidc_views, views

urlpatterns = [
    path("inloggen/", account.login, name="account_login"),
    path("inloggen/gemeente/", oidc_views.start, name="oidc_start"),
    path("inloggen/gemeente/terug/", oidc_views.callback, name="oidc_callback"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("account/afgesloten/", account.account_inactive, name="account_inactive"),
    path("account/bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("account/bevestigen/gemeente/", oidc_views.reauthenticate, name="oidc_reauthenticate"),
    path("account/wachtwoord/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/", mfa.index, name="mfa_index"),
    path("account/agenda/", views.calendar_link, name="calendar_link"),
    path("account/dagelijks-bericht/", views.daily_digest, name="daily_digest"),
    path("account/2fa/code/", mfa.authenticate, name="mfa_authenticate"),
    path("account/2fa/bevestigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/2fa/instellen/", views.SetUpSecondFactor.as_view(), name="mfa_activate_totp"),
    path("account/2fa/uitzetten/", views.SwitchOffSecondFactor.as_view(), name="mfa_deactivate_totp"),
    path("account/2fa/sleutels/", key_views.Keys.as_view(), name="mfa_list_webauthn"),
    path("account/2fa/sleutels/nieuw/", key_views.AddKey.as_view(), name="mfa_add_webauthn"),
    path("account/2fa/sleutels/bevestigen/", key_views.ConfirmByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/2fa/sleutels/<int:key>/weghalen/", key_views.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("account/2fa/herstelcodes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/2fa/herstelcodes/nieuw/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/2fa/herstelcodes/bestand/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sneltoetsen/", views.shortcuts, name="shortcuts"),
    path("convenanten/", views.covenants, name="covenants"),
    path("sessie/", views.session_alive, name="session_alive"),
    path("geheimhouding/", views.secrecy, name="secrecy"),
    path("toegang/<uidb64>/<token>/", views.OneTimeLinkView.as_view(), name="one_time_link"),
]

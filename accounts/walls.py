"""Which wall stands around each table of this room, and around the tables of Django and its packages."""

STAFF = "gegevens van medewerkers, niet van inwoners; /beheer/ en het eigen account lezen ze"
UNUSED = "staat leeg: deze mogelijkheid van het pakket is uit"
TECHNICAL = "techniek van Django; bevat geen persoonsgegevens"

WALLS = {
    "accounts_user": ("none", STAFF),
    "accounts_user_groups": ("none", UNUSED),
    "accounts_user_user_permissions": ("none", UNUSED),
    "accounts_team": ("none", "namen van teams; geen persoonsgegevens"),
    "accounts_organisation": ("none", "namen en soorten van organisaties; geen persoonsgegevens"),
    "accounts_agreement": ("none", "overeenkomsten met organisaties; van personen alleen wie er namens hen spreekt"),
    "accounts_covenant": ("none", "teksten van convenanten; gaan over niemand in het bijzonder"),
    "accounts_processing": ("none", "register van verwerkingen: soorten mensen en gegevens, niemand in het bijzonder"),
    "accounts_secrecytext": ("none", "voor iedereen te lezen; alleen toevoegen"),
    "accounts_secrecyacceptance": ("none", "wie welke verklaring aanvaardde, alleen toevoegen; " + STAFF),
    "account_emailaddress": ("none", UNUSED),
    "account_emailconfirmation": ("none", UNUSED),
    "mfa_authenticator": ("none", "tweede stap van medewerkers; de geheimen erin zijn verzegeld"),
    "django_session": ("none", "wie is ingelogd; geen gegevens van inwoners, verloopt na een half uur"),
    "auth_group": ("none", UNUSED),
    "auth_group_permissions": ("none", UNUSED),
    "auth_permission": ("none", TECHNICAL),
    "django_admin_log": ("none", "wijzigingen in /beheer/; een record heet er naar zijn codenaam of zijn id"),
    "django_content_type": ("none", TECHNICAL),
    "django_migrations": ("none", TECHNICAL),
    "guardian_groupobjectpermission": ("none", UNUSED),
    "guardian_userobjectpermission": ("none", UNUSED),
}

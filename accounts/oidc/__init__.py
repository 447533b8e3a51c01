"""§ 2.5 Toegankelijkheid, beveiliging: signing in at somebody else's door, with OpenID Connect.

Colleagues by the account of their municipality (`staff`), residents by DigiD (`inzage.oidc`); one flow for both.
docs/adr/0054-single-sign-on.md
"""

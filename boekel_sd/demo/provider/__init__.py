"""A real OpenID provider for the demo and the tests, on this machine only: docs/adr/0054-single-sign-on.md"""

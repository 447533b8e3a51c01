"""Keyboard shortcuts: the one list of them. A page marks what a key does with `data-shortcut`; the script does it.

WCAG 2.1.4: keys of one letter can be switched off, and do nothing while somebody types.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Shortcut:
    """`keys`: one after the other, or together where `together`."""

    keys: tuple[str, ...]
    does: str
    together: bool = False


SHORTCUTS = (
    Shortcut(("?",), _("Deze lijst laten zien")),
    Shortcut(("/",), _("Zoeken")),
    Shortcut(("g", "v"), _("Naar Vandaag")),
    Shortcut(("g", "d"), _("Naar Mijn dossiers")),
    Shortcut(("n",), _("Nieuwe notitie bij dit gezin")),
    Shortcut(("t",), _("Nieuwe taak bij dit gezin")),
    Shortcut(("Ctrl", "Enter"), _("Opslaan; werkt ook terwijl u typt"), together=True),
)

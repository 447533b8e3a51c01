"""Only the asked fields, and what the API adds by itself: types, what is in onderzoek, geheimhouding."""

from brp.standin.description import AUTOMATIC

WHOLE = None


def only(person: dict, paths) -> dict:
    """The person with nothing but the fields at these dotted paths."""
    automatic = {key: person[key] for key in AUTOMATIC if key in person}
    return {**_only(person, _tree(paths)), **automatic}


def _tree(paths):
    """Nested dict of wanted names; WHOLE where all of a group is wanted."""
    tree = {}
    for path in paths:
        *groups, last = path.split(".")
        branch = tree
        for group in groups:
            branch = branch.setdefault(group, {}) if branch is not WHOLE else WHOLE
            if branch is WHOLE:
                break
        if branch is not WHOLE:
            branch[last] = WHOLE
    return tree


def _only(value, tree):
    if tree is WHOLE:
        return value
    if isinstance(value, list):
        return [_only(entry, tree) for entry in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _only(part, tree[key]) for key, part in value.items() if key in tree}
    if kept and "type" in value:
        kept["type"] = value["type"]
    doubts = {
        key: part
        for key, part in value.get("inOnderzoek", {}).items()
        if key in tree or key.startswith("datumIngangOnderzoek")
    }
    return {**kept, "inOnderzoek": doubts} if any(key in tree for key in doubts) else kept

"""Somebody at a browser without JavaScript: fills in the forms of real pages and sends them, over HTTP."""

from html.parser import HTMLParser

import httpx


class Form:
    def __init__(self, action):
        self.action = action
        self.fields: dict[str, list[str]] = {}

    def add(self, name, *values):
        self.fields.setdefault(name, []).extend(values)


class Forms(HTMLParser):
    """The forms of a page that are sent by POST, with what is filled in already."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[Form] = []
        self._form = self._select = self._textarea = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "form":
            self._form = Form(facts.get("action") or "")
            if facts.get("method") == "post":
                self.found.append(self._form)
        elif self._form and facts.get("name"):
            self._field(tag, facts)
        elif tag == "option" and self._select and "selected" in facts:
            self._form.fields[self._select] = [facts.get("value", "")]

    def _field(self, tag, facts):
        name, kind = facts["name"], facts.get("type", "text")
        if tag == "select":
            self._select = name
            self._form.add(name)
        elif tag == "textarea":
            self._textarea = name
            self._form.add(name, "")
        elif kind in {"checkbox", "radio"}:
            self._form.add(name, *([facts.get("value", "on")] if "checked" in facts else []))
        elif tag == "input":
            self._form.add(name, *([] if kind == "file" else [facts.get("value") or ""]))

    def handle_data(self, data):
        if self._textarea:
            # A browser leaves out the line end that the page puts after the opening tag.
            self._form.fields[self._textarea][-1] += data.removeprefix("\r\n").removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None


class Visitor:
    def __init__(self, url: str):
        self.http = httpx.Client(base_url=url, follow_redirects=True, timeout=60)

    def signs_in(self, email: str, password: str) -> "Visitor":
        assert self.sends("/inloggen/", login=email, password=password).url.path != "/inloggen/"
        return self

    def goes(self, path: str, *, status: int = 200) -> httpx.Response:
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer

    def sends(self, page, *, to: str = "", status: int = 200, files=None, **values) -> httpx.Response:
        """Opens the page (or takes the one that was given), fills in its form, and sends that."""
        page = self.goes(page) if isinstance(page, str) else page
        form = self._form_with(page, to, {*values, *(files or {})})
        fields = form.fields | {name: value if isinstance(value, list) else [value] for name, value in values.items()}
        headers = {"Referer": str(page.url)}
        answer = self.http.post(form.action or str(page.url), data=fields, files=files, headers=headers)
        assert answer.status_code == status, f"{page.url.path}: {answer.status_code}"
        return answer

    def posts(self, path: str, *, status: int, content_type: str = "", **options) -> httpx.Response:
        """What no form of ours would send."""
        token = Forms(self.goes("/zoeken/").text).found[0].fields["csrfmiddlewaretoken"][0]
        headers = {"X-CSRFToken": token} | ({"Content-Type": content_type} if content_type else {})
        answer = self.http.post(path, headers=headers, **options)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer

    def _form_with(self, page, to, names) -> Form:
        for form in Forms(page.text).found:
            if (form.action == to) if to else (names and names <= form.fields.keys()):
                return form
        raise AssertionError(f"{page.url.path}: no form with {sorted(names)}")

    def leaves(self):
        self.http.close()

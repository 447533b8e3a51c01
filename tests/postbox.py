"""A real mail server on this machine: it takes mail, or says no in one of the ways mail servers do."""

import email
import email.policy
import socket

from aiosmtpd.controller import Controller


class Postbox(Controller):
    """`mails`: what was taken. `answers`: what it says to the next mails instead of taking them; "break" hangs up."""

    def __init__(self):
        self.mails = []
        self.answers = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        super().__init__(self, hostname="127.0.0.1", port=self.listening.getsockname()[1])

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.listening)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the name is the library's)
        answer = self.answers.pop(0) if self.answers else ""
        if answer == "break":
            server.transport.abort()
        if not answer:
            self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return answer or "250 taken"


def words_of(mail) -> str:
    """All somebody else than the receiver may see: every header but the address it goes to, and every part, decoded."""
    headers = [f"{name}: {value}" for name, value in mail.items() if name != "To"]
    return "\n".join([*headers, *(part.get_content() for part in mail.walk() if not part.is_multipart())])

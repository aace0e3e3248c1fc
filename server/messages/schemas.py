"""The log of what a tenant was told, as the desk reads it."""

from datetime import datetime
from uuid import UUID

from server.mail.tables import Channel
from server.messages.tables import MessageState
from server.wire import Wire


class MessageFacts(Wire, frozen=True):
    """One message. `text` is exactly what went, but for the secret of the link."""

    id: UUID
    because: str
    """The event of the journal it follows."""
    state: MessageState
    planned_for: datetime
    channel: Channel | None
    address: str
    """As far as the desk may see it."""
    language: str
    subject: str
    text: str
    made_at: datetime | None
    settled_at: datetime | None


class MailboxMessage(MessageFacts, frozen=True):
    """The same, in the list of all."""

    request_id: UUID
    number: str
    tenant_name: str


class Preview(Wire, frozen=True):
    """What she would be told, if she were now."""

    channel: Channel | None
    address: str
    subject: str
    text: str
    wants_none: bool
    """She chose to read her page, and is sent nothing."""


class CaseMessages(Wire, frozen=True):
    """Newest first; one that is planned comes before all."""

    messages: list[MessageFacts]
    preview: Preview


class Mailbox(Wire, frozen=True):
    """A page of all messages, newest first; `next_cursor` asks for the one after it."""

    items: list[MailboxMessage]
    next_cursor: str | None
    sends: list[Channel]
    """The ways that are set up; none: everything stays here."""

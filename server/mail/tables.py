"""Letters that wait to be sent by e-mail, SMS, WhatsApp or push, and when the others went."""

from enum import StrEnum

from piccolo.columns import UUID, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Channel(StrEnum):
    """How a letter travels."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    PUSH = "push"


class MailState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # of those that may never go twice: somebody is at it
    SENT = "sent"
    UNCERTAIN = "uncertain"  # one that may never go twice, cut off while it went
    DROPPED = "dropped"  # refused for good, too late, or for nobody we know
    BOUNCED = "bounced"  # taken, and came back later


class Mail(Table):
    """One letter to one person. Its text is forgotten once it has left."""

    id = UUID(primary_key=True, default=None)
    channel = Varchar(length=8, choices=Channel, default=Channel.EMAIL)
    # An address, a number as it is dialled, or the id of the phone that is told by push.
    recipient = Varchar(length=254)
    subject = Varchar(length=200)
    text = Text(default="")
    state = Varchar(length=16, choices=MailState, default=MailState.QUEUED)
    made_at = Timestamptz(default=None)
    good_until = Timestamptz(default=None)  # later it is of no use to anybody
    due_at = Timestamptz(default=None, index=True)  # of the next attempt, also while one goes on
    attempts = Integer(default=0)
    is_once = Boolean(default=False)  # better never than twice
    settled_at = Timestamptz(null=True, default=None)  # when it was sent or dropped

"""From a claimed delivery to the message that goes on the wire."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mailer.content.mail.dkim import Signer
from mailer.content.mail.message import Compiled, Frame, Unsubscribe, assemble, load, message_id
from mailer.domain.delivery import Outgoing
from mailer.domain.message_token import message_tokens
from mailer.domain.rendering import Recipient
from mailer.domain.settings import Envelope, Relay, Sender, Settings
from mailer.domain.token import Purpose, signer
from mailer.store.database import Transaction
from mailer.store.sending import answers, campaigns
from mailer.store.sending.claims import Claimed
from mailer.usecases.messages.telling import Telling, load_telling, teller, telling

if TYPE_CHECKING:
    from mailer.domain.distribution_list import DistributionList

_SHORTEST_SENDER_ID, _LONGEST_SENDER_ID = 5, 15
#: As long as a signed one gets, so that checks and proofs have the size of the real message.
_INVENTED_TOKEN = "preview".ljust(48, "0")


@dataclass(frozen=True, slots=True)
class CampaignFrame:
    """What every message of a campaign shares, frozen with it. ``lists`` gives (title, List-Id) by list id.

    ``telling`` is what its readers are told of why they get it.
    """

    slug: str
    message: Frame
    lists: Mapping[int, tuple[str, str]]
    base_url: str = ""
    unsubscribe_mailto: str = ""
    return_path: str = ""
    telling: Telling = field(default_factory=Telling)

    def dump(self) -> dict[str, Any]:
        """Return the frame as JSON values."""
        message = {name: getattr(self.message, name) for name in self.message.__dataclass_fields__}
        lists = {str(list_id): list(named) for list_id, named in self.lists.items()}
        return {
            "slug": self.slug,
            "message": message,
            "lists": lists,
            "base_url": self.base_url,
            "unsubscribe_mailto": self.unsubscribe_mailto,
            "return_path": self.return_path,
            "telling": self.telling.dump(),
        }


def campaign_frame(
    settings: Settings,
    slug: str,
    *,
    is_test: bool = False,
    known: Sequence["DistributionList"] = (),
    languages: Iterable[str] = (),
) -> CampaignFrame:
    """Return what all messages of a campaign of ``slug`` share, taken from the settings as they are now.

    ``languages`` are those of its editions.
    """
    sender = sender_of(settings, known)
    domain = sender.address.rpartition("@")[2]
    feedback_id = "" if is_test else _feedback_id(slug, known, domain)
    return CampaignFrame(
        slug=slug,
        message=Frame(
            sender_name=sender.name,
            sender_address=sender.address,
            reply_to=sender.reply_to,
            feedback_id=feedback_id,
            is_test=is_test,
        ),
        lists={one.id: (one.title, f"{one.slug}.{domain}") for one in known},
        base_url=settings.base_url,
        unsubscribe_mailto=settings.unsubscribe_mailto,
        return_path=settings.bounce_address,
        telling=telling(settings.organisation, sender.reply_to or sender.address, languages, known),
    )


def sender_of(settings: Settings, lists: Sequence["DistributionList"]) -> Sender:
    """Return who writes to these lists, which all have the same sender; without a list it is that of the settings."""
    return lists[0].sent_by(settings.sender) if lists else settings.sender


def _feedback_id(slug: str, lists: Sequence["DistributionList"], domain: str) -> str:
    """Return what Gmail counts complaints by: release, list, kind of mail, and a name of ours of 5 to 15 letters."""
    of_lists = lists[0].slug if len(lists) == 1 else "several" if lists else "single"
    ours = "".join(character for character in domain if character.isalnum())[:_LONGEST_SENDER_ID]
    return f"{slug}:{of_lists}:release:{ours.ljust(_SHORTEST_SENDER_ID, '0')}"


def load_frame(stored: Mapping[str, Any]) -> CampaignFrame:
    """Return the frame that ``CampaignFrame.dump`` stored."""
    lists = {int(list_id): (title, name) for list_id, (title, name) in stored["lists"].items()}
    told = load_telling(stored.get("telling", {}))
    return CampaignFrame(**{**stored, "message": Frame(**stored["message"]), "lists": lists, "telling": told})


def addresser(
    tx: Transaction, campaign_id: int, settings: Settings, relay: Relay, *, dkim: Signer | None = None
) -> Callable[[Claimed, datetime], Outgoing]:
    """Return the function that builds the message of a claimed delivery, from what was frozen with the campaign.

    With ``dkim`` each message carries its DKIM signature.
    """
    frame = load_frame(campaigns.frame(tx, campaign_id))
    variants = {key: load(stored) for key, stored in campaigns.compiled_variants(tx, campaign_id).items()}
    sending_domain = frame.message.sender_address.rpartition("@")[2]
    leaving, told = _leaving(frame, settings.keys), teller(frame.telling)
    return_path = _return_path(frame, settings.keys, relay.envelope)
    message_token = message_tokens(campaigns.token_secret(tx, campaign_id))
    threads = _threads(tx, campaign_id)

    def outgoing(claimed: Claimed, at: datetime) -> Outgoing:
        token, variant = message_token(claimed.id), variants[claimed.variant_id]
        reason = told(variant.language, claimed.list_id, claimed.slots)
        parts = assemble(
            variant,
            frame.message,
            Recipient(claimed.id, claimed.address, claimed.name, claimed.slots, reason),
            message_id=message_id(token, frame.slug, sending_domain),
            list_id=frame.lists.get(claimed.list_id or 0),
            unsubscribe=leaving(claimed.id),
            date=at,
            in_reply_to=threads[claimed.answers[1]](claimed.answers[0]) if claimed.answers else "",
            signer=dkim,
        )
        sender = return_path(claimed.id)
        return Outgoing(claimed.id, claimed.attempt, sender, claimed.address, parts, token)

    return outgoing


def _threads(tx: Transaction, campaign_id: int) -> dict[int, Callable[[int], str]]:
    """Return, by campaign, what gives the Message-ID of a delivery that this campaign answers."""
    return {one: message_ids(tx, one) for one in answers.answered(tx, campaign_id)}


def message_ids(tx: Transaction, campaign_id: int) -> Callable[[int], str]:
    """Return the function that gives the Message-ID of a delivery of the campaign."""
    frame, token = load_frame(campaigns.frame(tx, campaign_id)), message_tokens(campaigns.token_secret(tx, campaign_id))
    domain = frame.message.sender_address.rpartition("@")[2]
    return lambda delivery_id: message_id(token(delivery_id), frame.slug, domain)


def preview_message(compiled: Compiled, frame: CampaignFrame, recipient: Recipient, at: datetime) -> bytes:
    """Return a message as this recipient would get it, with invented identifiers: for proof sheets, never sent."""
    parts = assemble(
        compiled,
        frame.message,
        recipient,
        message_id=message_id("0" * 32, frame.slug, frame.message.sender_address.rpartition("@")[2]),
        list_id=None,
        unsubscribe=Unsubscribe(
            url=f"{frame.base_url}/u/{_INVENTED_TOKEN}" if frame.base_url else "",
            mailto=f"mailto:{_leave_address(frame)}?subject=unsubscribe",
        ),
        date=at,
    )
    return b"".join(parts)


def _leaving(frame: CampaignFrame, keys: Mapping[str, bytes]) -> Callable[[int], Unsubscribe]:
    """Return how the recipient of a delivery leaves; test copies carry no token: no link in them works for anybody."""
    mailbox = _leave_address(frame)
    if frame.message.is_test or not keys:
        nobodys = Unsubscribe(mailto=f"mailto:{mailbox}?subject=unsubscribe")
        return lambda _: nobodys
    local, _, domain = mailbox.rpartition("@")
    sign = signer(keys, Purpose.UNSUBSCRIBE)

    def leaving(delivery_id: int) -> Unsubscribe:
        signed = sign(delivery_id)
        tagged = f"+{signed}" if frame.unsubscribe_mailto else ""
        url = f"{frame.base_url}/u/{signed}" if frame.base_url else ""
        return Unsubscribe(url=url, mailto=f"mailto:{local}{tagged}@{domain}?subject=unsubscribe")

    return leaving


def _return_path(frame: CampaignFrame, keys: Mapping[str, bytes], envelope: Envelope) -> Callable[[int], str]:
    """Return the envelope sender of a delivery: the bounce address (with its token for VERP), or the sender's own."""
    fixed = frame.return_path or frame.message.sender_address
    if not frame.return_path or envelope is not Envelope.VERP or not keys:
        return lambda _: fixed
    local, _, domain = fixed.rpartition("@")
    sign = signer(keys, Purpose.BOUNCE)
    return lambda delivery_id: f"{local}+{sign(delivery_id)}@{domain}"


def _leave_address(frame: CampaignFrame) -> str:
    return frame.unsubscribe_mailto or frame.message.reply_to or frame.message.sender_address

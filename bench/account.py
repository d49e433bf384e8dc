"""The account of a campaign whose sender was killed: what happened, and what of it must not be."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Account:
    """What happened: ``on_the_wire`` are the messages that nobody can know about, counted when it happened.

    ``kills`` are those that left something behind, a message begun or a claim; ``idle_kills`` left nothing.
    """

    people: tuple[str, ...]
    got: Counter[str] = field(default_factory=Counter)
    states: dict[str, str] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    idle_kills: int = 0
    drops: int = 0
    on_the_wire: int = 0
    is_balanced: bool = False
    state: str = ""
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def count_kill(self, moment: str, *, left_behind: int) -> None:
        """Count a kill; one that left nothing behind proves nothing."""
        if left_behind:
            self.kills[moment] += 1
        else:
            self.idle_kills += 1

    @property
    def uncertain(self) -> list[str]:
        """Return the addresses that are listed as uncertain."""
        return [address for address, state in self.states.items() if state == "uncertain"]


def judge(account: Account) -> None:
    """Write down what must not be."""
    people, got, wrong = set(account.people), account.got, account.wrong
    wrong += [f"{address} got it {number} times" for address, number in got.items() if number > 1]
    wrong += [f"{address} was no recipient" for address in got.keys() - people]
    wrong += [f"{address} is not in the ledger" for address in people - account.states.keys()]
    for address, state in account.states.items():
        if state not in {"sent", "uncertain"} or (state == "sent" and not got[address]):
            wrong.append(f"{address} is {state} and got it {got[address]} times")
    if len(account.uncertain) > account.on_the_wire:
        wrong.append(f"{len(account.uncertain)} uncertain, but only {account.on_the_wire} were on the wire")
    if not account.is_balanced or account.state != "finished":
        wrong.append(f"the campaign is {account.state}, balanced: {account.is_balanced}")


def told(account: Account) -> str:
    """Return the figures, and what is wrong if anything is."""
    kills = ", ".join(f"{number} {moment}" for moment, number in sorted(account.kills.items()))
    figures = {
        "recipients": len(account.people),
        "messages": f"{account.got.total()}, to one person at most {max(account.got.values(), default=0)}",
        "kills": f"{account.kills.total()} ({kills}); {account.idle_kills} more left nothing behind",
        "lines dropped": f"{account.drops} when a mail was begun",
        "on the wire": f"{account.on_the_wire} at most, at these moments",
        "uncertain": f"{len(account.uncertain)}; arrived: {sum(account.got[one] for one in account.uncertain)}",
        "campaign": f"{account.state}, balanced: {account.is_balanced}",
        "seconds": f"{account.seconds:.0f}",
        "exactly once or listed as uncertain": "NO" if account.wrong else "yes",
    }
    lines = [f"{name:<14} {figure}" for name, figure in figures.items()]
    return "\n".join([*lines, *(f"WRONG: {one}" for one in account.wrong[:20])])

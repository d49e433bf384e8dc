"""Reading a rule: ``kind = journalist and (country in (KE, SO) or language = sw) and not list = opted-out``.

rule        any { or any }
any         part { and part }
part        not part | ( rule ) | comparison
comparison  FACT = VALUE | FACT != VALUE | FACT [not] in ( VALUE { , VALUE } )
            | FACT [not] contains VALUE | FACT is [not] empty
"""

from mailer.domain.rule import RESERVED, Comparison, Fact, Not, Operator, Rule, all_of, any_of, quoted
from mailer.domain.rule_token import Sort, Token, problem, tokens
from mailer.domain.rule_value import Vocabulary, allowed, nearest, read_value
from mailer.errors import UsageProblem

LONGEST = 4000
_DEEPEST = 30
_FIELD = "field."
_FIRST = "first"
_EXAMPLE = "kind = journalist and country in (KE, SO)"
#: What two comparisons are joined by.
_JOINING = "the word and, or the word or"
_EXAMPLES = {Fact.KIND: "journalist", Fact.COUNTRY: "KE", Fact.LANGUAGE: "fr", Fact.FIRST_LANGUAGE: "fr"}
#: What may follow a fact: the words, the comparison that they are, and whether they turn it round.
_PHRASES = (
    ("=", Operator.IS, False),
    ("!=", Operator.IS, True),
    ("in", Operator.IS, False),
    ("not in", Operator.IS, True),
    ("contains", Operator.CONTAINS, False),
    ("not contains", Operator.CONTAINS, True),
    ("is empty", Operator.EMPTY, False),
    ("is not empty", Operator.EMPTY, True),
)


def parse_rule(text: str, known: Vocabulary) -> Rule:
    """Return the rule in ``text``; UsageProblem that says where it goes wrong, and what is meant."""
    if len(text) > LONGEST:
        raise UsageProblem(
            f"the rule has {len(text):,} characters, {LONGEST:,} is the most",
            hint="Put a part of it into a list of its own, and write list = SLUG",
        )
    return Reading(text, known).whole()


class Reading:
    """One text being read. ``wanted`` are the words that could stand where it ends, as far as it was read."""

    def __init__(self, text: str, known: Vocabulary) -> None:
        self._tokens = tokens(text)
        self._place = 0
        self._depth = 0
        self._known = known
        self.wanted: list[str] = []

    def whole(self) -> Rule:
        """Return the rule that the text is from its beginning to its end."""
        found = self._rule()
        if self._now.sort is not Sort.END:
            raise self._left_over()
        return found

    @property
    def _now(self) -> Token:
        return self._tokens[self._place]

    def _rule(self) -> Rule:
        parts = [self._any()]
        while self._takes("or"):
            parts.append(self._any())
        return any_of(parts)

    def _any(self) -> Rule:
        parts = [self._part()]
        while self._takes("and"):
            parts.append(self._part())
        return all_of(parts)

    def _part(self) -> Rule:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong("brackets and nots stand too deep in one another", "Make a list of a part, and use that")
        found = self._inner()
        self._depth -= 1
        return found

    def _inner(self) -> Rule:
        if self._takes("not"):
            return Not(self._part())
        opening = self._now
        if not self._takes("("):
            return self._comparison()
        found = self._rule()
        self._close(opening)
        return found

    def _close(self, opening: Token) -> None:
        if self._takes(")"):
            return
        if self._now.sort is Sort.END:
            raise problem(opening.at, "this bracket is not closed", hint="Add ) where it ends")
        raise self._left_over()

    def _comparison(self) -> Rule:
        fact, name = self._fact()
        known = [phrase for phrase in _PHRASES if phrase[1] in allowed(fact)]
        for words, operator, is_turned in known:
            if self._takes(*words.split()):
                found = Comparison(fact, operator, self._values(fact, operator, words), name)
                return Not(found) if is_turned else found
        could = f"Write one of: {', '.join(words for words, *_ in known)}"
        if self._now.sort is Sort.END:
            raise self._wrong(f"the rule ends after {fact}", could)
        raise self._wrong(f"{fact} cannot be compared by {self._now.text!r}", could)

    def _fact(self) -> tuple[Fact, str]:
        self._want(*self._known.facts)
        now = self._now
        if now.sort is Sort.END:
            raise self._wrong("the rule ends where a comparison should begin", f"Go on as in {_EXAMPLE}")
        if self._takes(_FIRST, str(Fact.LANGUAGE)):
            return Fact.FIRST_LANGUAGE, ""
        if now.sort is Sort.WORD and now.text.casefold().startswith(_FIELD):
            return Fact.FIELD, self._field()
        found = self._known.fact(now.text) if now.sort is Sort.WORD else None
        if found is None:
            near = nearest(now.text, self._known.facts).capitalize()
            hint = f"{near}{'' if near.endswith('?') else '.'} A rule is as {_EXAMPLE}"
            raise self._wrong(f"there is nothing called {now.text!r} to compare", hint)
        self._place += 1
        return found

    def _field(self) -> str:
        """Return the name of a custom field; one with blanks is in quotes: field."Party name"."""
        now = self._step()
        name = now.text[len(_FIELD) :]
        if not name and self._now.sort is Sort.QUOTED and self._now.at == now.ends:
            name = " ".join(self._step().text.split())
        if not name:
            raise problem(
                now.ends, "the name of the field is missing", hint='Write it as in field.party or field."My field"'
            )
        declared = self._known.fact(name)
        return declared[1] if declared and declared[0] is Fact.FIELD else name

    def _values(self, fact: Fact, operator: Operator, words: str) -> tuple[str, ...]:
        if operator is Operator.EMPTY:
            return ()
        if not words.endswith("in"):
            return (self._value(fact, operator),)
        opening = self._now
        if not self._takes("("):
            raise self._wrong("after in comes a bracket", f"Write {fact} in (A, B)")
        values = [self._value(fact, operator)]
        while self._takes(","):
            values.append(self._value(fact, operator))
        self._close(opening)
        return tuple(dict.fromkeys(values))

    def _value(self, fact: Fact, operator: Operator) -> str:
        now = self._now
        if now.sort is Sort.END:
            self._want(*map(quoted, self._known.values(fact)))
        if now.sort in {Sort.END, Sort.SIGN}:
            raise self._wrong(
                f"a value for {fact} is missing", f"Write it as in {fact} = {_EXAMPLES.get(fact, 'word')}"
            )
        if now.sort is Sort.WORD and now.text.casefold() in RESERVED:
            raise self._wrong(f"{now.text!r} is a word of the rule", f'If it is the value, write "{now.text}"')
        self._step()
        try:
            return read_value(fact, operator, now.text, self._known)
        except ValueError as error:
            why, _, hint = str(error).partition(": ")
            raise problem(now.at, why, hint=f"{hint[:1].upper()}{hint[1:]}" or "Mend the value") from error

    def _takes(self, *words: str) -> bool:
        """Return whether these words come next, and go past them; at the end, note that they could."""
        for ahead, word in enumerate(words):
            token = self._tokens[self._place + ahead]
            if token.sort is Sort.END:
                self.wanted.append(" ".join(words[ahead:]))
            if not token.is_word(word):
                return False
        self._place += len(words)
        return True

    def _want(self, *words: str) -> None:
        if self._now.sort is Sort.END:
            self.wanted.extend(words)

    def _step(self) -> Token:
        now = self._now
        self._place += 1
        return now

    def _left_over(self) -> UsageProblem:
        now, before = self._now, self._tokens[self._place - 1]
        if now.sort is Sort.SIGN or before.sort is not Sort.WORD:
            return self._wrong(f"{now.text!r} cannot stand here", f"Between two comparisons stands {_JOINING}")
        return self._wrong(
            f"{now.text!r} cannot stand here",
            f'A value with blanks is in quotes: "{before.text} {now.text}"; between two comparisons stands {_JOINING}',
        )

    def _wrong(self, why: str, hint: str) -> UsageProblem:
        return problem(self._now.at, why, hint=hint)

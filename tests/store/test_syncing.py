"""Lists as files, on both databases: what is exported changes nothing, and what a sync does can be taken back."""

import csv
import itertools
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mailer.domain.cell import unprotected
from mailer.domain.subscription import EndedReason
from mailer.domain.suppression import SuppressionReason
from mailer.errors import ListFileError, MailerError, NotFinished, UsageProblem
from mailer.store.database import Store
from mailer.store.tables import schema as t
from mailer.usecases.people import listing, subscribing, suppressing
from mailer.usecases.people.accounting import ImportReport
from mailer.usecases.people.exporting import Kept, export_lists, write_csv
from mailer.usecases.people.importing import Consent, import_contacts
from mailer.usecases.people.syncing import ListSync, Wish, plan_sync, sync
from mailer.usecases.people.undoing import all_changesets, undo
from tests.store.ledger import NOW, contact_profile, signed

_LATER = NOW + timedelta(hours=1)
_GENTLY, _PRUNE = Wish(), Wish(prune=True)
_numbers = itertools.count(1)

Syncing = Callable[..., ListSync]


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """The folder of list files."""
    folder = tmp_path / "lists"
    folder.mkdir()
    return folder


@pytest.fixture
def bring(store: Store, lists: Path) -> Syncing:
    """A function that writes the file of a list and syncs it."""

    def write_and_sync(*rows: str, slug: str = "press", wish: Wish = _GENTLY) -> ListSync:
        _write(lists / f"{slug}.csv", rows)
        (done,) = _sync(store, lists, slug, wish=wish)
        return done

    return write_and_sync


def test_a_list_is_made_from_its_files(store: Store, lists: Path, bring: Syncing) -> None:
    (lists / "press.toml").write_text('title = "Press, Africa"\nkind = "partner"\nsource = "the card index"\n')

    done = bring("ana@example.org,Ana,,", "ben@example.org,Ben,consent,a card")

    made = listing.list_report(store, "press", by=signed(NOW)).line
    terms = {row["address"]: (row["basis"], row["source"]) for row in _rows_of(store, lists)}
    assert (done.is_new, done.counts.added) == (True, 2)
    assert (made.list.title, made.list.kind, made.list.source) == ("Press, Africa", "partner", "the card index")
    assert terms == {"ana@example.org": ("", ""), "ben@example.org": ("consent", "a card")}
    assert contact_profile(store, "ana@example.org").subscriptions[0].terms.source == "the card index"


def test_a_second_sync_changes_nothing_and_leaves_no_changeset(store: Store, bring: Syncing) -> None:
    first = bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")
    second = bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")

    assert (first.changeset, second.changes_something, second.changeset) == (1, False, None)
    assert len(all_changesets(store, limit=9)) == 1


def test_a_plan_names_who_comes_who_goes_and_what_is_different(store: Store, lists: Path, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,", "cy@example.org,Cy,,")
    _write(lists / "press.csv", ["ana@example.org,Anna,consent,", "dia@example.org,Dia,,", "cy@example.org,,,"])
    (lists / "press.toml").write_text('title = "Press"\nwhy = "You are accredited."\n')

    (planned,) = plan_sync(store, lists, [], wish=_PRUNE, by=signed(_LATER))

    assert [(who.address, who.name) for who in planned.joining] == [("dia@example.org", "Dia")]
    assert [(who.address, who.name) for who in planned.leaving] == [("ben@example.org", "Ben")]
    assert {(one.address, one.field, one.before, one.after) for one in planned.changes} == {
        ("ana@example.org", "name", "Ana", "Anna"),
        ("ana@example.org", "press: basis", "legitimate-interest", "consent"),
    }
    assert planned.settings == {"why": (None, "You are accredited.")}
    assert len(all_changesets(store, limit=9)) == 1


def test_nobody_is_taken_off_unless_asked_for(store: Store, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")

    kept = bring("ana@example.org,Ana,,")
    pruned = bring("ana@example.org,Ana,,", wish=_PRUNE)

    assert (kept.absent, kept.ends, kept.changes_something) == (1, 0, False)
    assert (pruned.ends, _on(store)) == (1, ["ana@example.org"])
    (ended,) = contact_profile(store, "ben@example.org").subscriptions
    assert ended.ended_reason == EndedReason.REMOVED


def test_what_was_pruned_can_be_taken_back_but_nobody_who_left(store: Store, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,", "cy@example.org,Cy,,")
    subscribing.unsubscribe(store, "cy@example.org", list_slug="press", by=signed(NOW))
    pruned = bring("ana@example.org,Ana,,", wish=_PRUNE)

    assert pruned.changeset is not None
    undone = undo(store, pruned.changeset, by=signed(_LATER))

    assert (pruned.ends, undone.restored) == (1, 1)
    assert _on(store) == ["ana@example.org", "ben@example.org"]


def test_who_was_pruned_comes_back_with_the_file_only_where_a_flag_says_so(store: Store, bring: Syncing) -> None:
    both = ("ana@example.org,Ana,,", "ben@example.org,Ben,,")
    bring(*both)
    bring(both[0], wish=_PRUNE)

    refused = bring(*both)
    revived = bring(*both, wish=Wish(consent=Consent(revive_ended=True)))

    assert ["left the list press" in one.reason for one in refused.errors] == [True]
    assert (revived.counts.updated, _on(store)) == (1, ["ana@example.org", "ben@example.org"])


def test_who_must_not_be_written_to_is_not_in_the_file_and_not_taken_off(
    store: Store, lists: Path, bring: Syncing
) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")
    suppressing.suppress(store, "ben@example.org", reason=SuppressionReason.BOUNCED, by=signed(NOW))

    export_lists(store, lists, ["press"], every=False, dry_run=False, by=signed(NOW))
    (planned,) = plan_sync(store, lists, [], wish=_PRUNE, by=signed(NOW))

    assert "ben" not in (lists / "press.csv").read_text()
    assert (planned.absent, planned.changes_something) == (0, False)
    suppressing.unsuppress(store, "ben@example.org", by=signed(NOW))
    assert _on(store) == ["ana@example.org", "ben@example.org"]


def test_nobody_is_taken_off_for_being_named_by_another_address(store: Store, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")
    with store.begin() as tx:
        contact = tx.scalar(select(t.addresses.c.contact_id).where(t.addresses.c.key == "ben@example.org"))
        second = {"address": "ben@example.net", "key": "ben@example.net", "domain": "example.net"}
        tx.execute(t.addresses.insert().values(contact_id=contact, is_preferred=False, **second))

    done = bring("ana@example.org,Ana,,", "ben@example.net,Ben,,", wish=_PRUNE)

    assert (done.ends, done.changes_something) == (0, False)


def test_while_a_row_cannot_be_read_nobody_is_taken_off(store: Store, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")

    with pytest.raises(ListFileError, match=r"press\.csv, line 3: 'ben\.example\.org'.*leave --prune out"):
        bring("ana@example.org,Ana,,", "ben.example.org,Ben,,", wish=_PRUNE)

    assert len(_on(store)) == 2


def test_more_than_a_tenth_of_a_list_leaves_only_if_somebody_says_how_many(store: Store, bring: Syncing) -> None:
    rows = [f"p{number:02}@example.org,,," for number in range(30)]
    bring(*rows)

    with pytest.raises(MailerError, match=r"4 of the 30 on press would leave.*--expect 4"):
        bring(*rows[4:], wish=_PRUNE)
    with pytest.raises(MailerError, match="expected 3 to leave, it would be 4"):
        bring(*rows[4:], wish=Wish(prune=True, expect=3))
    few = bring(*rows[3:], wish=_PRUNE)
    more = bring(*rows[13:], wish=Wish(prune=True, expect=10))

    assert (few.ends, more.ends, len(_on(store))) == (3, 10, 17)


def test_of_a_list_of_twenty_anybody_may_leave_and_of_a_longer_one_a_tenth(bring: Syncing) -> None:
    rows = [f"p{number:02}@example.org,,," for number in range(21)]
    bring(*rows)

    with pytest.raises(MailerError, match="3 of the 21 on press would leave"):
        bring(*rows[3:], wish=_PRUNE)
    bring(*rows[1:], wish=_PRUNE)

    assert bring(*rows[18:], wish=_PRUNE).ends == 17


def test_a_file_that_cannot_be_read_leaves_all_lists_as_they_are(store: Store, lists: Path) -> None:
    _write(lists / "africa.csv", ["ana@example.org,Ana,,"])
    (lists / "press.csv").write_bytes(b"address,name\nana@example.org,Ren\xe9\n")

    with pytest.raises(ListFileError, match="not UTF-8"):
        plan_sync(store, lists, [], wish=Wish(), by=signed(NOW))

    assert not listing.all_lists(store, by=signed(NOW))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('titel = "Press"', "no key 'titel'. Did you mean 'title'"),
        ("title = 3", "title is not a text"),
        ('kind = "reporter"', "kind: 'reporter' is not known"),
        ("title = Press", "KEY ="),
    ],
)
def test_a_wrong_word_about_a_list_is_named(store: Store, lists: Path, text: str, said: str) -> None:
    (lists / "press.toml").write_text(text)

    with pytest.raises(ListFileError, match=said):
        plan_sync(store, lists, [], wish=Wish(), by=signed(NOW))


def test_all_that_can_be_said_of_a_list_comes_back_as_it_was(store: Store, lists: Path) -> None:
    said = (
        'title = "Everywhere"\nkind = "partner"\nbasis = "consent"\nsource = "a card"\nwhy = "You asked."\n'
        'class = "press"\nlanguage = "fr"\npolicy = "own"\nsender = "Desk <desk@example.org>"\n'
        'reply_to = "answers@example.org"\nexclude = ["zulu"]\n'
    )
    (lists / "press.toml").write_text(said)
    _write(lists / "zulu.csv", ["zoe@example.org,Zoe,,"])
    (lists / "africa.toml").write_text('where = "country = KE and list = press"\n')

    planned = plan_sync(store, lists, [], wish=_GENTLY, by=signed(NOW))
    sync(store, planned, wish=_GENTLY, by=signed(NOW))
    (lists / "press.toml").unlink()
    kept = export_lists(store, lists, [], every=True, dry_run=False, by=signed(NOW))

    assert (lists / "press.toml").read_text() == said
    assert (lists / "africa.toml").read_text().endswith('where = "country = KE and list = press"\n')
    assert [one.path.name for one in kept if one.list == "africa"] == ["africa.toml"]
    again = plan_sync(store, lists, [], wish=_GENTLY, by=signed(NOW))
    assert not any(one.changes_something for one in again)


def test_new_lists_that_name_each_other_are_refused_before_any_is_made(store: Store, lists: Path) -> None:
    (lists / "press.toml").write_text('exclude = ["africa"]\n')
    (lists / "africa.toml").write_text('where = "list = press"\n')
    _write(lists / "zulu.csv", ["zoe@example.org,Zoe,,"])

    with pytest.raises(ListFileError, match="africa and press are new and name each other"):
        plan_sync(store, lists, [], wish=_GENTLY, by=signed(NOW))


def test_what_a_file_no_longer_names_is_no_longer_left_out(store: Store, lists: Path, bring: Syncing) -> None:
    bring("zoe@example.org,Zoe,,", slug="zulu")
    (lists / "press.toml").write_text('exclude = ["zulu"]\nwhy = "You asked."\n')
    bring("ana@example.org,Ana,,")
    (lists / "press.toml").write_text('exclude = []\nwhy = ""\n')

    (done,) = _sync(store, lists, "press")

    assert done.settings == {"why": ("You asked.", None), "exclude": (["zulu"], None)}
    assert listing.list_report(store, "press", by=signed(NOW)).line.list.excludes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('where = "country ="', r"press\.toml: "),
        ('exclude = ["nowhere"]', r"press\.toml: there is no list 'nowhere'"),
        ('exclude = "zulu"', r'exclude = \["LIST"\]'),
        ('sender = "a@b@c"', r"press\.toml"),
        ('where = "country = KE"', "from its rule, not from a file"),
    ],
)
def test_what_a_list_cannot_be_is_refused_with_its_file(store: Store, lists: Path, text: str, said: str) -> None:
    (lists / "press.toml").write_text(text)
    _write(lists / "press.csv", ["ana@example.org,Ana,,"])

    with pytest.raises(ListFileError, match=said):
        plan_sync(store, lists, [], wish=_GENTLY, by=signed(NOW))


def test_a_list_without_files_is_named_with_its_nearest(store: Store, lists: Path) -> None:
    _write(lists / "press.csv", [])

    with pytest.raises(UsageProblem, match="Did you mean press"):
        plan_sync(store, lists, ["pres"], wish=Wish(), by=signed(NOW))


def test_a_file_that_changes_while_its_plan_is_read_is_not_taken(store: Store, lists: Path) -> None:
    _write(lists / "press.csv", ["ana@example.org,Ana,,"])
    planned = plan_sync(store, lists, [], wish=Wish(), by=signed(NOW))
    _write(lists / "press.csv", ["ben@example.org,Ben,,"])

    with pytest.raises(NotFinished, match="changed since the plan"):
        sync(store, planned, wish=Wish(), by=signed(NOW))

    assert not listing.all_lists(store, by=signed(NOW))


def test_who_comes_onto_a_list_while_its_plan_is_read_is_not_pruned_with_the_rest(
    store: Store, lists: Path, bring: Syncing
) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")
    _write(lists / "press.csv", ["ana@example.org,Ana,,"])
    planned = plan_sync(store, lists, [], wish=_PRUNE, by=signed(NOW))
    bring("cy@example.org,Cy,,", slug="africa")
    subscribing.subscribe(store, ["cy@example.org"], list_slug="press", by=signed(NOW))

    with pytest.raises(NotFinished, match="more would leave press than were shown"):
        sync(store, planned, wish=_PRUNE, by=signed(NOW))

    assert len(_on(store)) == 3


def test_a_file_that_says_the_same_is_not_touched(store: Store, lists: Path, bring: Syncing) -> None:
    bring("ben@example.org,Ben,,", "ana@example.org,Ana,,")
    assert [one.fate for one in _export(store, lists)] == ["changed", "new"]
    before = {path: path.stat() for path in lists.iterdir()}

    again = _export(store, lists)

    assert [one.fate for one in again] == ["same", "same"]
    after = {path: path.stat() for path in lists.iterdir()}
    assert {path: (one.st_mtime_ns, one.st_ino) for path, one in after.items()} == {
        path: (one.st_mtime_ns, one.st_ino) for path, one in before.items()
    }


def test_an_export_keeps_the_line_ends_the_mode_and_the_comments_that_a_file_had(
    store: Store, lists: Path, bring: Syncing
) -> None:
    (lists / "press.toml").write_text('# Ask Amal first.\ntitle = "Old"\n')
    bring("ana@example.org,Ana,,")
    (lists / "press.csv").write_bytes(b"address,name\r\n")
    (lists / "press.csv").chmod(0o640)
    (lists / "press.toml").write_text('# Ask Amal first.\ntitle = "Older"\n')

    _export(store, lists)

    csv_file, toml_file = lists / "press.csv", lists / "press.toml"
    assert csv_file.read_bytes().count(b"\r\n") == csv_file.read_bytes().count(b"\n") == 2
    assert csv_file.stat().st_mode & 0o777 == 0o640
    assert toml_file.read_text().startswith('# Ask Amal first.\ntitle = "Old"\n')


def test_a_dry_run_of_an_export_touches_nothing(store: Store, lists: Path, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,")
    before = (lists / "press.csv").read_bytes()

    kept = export_lists(store, lists, [], every=True, dry_run=True, by=signed(NOW))

    assert [one.fate for one in kept] == ["changed", "new"]
    assert [path.name for path in lists.iterdir()] == ["press.csv"]
    assert (lists / "press.csv").read_bytes() == before


_texts = st.one_of(
    st.sampled_from(
        ["=1+2", "+41 22", "-", "@home", "'=quoted", "''+x", "'plain", '"so"', "a,b", "a;b", "a\nb", "\tx"]
    ),
    st.sampled_from(["شبكة الأنهار", "Đặng Thị", "纪秋白", "René\u200b", "e\u0301te", "x\ry"]),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
)
_COLUMNS = (
    *("address", "name", "outlet", "role", "beats", "source", "phone", "notes", "embargo_version", "Floor"),
    *("other_addresses", "language", "basis", "embargo_since"),
)
_people = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "=cy", "+dia", "'eva"]),
        st.lists(_texts, min_size=9, max_size=9),
        st.lists(st.sampled_from("xyz"), unique=True, max_size=2),
        st.tuples(
            st.sampled_from(["", "en", "fr;ar"]),
            st.sampled_from(["", "consent", "member"]),
            st.sampled_from(["", "2026-01-31"]),
        ),
    ),
    max_size=5,
    unique_by=lambda one: one[0],
)


@given(people=_people)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_exported_changes_nothing_and_is_exported_as_it_was(
    store: Store, lists: Path, people: list[tuple[str, list[str], list[str], tuple[str, str, str]]]
) -> None:
    slug = f"list-{next(_numbers)}"
    path = lists / f"{slug}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(_COLUMNS)
        for local, cells, others, (language, basis, since) in people:
            further = ";".join(f"{local}{other}@example.net" for other in others)
            written.writerow([f"{local}@example.org", *cells, further, language, basis, since])
    _sync(store, lists, slug)

    _export(store, lists, slug)
    exported = path.read_bytes()
    (again,) = plan_sync(store, lists, [slug], wish=_PRUNE, by=signed(NOW))
    kept = _export(store, lists, slug)
    taken = _brought_back(store, lists, slug)

    assert (taken.added, taken.updated, taken.unchanged, taken.errors) == (0, 0, len(people), ())
    assert not again.changes_something, again
    assert not again.errors
    assert {one.fate for one in kept} == {"same"}
    assert path.read_bytes() == exported
    keys = [unprotected(row["address"]) for row in csv.DictReader(exported.decode().splitlines())]
    assert keys == sorted(keys)
    assert not any(cell[:1] in tuple("=+-@\t\r") for cell in _cells(path) if cell)


def _sync(store: Store, lists: Path, slug: str, *, wish: Wish = _GENTLY) -> tuple[ListSync, ...]:
    planned = plan_sync(store, lists, [slug], wish=wish, by=signed(NOW))
    return sync(store, planned, wish=wish, by=signed(NOW))


def _export(store: Store, lists: Path, *slugs: str) -> Sequence[Kept]:
    return export_lists(store, lists, slugs, every=False, dry_run=False, by=signed(NOW))


def _brought_back(store: Store, lists: Path, slug: str) -> ImportReport:
    """Return what comes of importing what ``contacts export`` writes."""
    path = lists.parent / "exported.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(store, file.write, by=signed(NOW), list_slug=slug)
    return import_contacts(store, path, list_slug=slug, dry_run=False, by=signed(NOW))


def _rows_of(store: Store, lists: Path) -> list[dict[str, str]]:
    _export(store, lists)
    with (lists / "press.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cells(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


def _write(path: Path, rows: Sequence[str]) -> None:
    path.write_text("".join(f"{row}\n" for row in ("address,name,basis,source", *rows)), encoding="utf-8")


def _on(store: Store) -> list[str]:
    with store.read() as tx:
        s = t.subscriptions.c
        wanted = select(t.addresses.c.key).join(t.subscriptions, s.contact_id == t.addresses.c.contact_id)
        lists = select(t.distribution_lists.c.id).where(t.distribution_lists.c.slug == "press")
        return sorted(tx.scalars(wanted.where(s.ended_at.is_(None), s.list_id.in_(lists))))


def test_settings_of_a_list_are_as_before_when_a_sync_is_taken_back(store: Store, lists: Path, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,")
    (lists / "press.toml").write_text('title = "Press desk"\n')
    (done,) = _sync(store, lists, "press")

    undone = undo(store, done.changeset or 0, by=signed(_LATER))

    title = listing.list_report(store, "press", by=signed(NOW)).line.list.title
    assert (undone.restored, title) == (1, "Press")


def test_who_was_pruned_and_came_back_is_on_the_list_once_when_it_is_taken_back(store: Store, bring: Syncing) -> None:
    bring("ana@example.org,Ana,,", "ben@example.org,Ben,,")
    pruned = bring("ana@example.org,Ana,,", wish=_PRUNE)
    subscribing.subscribe(store, ["ben@example.org"], list_slug="press", by=signed(NOW))

    undone = undo(store, pruned.changeset or 0, by=signed(_LATER))

    assert (undone.restored, undone.newer) == (0, 1)
    assert _on(store) == ["ana@example.org", "ben@example.org"]


def test_how_many_leave_is_said_only_where_somebody_may(store: Store, lists: Path) -> None:
    _write(lists / "press.csv", ["ana@example.org,Ana,,"])

    with pytest.raises(UsageProblem, match="Add --prune"):
        plan_sync(store, lists, [], wish=Wish(expect=0), by=signed(NOW))

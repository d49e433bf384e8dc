import pytest

from mailer.content.listfile.mapping import HeaderMap, parse_mapping
from mailer.errors import ListFileError, UsageProblem
from tests.unit.listfiles import Read, addresses, others
from tests.unit.listfiles import read as read  # noqa: PLC0414 - a fixture

AGENCY = "Adr;Wer;Zeug;Weg\nana@example.org;Ana;x;y\n"
SAVED = HeaderMap("agency", {"Adr": "address", "Wer": "name", "Zeug": "field", "Weg": "ignore"})


@pytest.mark.parametrize(
    ("typed", "mapping"),
    [
        (["E-mail=address"], {"E-mail": "address"}),
        (["a=b=name"], {"a=b": "name"}),
        ([" Wer = Name ", "Sprache=Language"], {"Wer": "name", "Sprache": "language"}),
        (["x=other addresses", "y=ignore", "z=field"], {"x": "other_addresses", "y": "ignore", "z": "field"}),
    ],
)
def test_what_is_typed_is_header_and_column(typed: list[str], mapping: dict[str, str]) -> None:
    assert parse_mapping(typed) == mapping


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["address"], "does not say which header is what"),
        (["=address"], "does not say which header is what"),
        (["E-mail=adress"], "no column 'adress'. Did you mean 'address'"),
        (["E-mail=address", "e_mail=ignore"], "is mapped twice"),
        (["A=name", "B=name"], "'A' and 'B' are both mapped to name"),
    ],
)
def test_what_is_no_mapping_is_refused_with_the_next_step(typed: list[str], said: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        parse_mapping(typed)

    assert said in str(refused.value)


def test_a_file_is_read_as_it_was_mapped(read: Read) -> None:
    (row,), file = read(AGENCY, mapping={"adr": "address", "WER": "name", "Weg": "ignore"})

    assert (row.address.address, row.name, row.fields) == ("ana@example.org", "Ana", {"Zeug": "x"})
    assert file.ignored == ("Weg",)


def test_what_is_mapped_outweighs_what_a_header_is_called(read: Read) -> None:
    (row,), _ = read("email,name,courriel\nold@example.org,Ana,ana@example.org\n", mapping={"courriel": "address"})

    assert (row.address.address, row.fields) == ("ana@example.org", {"email": "old@example.org"})


def test_a_layout_can_be_put_right(read: Read) -> None:
    head = "First Name,Last Name,E-mail Address,Company,Birthday\n"

    (row,), file = read(
        f"{head}Ana,Ruiz,ana@example.org,Radio,1980\n", mapping={"Birthday": "field", "Company": "ignore"}
    )

    assert (file.layout, row.outlet, row.fields) == ("Outlook", "", {"Birthday": "1980"})


def test_several_columns_may_hold_addresses(read: Read) -> None:
    rows, _ = read(
        "A,B,C\nana@example.org,b@example.org,c@example.org\n,only@example.org,\n",
        mapping={"A": "address", "B": "address", "C": "other_addresses"},
    )

    assert addresses(rows) == ["ana@example.org", "only@example.org"]
    assert others(rows[0]) == ["b@example.org", "c@example.org"]


def test_a_header_that_is_not_there_is_told_with_the_nearest(read: Read) -> None:
    with pytest.raises(UsageProblem, match=r"has no column 'Adresse'\. Did you mean 'Adr'\?"):
        read(AGENCY, mapping={"Adresse": "address"})


def test_a_mapping_without_an_address_is_refused(read: Read) -> None:
    with pytest.raises(ListFileError, match="no column of addresses"):
        read(AGENCY, mapping={"Wer": "name"})


def test_a_saved_mapping_is_used_for_just_its_headers(read: Read) -> None:
    (row,), _ = read(AGENCY, saved=(SAVED,))

    assert (row.address.address, row.name, row.fields) == ("ana@example.org", "Ana", {"Zeug": "x"})
    with pytest.raises(ListFileError, match="no column of addresses"):
        read(AGENCY.replace("Weg", "Neu"), saved=(SAVED,))


def test_a_saved_mapping_is_used_by_its_name_for_files_like_it(read: Read) -> None:
    (row,), _ = read("Adr;Neu\nana@example.org;z\n", saved=(SAVED,), named="agency")

    assert (row.address.address, row.fields) == ("ana@example.org", {"Neu": "z"})


@pytest.mark.parametrize(("saved", "said"), [((SAVED,), "Did you mean 'agency'"), ((), "--save-mapping NAME")])
def test_an_unknown_mapping_is_told(read: Read, saved: tuple[HeaderMap, ...], said: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        read(AGENCY, saved=saved, named="agenzy")

    assert said in str(refused.value)


@pytest.mark.parametrize(
    "head",
    [
        "address,name,role,kind,language,timezone,beats,basis,frequency,phone,notes,other_addresses,embargo_since,Desk",
        "Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Group Membership,Photo",
        "uuid,email,name,attributes,status",
        "email,Status,Opted out,first name,name,last name",
    ],
)
def test_what_a_file_was_read_as_can_be_saved_and_reads_the_same(read: Read, head: str) -> None:
    cells = {header: "ana@example.org" for header in head.split(",") if "mail" in header.lower() or header == "address"}
    row = ",".join(cells.get(header, "") for header in head.split(","))
    first, file = read(f"{head}\n{row}\n")

    again, mapped = read(f"{head}\n{row}\n", saved=(HeaderMap("x", file.columns),))

    assert (again, mapped.errors, mapped.columns) == (first, [], file.columns)


def test_a_saved_mapping_keeps_out_who_is_gone(read: Read) -> None:
    head = "Mail,Opted out,Status\n"
    _, file = read(f"{head}ana@example.org,,\n")

    rows, again = read(
        f"{head}ana@example.org,yes,\nben@example.org,,bounced\ncid@example.org,no,\n",
        saved=(HeaderMap("x", file.columns),),
    )

    assert (addresses(rows), len(again.errors)) == (["cid@example.org"], 2)

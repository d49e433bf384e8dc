"""Countries, as lists write them."""

import pytest

from mailer.domain.country import normalise_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ke", "KE"),
        ("KEN", "KE"),
        ("UK", "GB"),
        ("USA", "US"),
        (" kenya ", "KE"),
        ("KENIA", "KE"),
        ("Кения", "KE"),
        ("肯尼亚", "KE"),
        ("كينيا", "KE"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("DRC", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Trinidad and Tobago", "TT"),
        ("United States of America", "US"),
        ("Österreich", "AT"),
        ("Atlantis", "Atlantis"),
        ("the  North", "the North"),
        ("EMEA", "EMEA"),
        ("", ""),
    ],
)
def test_a_country_is_known_by_code_and_by_name_and_anything_else_stays_as_it_is(written: str, code: str) -> None:
    assert normalise_country(written) == code


def test_what_was_read_once_reads_the_same_again() -> None:
    for written in ("Kenya", "UK", "Atlantis", "USA", "xyz", "zz"):
        assert normalise_country(normalise_country(written)) == normalise_country(written)

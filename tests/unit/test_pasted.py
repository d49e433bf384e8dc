# Pages in six languages, each paragraph on one line, are the example here.
# ruff: noqa: E501

from datetime import date

import pytest

from mailer.content.pasted.pieces import Pasted, PieceKind
from mailer.content.pasted.reading import read_pasted
from mailer.domain.release import ReleaseKind
from mailer.errors import ReleaseError

LEAD = "Herders in three valleys have lost four in ten animals since March, according to a survey that Example Relief ran with local councils."
SECOND = "The survey covered 1,240 households. It found that wells built after 2020 kept working, while older ones ran dry within weeks."
QUOTE = "“Nobody here talks about next year,” said Jean-Noël Müller, who keeps goats near Lake Example."
LAST = "Example Relief asks donors to fund deeper wells before the next dry season begins in November."

CMS_DUMP = f"""\
Skip to main content
-
What we do
WHAT WE DOExample Relief has worked with herders and farmers since 1987. It runs wells, clinics and schools in eleven countries.
Where we work
- Africa
- Asia
- Take action
Drought halves herds in the Example valleys
Lakeside – {LEAD}
{SECOND}
{QUOTE}
{LAST}
For more information, please contact: Ada Example, Press Officer, Example Relief Media Unit, Lakeside, Email: ada@example.org, Tel: +1 202 555 0101
Related news
Ten years of wells: what we have learned about water that lasts, and about who repairs it.
"""

MAIL_PASTE = """\
PRESS RELEASE
24 November 2026

Drought halves herds in the Example valleys

Survey finds that deep wells hold

LAKESIDE, 24 November 2026 – Herders in three valleys have lost four in
ten animals since March, according to a survey that Example Relief ran
with local councils.

The survey covered 1,240 households. It found that wells built after
2020 kept working, while older ones ran dry within weeks.

What comes next

Example Relief asks donors to fund deeper wells before the next dry
season begins in November:

* wells below 80 metres
* spare parts in every
  district town

# # #

Media contacts:
Ada Example
Press Officer
Tel.: +1 202 555 0101
ada@example.org

Ben Sample, Spokesperson, ben@example.org

About Example Relief
Example Relief has worked with herders and farmers since 1987. It runs wells in eleven countries.
"""

FRENCH = """\
Accueil
Actualités
Communiqué de presse
La sécheresse décime les troupeaux des vallées
GENÈVE, le 1er août 2026 – Les éleveurs de trois vallées ont perdu quatre bêtes sur dix depuis mars, selon une enquête d’Exemple Secours.
« Ici, personne ne parle de l’an prochain », explique Noël Exemple, éleveur près du lac.
L’enquête porte sur 1 240 foyers. Les puits creusés après 2020 fonctionnent encore.
Pour plus d’informations, veuillez contacter : Zoé Exemple, chargée de communication, Genève, Courriel : zoe@example.org, Tél. : +00 000 000 00
Partager
Mentions légales
"""

SPANISH = """\
Inicio
Noticias
La sequía diezma los rebaños de los valles
Ginebra, 24 de noviembre de 2026 – Los pastores de tres valles han perdido cuatro de cada diez animales desde marzo, según una encuesta.
La encuesta abarcó 1.240 hogares. Los pozos excavados después de 2020 siguen funcionando.
Para más información, por favor contactar con:
Inés Ejemplo, Oficial de Comunicación, Oficina Regional, Ciudad de Ejemplo, Correo electrónico: ines@example.org, Teléfono: +00 000 000 01
Noticias relacionadas
Diez años de pozos: lo que hemos aprendido sobre el agua que dura y sobre quién la repara.
"""

ARABIC = """\
الرئيسية
الجفاف يفتك بقطعان الوديان
جنيف، 24 تشرين الثاني/نوفمبر 2026 – فقد الرعاة في ثلاثة وديان أربعة من كل عشرة رؤوس منذ آذار، وفقا لمسح أجرته منظمة مثال مع المجالس المحلية.
شمل المسح 1240 أسرة. وما زالت الآبار التي حفرت بعد عام 2020 تعمل في كل القرى التي زارها الفريق.
لمزيد من المعلومات، يرجى الاتصال بـ: ليلى مثال، مسؤولة الإعلام، جنيف، البريد الإلكتروني: leila@example.org، هاتف: +00 000 000 02
مواضيع ذات صلة
"""

RUSSIAN = """\
Главная
Засуха губит стада в долинах
Женева, 24 ноября 2026 года — Пастухи трёх долин потеряли с марта четыре головы скота из каждых десяти, показал опрос организации «Пример».
Опрос охватил 1240 хозяйств. Колодцы, вырытые после 2020 года, по-прежнему работают.
Контакты для СМИ: Анна Примерова, пресс-секретарь, Женева, тел.: +00 000 000 03, эл. почта: anna@example.org
"""

CHINESE = """\
首页
山谷干旱导致牲畜锐减
日内瓦，2026年11月24日 – 示例救济组织与地方委员会共同开展的一项调查显示，自三月以来，三个山谷的牧民已失去四成牲畜，许多家庭因此失去收入来源。
调查覆盖1240户家庭。2020年以后修建的水井仍在使用，而较老的水井在几周内就干涸了，村民不得不步行更远的路程取水。
媒体联系人：王示例，新闻官，日内瓦，电子邮件：wang@example.org，电话：+00 000 000 04
相关新闻
"""


def read(text: str, language: str = "en") -> Pasted:
    return read_pasted(text, html=False, language=language)


def test_the_text_of_a_page_full_of_menus_is_kept_word_for_word() -> None:
    found = read(CMS_DUMP)

    assert found.headline == "Drought halves herds in the Example valleys"
    assert found.place == "Lakeside"
    assert found.paragraphs == (LEAD, SECOND, QUOTE, LAST)


def test_menus_and_related_stories_are_left_out() -> None:
    found = read(CMS_DUMP)

    assert "Take action" in found.left_out
    assert any(line.startswith("WHAT WE DO") for line in found.left_out)
    assert any(line.startswith("Ten years of wells") for line in found.left_out)


def test_a_contact_on_one_line_becomes_a_spokesperson() -> None:
    (person,) = read(CMS_DUMP).spokespeople

    assert (person.name, person.title, person.unit) == ("Ada Example", "Press Officer", "Example Relief Media Unit")
    assert (person.city, person.address, person.phone) == ("Lakeside", "ada@example.org", "+1 202 555 0101")


def test_a_page_without_a_date_says_how_to_write_it() -> None:
    found = read(CMS_DUMP)

    assert found.date is None
    assert "No date was found: write it as date: YYYY-MM-DD." in found.doubts


def test_a_mail_broken_at_a_fixed_width_is_read_as_paragraphs() -> None:
    found = read(MAIL_PASTE)

    assert found.paragraphs[0] == LEAD
    assert found.paragraphs[1] == SECOND
    assert [piece.kind for piece in found.pieces[2:]] == [
        PieceKind.HEADING,
        PieceKind.PARAGRAPH,
        PieceKind.BULLET,
        PieceKind.BULLET,
    ]


def test_a_few_wide_lines_broken_amid_sentences_are_read_as_paragraphs() -> None:
    found = read(
        "Repairs begin on 260 wells\n\n"
        "Lakeside, 24 November 2026 - Herders in three valleys have lost four in ten animals since March, according to a\n"
        "survey that Example Relief ran with local councils.\n\n"
        f"{SECOND}\n"
    )

    assert found.paragraphs == (LEAD, SECOND)


def test_lines_broken_by_hand_are_joined_where_a_sentence_goes_on() -> None:
    found = read(
        "Repairs begin on 260 wells\n\n"
        "Lakeside – Herders in three valleys have lost four in ten animals\n"
        "since March, according to a survey that Example Relief ran with local\ncouncils.\n"
        f"{SECOND}\n"
        "Contact: Ada Example, Press Officer of the Example Relief Media Unit\ntel: +1 202 555 0101\n"
    )

    assert found.paragraphs == (LEAD, SECOND)
    assert found.spokespeople[0].phone == "+1 202 555 0101"


def test_headline_subhead_date_and_kind_are_told_apart() -> None:
    found = read(MAIL_PASTE)

    assert found.headline == "Drought halves herds in the Example valleys"
    assert found.subhead == "Survey finds that deep wells hold"
    assert (found.place, found.date, found.kind) == ("LAKESIDE", date(2026, 11, 24), ReleaseKind.PRESS_RELEASE)


def test_contacts_on_several_lines_become_several_spokespeople() -> None:
    first, second = read(MAIL_PASTE).spokespeople

    assert (first.name, first.title, first.phone, first.address) == (
        "Ada Example",
        "Press Officer",
        "+1 202 555 0101",
        "ada@example.org",
    )
    assert (second.name, second.title, second.address) == ("Ben Sample", "Spokesperson", "ben@example.org")


def test_who_we_are_below_the_contacts_becomes_the_boilerplate() -> None:
    found = read(MAIL_PASTE)

    assert [piece.text for piece in found.boilerplate] == [
        "About Example Relief",
        "Example Relief has worked with herders and farmers since 1987. It runs wells in eleven countries.",
    ]


@pytest.mark.parametrize(
    ("page", "language", "headline", "place", "day", "name"),
    [
        (FRENCH, "fr", "La sécheresse décime les troupeaux des vallées", "GENÈVE", date(2026, 8, 1), "Zoé Exemple"),
        (SPANISH, "es", "La sequía diezma los rebaños de los valles", "Ginebra", date(2026, 11, 24), "Inés Ejemplo"),
        (ARABIC, "ar", "الجفاف يفتك بقطعان الوديان", "جنيف", date(2026, 11, 24), "ليلى مثال"),
        (RUSSIAN, "ru", "Засуха губит стада в долинах", "Женева", date(2026, 11, 24), "Анна Примерова"),
        (CHINESE, "zh-Hans", "山谷干旱导致牲畜锐减", "日内瓦", date(2026, 11, 24), "王示例"),
    ],
)
def test_pages_in_the_six_languages_are_understood(  # noqa: PLR0917 - one argument per fact
    page: str, language: str, headline: str, place: str, day: date, name: str
) -> None:
    found = read(page, language)

    assert (found.headline, found.place, found.date) == (headline, place, day)
    assert [person.name for person in found.spokespeople] == [name]
    assert all(person.address and person.phone and person.title and person.city for person in found.spokespeople)
    assert len(found.pieces) == (3 if language == "fr" else 2)


def test_two_apostrophes_that_close_a_quotation_stay_and_are_told() -> None:
    said = "“We will come back, and we will dig deeper than before, said nobody in particular at the well.’’"

    found = read(f"Wells for all\nLakeside – {LEAD}\n{said}\n")

    assert found.paragraphs[1] == said
    assert said in found.quotes
    assert any("two apostrophes" in doubt for doubt in found.doubts)


def test_quotations_are_listed_with_their_marks() -> None:
    found = read(CMS_DUMP)

    assert found.quotes == ("“Nobody here talks about next year,”",)


def test_an_embargo_is_never_read_as_a_time_but_asked_for() -> None:
    found = read(
        f"EMBARGOED until 24 November 2026 06:00 GMT\nWells for all the valleys\nLakeside – {LEAD}\n{SECOND}\n"
    )

    assert found.embargo == "EMBARGOED until 24 November 2026 06:00 GMT"
    assert any("embargo" in doubt for doubt in found.doubts)
    assert found.headline == "Wells for all the valleys"


def test_a_release_without_dateline_begins_below_its_headline() -> None:
    found = read(
        f"Home\nNews\n\nDrought halves herds in the Example valleys\n\nHerders count. {LEAD}\n\n{SECOND}\n\n{LAST}\n"
    )

    assert found.headline == "Drought halves herds in the Example valleys"
    assert found.paragraphs == (f"Herders count. {LEAD}", SECOND, LAST)
    assert any("No dateline" in doubt for doubt in found.doubts)


def test_contacts_on_top_are_found_too() -> None:
    found = read(
        "FOR IMMEDIATE RELEASE\nContact: Ada Example, ada@example.org, +1 202 555 0101\n\n"
        f"Drought halves herds in the Example valleys\n\nLAKESIDE, Nov. 24, 2026 -- {LEAD}\n\n{SECOND}\n\n###\n"
    )

    assert [person.address for person in found.spokespeople] == ["ada@example.org"]
    assert (found.headline, found.place) == ("Drought halves herds in the Example valleys", "LAKESIDE")
    assert found.paragraphs == (LEAD, SECOND)


def test_notes_to_editors_below_the_contacts_belong_to_the_text() -> None:
    found = read(
        f"Wells for all the valleys\nLakeside – {LEAD}\nMedia contact: Ada Example, ada@example.org\n"
        f"Notes to editors\n{SECOND}\n"
    )

    assert [(piece.kind, piece.text) for piece in found.pieces[1:]] == [
        (PieceKind.HEADING, "Notes to editors"),
        (PieceKind.PARAGRAPH, SECOND),
    ]


def test_prose_below_the_contacts_is_left_out_and_told() -> None:
    found = read(f"Wells for all the valleys\nLakeside – {LEAD}\nMedia contact: Ada, ada@example.org\n{SECOND}\n")

    assert found.paragraphs == (LEAD,)
    assert any("was left out" in doubt and "1,240" in doubt for doubt in found.doubts)


def test_a_second_number_is_told_not_lost() -> None:
    found = read(f"Wells for all\nLakeside – {LEAD}\nContact: Ada Example, Tel: +1 202 555 0101 / +1 202 555 0102\n")

    assert found.spokespeople[0].phone == "+1 202 555 0101"
    assert any("+1 202 555 0102" in doubt for doubt in found.doubts)


def test_a_desk_without_a_name_is_told() -> None:
    found = read(f"Wells for all\nLakeside – {LEAD}\nFor media enquiries: media@example.org\n")

    assert found.spokespeople[0].address == "media@example.org"
    assert any("No name was found" in doubt for doubt in found.doubts)


def test_a_text_in_another_script_than_the_draft_is_told() -> None:
    found = read(RUSSIAN, "en")

    assert any("Cyrillic" in doubt for doubt in found.doubts)


def test_a_page_with_nothing_like_a_release_gives_doubts_not_errors() -> None:
    found = read("Home\nNews\nContact us\n")

    assert found.pieces == ()
    assert len(found.doubts) >= 4


@pytest.mark.parametrize("content", [b"", b" \n ", "\ufeff\n".encode()])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(ReleaseError, match="no text"):
        read_pasted(content, html=False, language="en")


def test_a_word_file_is_refused_by_name() -> None:
    with pytest.raises(ReleaseError, match="Word"):
        read_pasted(b"PK\x03\x04rest", html=False, language="en")


def test_text_that_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(ReleaseError, match="line 2 is not UTF-8"):
        read_pasted("Gen\nGenève".encode("cp1252"), html=False, language="en")

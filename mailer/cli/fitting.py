"""How wide the columns of a table are: what nearly all rows need comes first, then what the rest would like."""

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len

_BETWEEN = 3  # what is between two columns
_MUCH = 1.25  # a row that is longer than most by this factor has to be folded
_FOLDED = 40  # what is longer may be folded to this before columns are left out
_WORD = 20  # words that are no longer are kept whole where there is room
_SHORT = 28  # a column that is no wider is not folded while another one can be


def fitted(lines: Sequence[Sequence[str]], spare: Sequence[int], room: int) -> dict[int, int]:
    """Return the columns that are shown in ``room``, each with its width; the first of ``lines`` are the titles.

    Columns in ``spare`` may be left out: empty ones at once, then the first one first.
    """
    natural = {number: max(cell_len(line[number]) for line in lines) for number in range(len(lines[0]))}
    if _together(natural) <= room:
        return natural
    widths = {number: min(_FOLDED, _usual(lines, number, cell_len)) for number in natural}
    empty = {number for number in spare if not any(line[number] for line in lines[1:])}
    for number in sorted(spare, key=lambda number: number not in empty):
        if number in empty or _together(widths) > room:
            del widths[number]
    words = {number: min(_FOLDED, _usual(lines, number, _longest_word)) for number in widths}
    least = {number: width if natural[number] <= _SHORT else words[number] for number, width in widths.items()}
    made = _shrunk(widths, least, room)
    return _grown(_grown(made, {number: _whole_words(lines, number) for number in made}, room), natural, room)


def _usual(lines: Sequence[Sequence[str]], number: int, measure: Callable[[str], int]) -> int:
    """Return the width that is enough for the title and for all rows but those that are much longer than most."""
    cells = sorted(measure(line[number]) for line in lines[1:])
    most = cells[len(cells) * 3 // 4] if cells else 0
    return max(cell_len(lines[0][number]), *(width for width in cells if width <= most * _MUCH), 0)


def _whole_words(lines: Sequence[Sequence[str]], number: int) -> int:
    """Return the width in which no ordinary word is cut in two."""
    return max((width for line in lines if (width := _longest_word(line[number])) <= _WORD), default=0)


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _shrunk(widths: Mapping[int, int], least: Mapping[int, int], room: int) -> dict[int, int]:
    """Return widths that are in ``room``: first columns of words become narrower, then any."""
    made = dict(widths)
    for floor in (least, dict.fromkeys(widths, 1)):
        while _together(made) > room and (wide := [number for number in made if made[number] > floor[number]]):
            made[max(wide, key=lambda number: made[number])] -= 1
    return made


def _grown(widths: Mapping[int, int], wanted: Mapping[int, int], room: int) -> dict[int, int]:
    """Return widths that use the ``room``: where least is missing, that is given first."""
    made = dict(widths)
    while _together(made) < room and (short := [number for number in made if made[number] < wanted[number]]):
        made[min(short, key=lambda number: wanted[number] - made[number])] += 1
    return made


def _together(widths: Mapping[int, int]) -> int:
    return sum(widths.values()) + _BETWEEN * (len(widths) - 1)

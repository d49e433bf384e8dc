"""The figures as a table for people; all of them are in the JSON."""

from collections.abc import Callable, Sequence

from bench.figures import Figures

_EXACTNESS = {True: "yes", False: "NO", None: "count only"}

_COLUMNS: tuple[tuple[str, int, Callable[[Figures], str]], ...] = (
    ("contender", 30, lambda one: one.name),
    ("N", 6, lambda one: str(one.n)),
    ("msgs/s", 6, lambda one: f"{one.msgs_per_s.median:.0f}"),
    ("min", 6, lambda one: f"{one.msgs_per_s.min:.0f}"),
    ("max", 6, lambda one: f"{one.msgs_per_s.max:.0f}"),
    ("ratio", 6, lambda one: _or_dash(one.ratio_to_smtp_source, 3)),
    ("to best peer", 12, lambda one: _or_dash(one.ratio_to_best_peer, 3)),
    ("start s", 7, lambda one: _or_dash(one.start_up_s, 2)),
    ("send s", 6, lambda one: f"{one.send_s:.2f}"),
    ("cpu-s/1000", 10, lambda one: f"{one.cpu_s_per_1000:.3f}"),
    ("sink's", 7, lambda one: f"{one.sink_cpu_s_per_1000:.3f}{'!' if one.sink_bound else ' '}"),
    ("peak MB", 7, lambda one: f"{one.peak_rss_mb:.0f}"),
    ("trips/msg", 9, lambda one: f"{one.round_trips_per_msg:.2f}"),
    ("conns", 5, lambda one: f"{one.connections:.0f}"),
    ("KB/msg", 6, lambda one: f"{one.bytes_per_msg / 1000:.1f}"),
    ("once", 10, lambda one: _EXACTNESS[one.exactly_once]),
)


def table(everybody: Sequence[Figures]) -> str:
    """Return a heading and a line for each."""
    rows = [[name for name, _, _ in _COLUMNS], *([cell(one) for _, _, cell in _COLUMNS] for one in everybody)]
    return "\n".join(_line(row) for row in rows)


def _line(cells: Sequence[str]) -> str:
    widths = [width for _, width, _ in _COLUMNS]
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def _or_dash(figure: float | None, digits: int) -> str:
    return "-" if figure is None else f"{figure:.{digits}f}"

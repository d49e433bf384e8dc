"""The folder of list files: who is on a list in ``SLUG.csv``, how the list is in ``SLUG.toml``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailer.domain.distribution_list import nearest, parse_slug
from mailer.errors import ListFileError, UsageProblem

_PEOPLE, _ABOUT = ".csv", ".toml"


@dataclass(frozen=True, slots=True)
class ListFiles:
    """The files of one list, of which either may not be there."""

    slug: str
    people: Path
    about: Path

    @property
    def there(self) -> tuple[Path, ...]:
        """Return those that are there, the people first."""
        return tuple(path for path in (self.people, self.about) if path.is_file())


def files_of(folder: Path, slug: str) -> ListFiles:
    """Return the files of a list, be they there or not."""
    return ListFiles(slug, folder / f"{slug}{_PEOPLE}", folder / f"{slug}{_ABOUT}")


def all_files(folder: Path) -> list[ListFiles]:
    """Return the files of every list that has any, by slug; ListFileError for one whose name cannot be a list's."""
    try:
        found = sorted({path.stem for path in folder.iterdir() if _is_ours(path)})
    except OSError as error:
        raise ListFileError(f"{folder} cannot be read: {error.strerror}", hint="Make the folder lists") from error
    return [files_of(folder, _checked(stem, folder)) for stem in found]


def named_files(folder: Path, slugs: Sequence[str]) -> Iterator[ListFiles]:
    """Yield the files of these lists; UsageProblem that names the nearest for a list without any."""
    for slug in dict.fromkeys(slugs):
        files = files_of(folder, slug)
        if not files.there:
            alike = nearest(slug, [one.slug for one in all_files(folder)])
            meant = f"Did you mean {' or '.join(alike)}? " if alike else ""
            hint = f"{meant}To write them: mailer lists export {slug}"
            raise UsageProblem(f"there is neither {files.people.name} nor {files.about.name} in {folder}", hint=hint)
        yield files


def _is_ours(path: Path) -> bool:
    return path.suffix in {_PEOPLE, _ABOUT} and not path.name.startswith(".") and path.is_file()


def _checked(stem: str, folder: Path) -> str:
    try:
        return parse_slug(stem)
    except ValueError as error:
        hint = "Rename the file, move it elsewhere, or name the lists that are meant"
        raise ListFileError(f"{folder.name}/: {error}", hint=hint) from error

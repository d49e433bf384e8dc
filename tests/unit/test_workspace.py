"""Where the workspace is: named, or found by walking up."""

from pathlib import Path

import pytest

from mailer.content.release.spokespeople import read_spokespeople
from mailer.errors import SettingsError
from mailer.settings import find_workspace, load_settings
from tests.unit.workspaces import LEAST, write


def test_the_workspace_is_found_upwards(workspace: Path) -> None:
    deep = workspace / "releases" / "2026"
    deep.mkdir(parents=True)

    assert find_workspace(deep, named=None, environ={}) == workspace


def test_the_nearest_workspace_wins(workspace: Path) -> None:
    inner = workspace / "inner"
    inner.mkdir()
    write(inner, LEAST)

    assert find_workspace(inner, named=None, environ={}) == inner


def test_the_variable_is_stronger_than_the_current_folder(workspace: Path) -> None:
    other = workspace / "other"
    other.mkdir()
    write(other, LEAST)

    assert find_workspace(workspace, named=None, environ={"MAILER_WORKSPACE": str(other)}) == other


def test_the_option_is_stronger_than_the_variable(workspace: Path) -> None:
    other = workspace / "other"
    other.mkdir()
    write(other, LEAST)

    found = find_workspace(workspace, named="other", environ={"MAILER_WORKSPACE": str(workspace)})

    assert found == other


def test_without_a_workspace_the_error_names_init(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no mailer.toml in .* or any folder above it.*`mailer init`"):
        find_workspace(tmp_path, named=None, environ={})


@pytest.mark.parametrize(("name", "why"), [("empty", "no mailer.toml in it"), ("nowhere", "no such folder")])
def test_a_named_folder_that_is_no_workspace_is_not_searched_upwards(workspace: Path, name: str, why: str) -> None:
    (workspace / "empty").mkdir()

    with pytest.raises(SettingsError, match=f"from -C.*{why}.*mailer init {name}"):
        find_workspace(workspace, named=name, environ={})


def test_the_checkout_is_a_workspace_that_sends_nothing() -> None:
    checkout = Path(__file__).parents[2]

    settings = load_settings(checkout, {})

    assert {relay.url for relay in settings.relays.values()} == {f"outbox:{checkout.resolve()}/outbox"}
    assert {"leila-haddad", "samuel-okoro"} <= set(read_spokespeople(checkout / "spokespeople.toml"))

"""``demo``: the whole job in seconds, against a mail server of our own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailer.cli import show, show_campaigns
from mailer.cli.ending import code
from mailer.cli.watching import watching

if TYPE_CHECKING:
    from mailer.bootstrap import App

_LISTS = ("africa-press", "partners")


@click.command("demo")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where; else a new temporary folder."
)
def demo_command(folder: Path | None) -> int:
    """Run the whole job with example data: two lists, one release in three languages, a real SMTP dialogue."""
    from mailer.bootstrap import open_app
    from mailer.usecases import demonstrating

    workspace = folder or Path(tempfile.mkdtemp(prefix="mailer-demo-"))
    release = demonstrating.found_demo(workspace)
    with demonstrating.demo_relay(workspace / "received") as url:
        app = open_app(workspace, named=str(workspace), environ={**os.environ, **demonstrating.settings(url)})
        _import(app)
        campaign_id = _send(app, release)
        proof = _preview(app, release)
    return _conclude(app, campaign_id, proof)


def _import(app: App) -> None:
    from mailer.usecases.demonstrating import import_demo_lists

    for report in import_demo_lists(app.desk):
        show.line(f"Imported {report.source}: {show.count(report.added, 'new contact')}, {report.updated} updated.")


def _send(app: App, release: Path) -> int:
    from mailer.usecases.campaigns import sending
    from mailer.usecases.messages.composing import open_release

    planned = sending.plan(app.desk, open_release(app.desk, release), sending.SendRequest(to=_LISTS))
    show_campaigns.plan(planned, app.settings.organisation.timezone)
    campaign_id = sending.prepare(app.desk, planned)
    with watching(planned.recipients) as watcher:
        app.engine.start(campaign_id, watcher)
    return campaign_id


def _preview(app: App, release: Path) -> Path:
    from mailer.usecases.proofs.previewing import preview

    return preview(app.desk, release).sheet


def _conclude(app: App, campaign_id: int, proof: Path) -> int:
    from mailer.usecases.campaigns import explaining, reporting

    zone = app.settings.organisation.timezone
    number = str(campaign_id)
    show_campaigns.log(explaining.delivery_log(app.desk, explaining.log_filter(app.desk, campaign=number)), zone)
    found = reporting.standing(app.desk, number)
    show_campaigns.standing(found, zone)
    workspace = app.desk.workspace
    show.line(f"\nProof sheet:  {proof}\nReceived:     {workspace / 'received'}/*.eml\nWorkspace:    {workspace}")
    show.line(f"Try: mailer -C {workspace} explain amina.okello@acaciatribune.example.org")
    return code(found)

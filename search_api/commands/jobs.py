"""Commands about builds, and the files that they could not read."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.commands.arguments import Data, new_console, settings_of

jobs = typer.Typer(name="jobs", help="List the builds that were asked for, ask for one, cancel one, or do them.")

JobId = Annotated[str, typer.Argument(help="As `jobs` lists it.")]


@jobs.callback(invoke_without_command=True)
def list_jobs(context: typer.Context, data: Data = None) -> None:
    """List the builds that were asked for, the newest first."""
    from search_api.jobs_view import print_jobs

    if context.invoked_subcommand is None:
        print_jobs(new_console(), settings_of(data).store.jobs.list()[0])


@jobs.command("show")
def show_job(id: JobId, data: Data = None) -> None:
    """Show how far a build is or how it ended, with all that was said of its files."""
    from search_api.jobs_view import print_job

    print_job(new_console(), settings_of(data).store.jobs.get(id))


@jobs.command("add")
def add_job(
    reason: Annotated[str, typer.Argument(help="Why, for whoever reads the list.")] = "", data: Data = None
) -> None:
    """Ask for a build of all folders and uploads; a running service does it, or `jobs work`."""
    from search_api.jobs_view import print_job

    print_job(new_console(), settings_of(data).store.jobs.submit(asked_by="command line", reason=reason))


@jobs.command("cancel")
def cancel_job(id: JobId, data: Data = None) -> None:
    """Cancel a build that waits or runs."""
    from search_api.jobs_view import print_job

    print_job(new_console(), settings_of(data).store.jobs.cancel(id))


@jobs.command("work")
def work(
    data: Data = None,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when no job is left.")] = False,
) -> None:
    """Do the jobs that are asked for, one at a time, as the service does; until Ctrl-C."""
    import time

    from search_api.background import building

    settings = settings_of(data)
    with building(settings):
        while not until_idle or settings.store.jobs.open():
            time.sleep(0.2)


@jobs.command("unread")
def list_unread(data: Data = None) -> None:
    """List the files that could not be read, with the reason; those that are set aside are not tried any more."""
    from search_api.jobs_view import print_unread

    print_unread(new_console(), settings_of(data).store.set_aside.all())


@jobs.command("retry")
def retry_file(
    sha256: Annotated[str, typer.Argument(help="The file's SHA-256, as `jobs unread` lists it.")], data: Data = None
) -> None:
    """Have a file that could not be read tried again by the next build."""
    if not settings_of(data).store.set_aside.try_again(sha256):
        raise typer.BadParameter("no file with this SHA-256 is unread; see: sdgsearch jobs unread")

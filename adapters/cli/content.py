"""Policies and lessons on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.kit import Kit, actor, house, progress
from adapters.cli.people import AsEmail, read
from bot.flows.lessons import assigning
from bot.flows.policies import adding, submitting
from bot.flows.policies.publishing import publish_policy
from bot.library import read_policy


def register(app: typer.Typer) -> None:
    """Add the commands about content."""
    policy = typer.Typer(help="Policies: from a file to everyone it concerns.", no_args_is_help=True)
    policy.command("add")(add)
    policy.command("submit")(submit)
    policy.command("publish")(publish)
    app.add_typer(policy, name="policy")
    lesson = typer.Typer(help="Lessons.", no_args_is_help=True)
    lesson.command("list")(list_lessons)
    lesson.command("assign")(assign)
    app.add_typer(lesson, name="lesson")


def add(context: typer.Context, files: list[Path], as_email: AsEmail = "") -> None:
    """Add a policy's text from a Markdown file with front matter; one file for each language."""
    kit: Kit = context.obj
    texts = [read_policy(read(path), path.name) for path in files]
    with house(kit) as opened:
        for text in texts:
            done = opened.engine.run_as(actor(as_email), adding.add, text)
            typer.echo(f"{done['id']} {done['version']} ({done['locale']}): {done['outcome']}.")


def submit(context: typer.Context, policy_id: str, as_email: AsEmail = "") -> None:
    """Put a policy before its approver."""
    kit: Kit = context.obj
    with house(kit) as opened:
        opened.engine.run_as(actor(as_email), submitting.submit, policy_id)
    typer.echo(f"{policy_id} is with its approver now.")


def publish(context: typer.Context, policy_id: str, as_email: AsEmail = "") -> None:
    """Publish the approved text to everyone it concerns."""
    kit: Kit = context.obj
    with house(kit) as opened, progress("Telling whom it concerns") as bar:
        n = publish_policy(opened.engine, actor(as_email), policy_id, progress=bar)
    typer.echo(f"{policy_id} is published; {n} people are asked, each in their own working hours.")


def list_lessons(context: typer.Context) -> None:
    """List the lessons there are."""
    kit: Kit = context.obj
    with house(kit) as opened:
        for lesson in opened.parts.library.lessons():
            typer.echo(f"{lesson.id}  {lesson.title} ({lesson.seconds} seconds)")


def assign(
    context: typer.Context,
    lesson_id: str,
    department: Annotated[list[str] | None, typer.Option(help="Only these departments.")] = None,
) -> None:
    """Give a lesson to everyone, or to some departments."""
    kit: Kit = context.obj
    rule = {"department": department} if department else "everyone"
    total = 0
    with house(kit) as opened, progress("Handing out") as bar:
        while n := opened.engine.run(assigning.assign, lesson_id, rule):
            total += n
            bar(total, 0)
    typer.echo(f"{total} people have {lesson_id} on their list now.")

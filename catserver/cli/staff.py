"""`catserver staff`: accounts of committee and proctors."""

import click

from catserver.cli.opening import in_loop, open_site, settings_of
from catserver.cli.printing import print_table
from catserver.delivery.registry import Role
from catserver.staff.errors import LastCommittee, NameForm, NameUsed, NoSuchStaff, PasswordWeak
from catserver.staff.errors import StaffRefused as Refused
from catserver.staff.passwords import PASSWORD_LENGTH_MIN

SENTENCES: dict[type[Refused], str] = {
    NameForm: "A name has 2 to 40 small letters, digits, dots, dashes or underscores.",
    NameUsed: "Another account has this name.",
    PasswordWeak: f"A password has at least {PASSWORD_LENGTH_MIN} characters and is not the name.",
    NoSuchStaff: "There is no account of that name.",
    LastCommittee: "This is the last committee account that can sign in; make another one first.",
}

password_option = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for if not given, which keeps it out of the shell's history.",
)


def refused(error: Refused) -> click.ClickException:
    return click.ClickException(SENTENCES.get(type(error), error.code))


@click.group()
def staff() -> None:
    """Add, list and disable accounts of committee and proctors."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice([each.value for each in Role]), required=True)
@click.option("--display-name", default="", help="As shown in the minutes; otherwise the name.")
@password_option
@click.pass_context
@in_loop
async def add(
    context: click.Context, name: str, role: str, display_name: str, password: str
) -> None:
    """Add an account."""
    with open_site(settings_of(context)) as site:
        try:
            member = await site.accounts.add(name, display_name, Role(role), password)
        except Refused as error:
            raise refused(error) from error
    click.echo(f"{member.name} can sign in ({member.role.value}).")


@staff.command("list")
@click.pass_context
@in_loop
async def list_(context: click.Context) -> None:
    """List the accounts."""
    with open_site(settings_of(context)) as site:
        members = await site.registry.all_staff()
    print_table(
        ("name", "display name", "role", "state"),
        [
            (each.name, each.display_name, each.role.value, "disabled" if each.disabled_at else "")
            for each in members
        ],
    )


@staff.command()
@click.argument("name")
@click.pass_context
@in_loop
async def disable(context: click.Context, name: str) -> None:
    """Disable an account and end its sessions."""
    with open_site(settings_of(context)) as site:
        try:
            await site.accounts.disable(name)
        except Refused as error:
            raise refused(error) from error
    click.echo(f"{name} can no longer sign in.")


@staff.command()
@click.argument("name")
@click.pass_context
@in_loop
async def enable(context: click.Context, name: str) -> None:
    """Let a disabled account sign in again."""
    with open_site(settings_of(context)) as site:
        try:
            await site.accounts.enable(name)
        except Refused as error:
            raise refused(error) from error
    click.echo(f"{name} can sign in again.")


@staff.command()
@click.argument("name")
@password_option
@click.pass_context
@in_loop
async def password(context: click.Context, name: str, password: str) -> None:
    """Give an account a new password and end its sessions."""
    with open_site(settings_of(context)) as site:
        try:
            await site.accounts.set_password(name, password)
        except Refused as error:
            raise refused(error) from error
    click.echo(f"{name} has a new password; signed-in browsers of this account are signed out.")

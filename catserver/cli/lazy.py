"""A group of commands that imports a command when it is asked for."""

from collections.abc import Mapping
from importlib import import_module

import click

from catserver import __version__


class LazyGroup(click.Group):
    def __init__(self, verbs: Mapping[str, str]) -> None:
        """`verbs` maps a verb to `module:name`, in the order the help shows them."""
        super().__init__(
            name="catserver",
            help="Exam delivery for high-stakes exams taken in a room.",
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        self._verbs = dict(verbs)
        click.version_option(__version__, prog_name="catserver")(self)
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False),
            help="Settings file; otherwise CATSERVER_CONFIG, otherwise ./catserver.toml.",
        )(self)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in self._verbs:
            return None
        module, _, name = self._verbs[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """A key that is missing or damaged ends every verb with its sentence."""
        try:
            return super().invoke(ctx)
        except click.exceptions.Exit:
            raise
        except Exception as error:
            from catserver.delivery.keeping.vault import KeyUnusable

            if isinstance(error, KeyUnusable):
                raise click.ClickException(f"{error}.") from error
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self._verbs, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from error

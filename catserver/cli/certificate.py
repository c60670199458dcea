"""`catserver certificate`: TLS for the room, without the internet."""

import click

from catserver.cli.opening import settings_of
from catserver.tls.site_certificate import machine_names, make_site_certificate


@click.command()
@click.option("--name", "names", multiple=True, help="Another name or address; repeat as needed.")
@click.pass_context
def certificate(context: click.Context, names: tuple[str, ...]) -> None:
    """Make the site's certificate, so that browsers allow cameras (docs/certificates.md)."""
    settings = settings_of(context)
    site = make_site_certificate(settings.data_dir, (*machine_names(), *names))
    click.echo(f"Server certificate for {', '.join(site.names)}")
    click.echo(f"valid until {site.valid_until:%Y-%m-%d}. Write into catserver.toml:\n")
    click.echo("[server]")
    click.echo(f'tls_certificate = "{site.certificate.resolve().as_posix()}"')
    click.echo(f'tls_key = "{site.key.resolve().as_posix()}"\n')
    if site.authority_is_new:
        click.echo("This authority is new. Install it on every terminal, desk and console:")
    else:
        click.echo("The authority is the one you have. Where it is installed, nothing is to do:")
    click.echo(f"  {site.authority.resolve()}")

"""The site's certificates: a browser that trusts the authority trusts the server, and no more."""

import ipaddress
import socket
import ssl
import stat
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from catserver.tls.site_certificate import SiteCertificate, machine_names, make_site_certificate

NAMES = ("ujian.local", "localhost", "127.0.0.1", "::1")


def greeted(site: SiteCertificate, name: str) -> bool:
    """Whether a client that trusts the authority alone accepts the server under `name`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(site.certificate, site.key)
    client = ssl.create_default_context(cafile=str(site.authority))
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        client.wrap_socket(ours, server_hostname=name).close()
    except ssl.SSLCertVerificationError:
        return False
    finally:
        ours.close()
        thread.join()
    return True


@pytest.mark.parametrize("name", NAMES)
def test_the_server_is_accepted_under_each_of_its_names(tmp_path: Path, name: str) -> None:
    assert greeted(make_site_certificate(tmp_path, NAMES), name)


def test_the_server_is_not_accepted_under_another_name(tmp_path: Path) -> None:
    assert not greeted(make_site_certificate(tmp_path, NAMES), "bank.example")


def test_the_authority_may_sign_for_the_sites_names_only(tmp_path: Path) -> None:
    site = make_site_certificate(tmp_path, NAMES)
    authority = x509.load_pem_x509_certificate(site.authority.read_bytes())
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert allowed.critical
    assert x509.DNSName("ujian.local") in (allowed.value.permitted_subtrees or ())
    loopback = x509.IPAddress(ipaddress.ip_network("127.0.0.1/32"))
    assert loopback in (allowed.value.permitted_subtrees or ())


def test_a_second_certificate_keeps_the_authority_that_is_installed(tmp_path: Path) -> None:
    first = make_site_certificate(tmp_path, NAMES)
    installed = first.authority.read_bytes()
    second = make_site_certificate(tmp_path, NAMES[:2])
    assert first.authority_is_new
    assert not second.authority_is_new
    assert second.authority.read_bytes() == installed
    assert greeted(second, "ujian.local")


def test_a_name_the_authority_may_not_sign_makes_a_new_one_and_says_so(tmp_path: Path) -> None:
    make_site_certificate(tmp_path, NAMES)
    site = make_site_certificate(tmp_path, (*NAMES, "10.1.2.3"))
    assert site.authority_is_new
    assert greeted(site, "10.1.2.3")


def test_an_authority_about_to_end_is_replaced(tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=5 * 365 - 100)
    make_site_certificate(tmp_path, NAMES, long_ago)
    site = make_site_certificate(tmp_path, NAMES)
    assert site.authority_is_new
    assert greeted(site, "localhost")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    site = make_site_certificate(tmp_path, NAMES)
    for key in (site.key, site.authority.with_suffix(".key")):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_this_machine_is_named_by_host_name_and_loopback() -> None:
    assert {socket.gethostname(), "localhost", "127.0.0.1"} <= set(machine_names())

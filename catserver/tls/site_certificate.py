"""Makes the site's authority once and a server certificate whenever asked.

The authority may sign for this site's names only (name constraints, RFC 5280 4.2.1.10): installed
on a terminal, a stolen key of it cannot stand for any other place on the internet.
"""

import contextlib
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=5 * 365)
# Browsers refuse server certificates of more than 398 days from public authorities, and some from
# any (CA/Browser Forum ballot SC31).
SERVER_LIFE = timedelta(days=397)
# Clocks of terminals are often a little behind.
BACKDATED = timedelta(days=1)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class SiteCertificate:
    """`authority` is the file to install on terminals; the other two are the server's."""

    authority: Path
    certificate: Path
    key: Path
    names: tuple[str, ...]
    valid_until: datetime
    authority_is_new: bool


def machine_names() -> tuple[str, ...]:
    """What browsers in the room may call this machine: its name, localhost, its addresses."""
    host = socket.gethostname()
    names = [host, "localhost", "127.0.0.1", "::1"]
    with contextlib.suppress(OSError):
        names += [str(each[4][0]) for each in socket.getaddrinfo(host, None, socket.AF_INET)]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # No packet is sent: this only asks which address the machine would use (RFC 5737 net).
        probe.connect(("192.0.2.1", 9))
        names.append(str(probe.getsockname()[0]))
    return tuple(dict.fromkeys(names))


def make_site_certificate(
    data_dir: Path, names: Sequence[str], now: datetime | None = None
) -> SiteCertificate:
    """A server certificate for `names`, by the site's authority.

    The authority is kept while it is allowed to sign for all the names; otherwise a new one
    replaces it, and has to be installed on the terminals again (`authority_is_new`).
    """
    folder = data_dir / "tls"
    folder.mkdir(parents=True, exist_ok=True)
    at = (now or datetime.now(UTC)).replace(microsecond=0)
    wanted = tuple(dict.fromkeys(name.strip().lower() for name in names))
    held = _held_authority(folder, wanted, at)
    authority, authority_key = held or _new_authority(folder, wanted, at)
    key = ec.generate_private_key(ec.SECP256R1())
    until = min(at + SERVER_LIFE, authority.not_valid_after_utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(wanted[0][:64]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACKDATED)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName(_general_names(wanted)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(folder / "server.key", key)
    (folder / "server.crt").write_bytes(_pem(certificate) + _pem(authority))
    return SiteCertificate(
        authority=folder / "site-ca.crt",
        certificate=folder / "server.crt",
        key=folder / "server.key",
        names=wanted,
        valid_until=until,
        authority_is_new=held is None,
    )


def _held_authority(
    folder: Path, names: Sequence[str], at: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    try:
        authority = x509.load_pem_x509_certificate((folder / "site-ca.crt").read_bytes())
        key = serialization.load_pem_private_key((folder / "site-ca.key").read_bytes(), None)
    except (OSError, ValueError):
        return None
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = set(allowed.permitted_subtrees or ())
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not set(_subtrees(names)) <= permitted:
        return None
    return (authority, key) if at + SERVER_LIFE / 2 < authority.not_valid_after_utc else None


def _new_authority(
    folder: Path, names: Sequence[str], at: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"catserver site {names[0]}"[:64])
    constraints = x509.NameConstraints(permitted_subtrees=_subtrees(names), excluded_subtrees=None)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACKDATED)
        .not_valid_after(at + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(folder / "site-ca.key", key)
    (folder / "site-ca.crt").write_bytes(_pem(certificate))
    return certificate, key


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _address(name: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _general_names(names: Sequence[str]) -> list[x509.GeneralName]:
    return [
        x509.DNSName(name) if (address := _address(name)) is None else x509.IPAddress(address)
        for name in names
    ]


def _subtrees(names: Sequence[str]) -> list[x509.GeneralName]:
    return [
        x509.DNSName(name)
        if (address := _address(name)) is None
        else x509.IPAddress(ipaddress.ip_network(address))
        for name in names
    ]


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Readable by its owner alone from the first byte on."""
    content = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)

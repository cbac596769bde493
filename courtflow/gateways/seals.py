"""The seal of a court: what makes a PDF one that anybody can verify (电子签名法 13).

The key lies behind this interface. A court's own is in a file of its seal authority or in a device
(PKCS #11); in training an authority of our own is made when it is first asked for, and everything
sealed with it says 样章.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cases.law.sealing import SealUnusable, Spot
from courtflow.servers.locks import alone

FIELD = "CourtSeal"
YEARS = 10
EARLY = timedelta(days=1)
ROOM = 16_384
"""Bytes kept free for the signature and its certificates."""


class Sealer(Protocol):
    """Somebody who holds the key of a court's seal."""

    is_sample: bool

    def seal(self, pdf: bytes, court: str, code: str, reason: str, spot: Spot | None) -> bytes:
        """The PDF with the court's seal on it: the bytes it had, and what the seal appends.
        ``code``: of the court. Raises SealUnusable where the key cannot be used."""

    def authority(self, code: str) -> bytes:
        """The certificates by which a seal of this court is verified (PEM)."""


class _Sealing:
    """What all of them do once they have a signer."""

    is_sample = False

    def signer(self, code: str, court: str) -> signers.Signer:
        raise NotImplementedError

    def seal(self, pdf: bytes, court: str, code: str, reason: str, spot: Spot | None) -> bytes:
        signer = self.signer(code, court)
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
            reason=reason, location=None, name=None,
        )  # fmt: skip
        field = fields.SigFieldSpec(
            FIELD, on_page=spot.page if spot else 0, box=spot.box if spot else None
        )
        out = io.BytesIO()
        with tempfile.NamedTemporaryFile(suffix=".pdf") as picture:  # read by its name alone
            style = None
            if spot is not None:
                picture.write(spot.picture)
                picture.flush()
                style = StaticStampStyle(background=ImportedPdfPage(picture.name), border_width=0)
            made = signers.PdfSigner(metadata, signer, stamp_style=style, new_field_spec=field)
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            try:
                made.sign_pdf(writer, output=out, bytes_reserved=ROOM)
            except Exception as error:  # noqa: BLE001 - whatever a library or a device says
                raise SealUnusable(str(error)) from error
        return out.getvalue()


class Sandbox(_Sealing):
    """An authority of our own for training, in a folder outside the database."""

    is_sample = True

    def __init__(self) -> None:
        self.folder = Path(settings.SEALS_FOLDER)

    def signer(self, code: str, court: str) -> signers.Signer:
        name = hashlib.sha256(code.encode()).hexdigest()[:16]
        self._prepare(name, court)
        key, certificate = self._read(name)
        return _signer(key, certificate, [self._read("authority")[1]])

    def authority(self, code: str) -> bytes:
        self._prepare("", "")
        return (self.folder / "authority.pem").read_bytes()

    def _prepare(self, name: str, court: str) -> None:
        """Make what is not there yet; one process at a time."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(self.folder / "making.lock"):
            if not self._has("authority"):
                key = ec.generate_private_key(ec.SECP256R1())
                self._keep("authority", key, _certificate("样章签发机构（仅供演练）", key, None))
            if name and not self._has(name):
                above = self._read("authority")
                key = ec.generate_private_key(ec.SECP256R1())
                self._keep(name, key, _certificate(f"{court}（样章）", key, above))

    def _has(self, name: str) -> bool:
        return (self.folder / f"{name}.key").is_file() and (self.folder / f"{name}.pem").is_file()

    def _keep(self, name: str, key: Any, certificate: x509.Certificate) -> None:
        form = serialization.PrivateFormat.PKCS8
        plain = serialization.NoEncryption()
        _write(self.folder / f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM))
        _write(
            self.folder / f"{name}.key",
            key.private_bytes(serialization.Encoding.PEM, form, plain),
        )

    def _read(self, name: str) -> tuple[Any, x509.Certificate]:
        key = serialization.load_pem_private_key((self.folder / f"{name}.key").read_bytes(), None)
        return key, x509.load_pem_x509_certificate((self.folder / f"{name}.pem").read_bytes())


class KeyFile(_Sealing):
    """A key in a file (PKCS #12), as a seal authority hands it out: SEAL_FILE, SEAL_PASSPHRASE."""

    @cached_property
    def _signer(self) -> signers.Signer:
        if not settings.SEAL_FILE:
            raise SealUnusable("SEAL_FILE is not set.")
        passphrase = settings.SEAL_PASSPHRASE.encode()
        found = signers.SimpleSigner.load_pkcs12(settings.SEAL_FILE, passphrase=passphrase or None)
        if found is None:
            raise SealUnusable("SEAL_FILE cannot be opened with SEAL_PASSPHRASE.")
        return found

    def signer(self, code: str, court: str) -> signers.Signer:
        return self._signer

    def authority(self, code: str) -> bytes:
        return _authority_file()


class Device(_Sealing):
    """A key that never leaves its device (PKCS #11): SEAL_PKCS11_MODULE, SEAL_PKCS11_TOKEN,
    SEAL_PASSPHRASE, SEAL_PKCS11_KEY. Needs the extra ``pyhanko[pkcs11]``."""

    def signer(self, code: str, court: str) -> signers.Signer:
        if not settings.SEAL_PKCS11_MODULE:
            raise SealUnusable("SEAL_PKCS11_MODULE is not set.")
        try:
            from pyhanko.sign import pkcs11
        except ImportError as error:
            raise SealUnusable("pyhanko[pkcs11] is not installed.") from error
        token = TokenCriteria(label=settings.SEAL_PKCS11_TOKEN or None)
        label = settings.SEAL_PKCS11_KEY or code
        try:
            session = pkcs11.open_pkcs11_session(
                settings.SEAL_PKCS11_MODULE, token_criteria=token,
                user_pin=settings.SEAL_PASSPHRASE,
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - each device has errors of its own
            raise SealUnusable(f"SEAL_PKCS11_MODULE: {error}") from error
        return pkcs11.PKCS11Signer(session, cert_label=label, key_label=label)

    def authority(self, code: str) -> bytes:
        return _authority_file()


def _authority_file() -> bytes:
    if not settings.SEAL_AUTHORITY:
        raise SealUnusable("SEAL_AUTHORITY is not set.")
    return Path(settings.SEAL_AUTHORITY).read_bytes()


# -- the authority of our own ---------------------------------------------------------------------


def _certificate(
    name: str, key: Any, above: tuple[Any, x509.Certificate] | None
) -> x509.Certificate:  # fmt: skip
    """A certificate that an authority above issues, or of an authority itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    now = datetime.now(UTC)
    is_authority = above is None
    usage: Callable[[bool], x509.KeyUsage] = lambda top: x509.KeyUsage(  # noqa: E731
        digital_signature=not top, content_commitment=not top, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=top, crl_sign=top,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above[1].subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLY)
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(above[0] if above else key, hashes.SHA256())


def _signer(
    key: Any, certificate: x509.Certificate, chain: list[x509.Certificate]
) -> signers.SimpleSigner:  # fmt: skip
    der, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    raw = key.private_bytes(der, form, serialization.NoEncryption())
    store = SimpleCertificateStore()
    store.register_multiple(asn1_x509.Certificate.load(one.public_bytes(der)) for one in chain)
    return signers.SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(der)),
        asn1_keys.PrivateKeyInfo.load(raw), store,
    )  # fmt: skip


def _write(path: Path, data: bytes) -> None:
    """In full or not at all, readable by nobody else."""
    half = path.with_name(f"{path.name}.half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        os.fsync(file.fileno())
    half.replace(path)

"""The server's side of TLS over memory: octets of the network in, octets for the network out."""

import ctypes
from dataclasses import dataclass

from authority import Certificate
from libssl import (
    ALPN_NOACK,
    ALPN_OK,
    CTRL_SET_MAX_PROTO,
    CTRL_SET_MIN_PROTO,
    ERROR_WANT_READ,
    ERROR_ZERO_RETURN,
    FILETYPE_PEM,
    VERSIONS,
    ALPNCallback,
    crypto,
    last_error,
    ssl,
)

SPACE = 65536


class TLSError(Exception):
    """The handshake or a record failed; says how OpenSSL names it."""


@dataclass(frozen=True)
class TLSPlan:
    """How the server does TLS; the default is what a good one does."""

    certificate: Certificate
    oldest: str = "1.2"
    newest: str = "1.3"
    ciphers: str | None = None
    protocol: bytes | None = None  # answered to any ALPN, offered or not
    early_data: bool = False


class ServerTLS:
    def __init__(self, plan):
        self.context = ssl.SSL_CTX_new(ssl.TLS_server_method())
        self._configure(plan)
        self.connection = ssl.SSL_new(self.context)
        self.incoming, self.outgoing = (crypto.BIO_new(crypto.BIO_s_mem()) for _ in range(2))
        ssl.SSL_set_bio(self.connection, self.incoming, self.outgoing)
        ssl.SSL_set_accept_state(self.connection)
        self.is_ready = False
        self.is_closed = False  # the client said close_notify

    def _configure(self, plan):
        weak = plan.ciphers is not None or plan.oldest < "1.2"
        ssl.SSL_CTX_set_security_level(self.context, 0 if weak else 1)
        ssl.SSL_CTX_ctrl(self.context, CTRL_SET_MIN_PROTO, VERSIONS[plan.oldest], None)
        ssl.SSL_CTX_ctrl(self.context, CTRL_SET_MAX_PROTO, VERSIONS[plan.newest], None)
        if plan.ciphers and not ssl.SSL_CTX_set_cipher_list(self.context, plan.ciphers.encode()):
            raise TLSError(f"no cipher of {plan.ciphers} exists here")
        if plan.early_data:
            ssl.SSL_CTX_set_max_early_data(self.context, 16384)
        if not ssl.SSL_CTX_use_certificate_chain_file(self.context, plan.certificate.chain.encode()):
            raise TLSError(last_error())
        if not ssl.SSL_CTX_use_PrivateKey_file(self.context, plan.certificate.key.encode(), FILETYPE_PEM):
            raise TLSError(last_error())
        if plan.protocol is not None:
            self._answer_alpn(plan.protocol)

    def _answer_alpn(self, protocol):
        buffer = ctypes.create_string_buffer(protocol, len(protocol))

        def select(_ssl, out, length, _offered, _offered_length, _argument):
            if not protocol:
                return ALPN_NOACK
            out[0] = ctypes.addressof(buffer)
            length[0] = len(protocol)
            return ALPN_OK

        self.kept = (buffer, ALPNCallback(select))
        ssl.SSL_CTX_set_alpn_select_cb(self.context, self.kept[1], None)

    def feed(self, octets):
        """Takes octets of the network; returns what they decrypt to."""
        if octets:
            crypto.BIO_write(self.incoming, octets, len(octets))
        if not self.is_ready:
            self.is_ready = self._check(ssl.SSL_do_handshake(self.connection))
            if not self.is_ready:
                return b""
        found = bytearray()
        space = ctypes.create_string_buffer(SPACE)
        while True:
            count = ssl.SSL_read(self.connection, space, SPACE)
            if count > 0:
                found += space.raw[:count]
            elif not self._check(count):
                return bytes(found)

    def seal(self, octets):
        """Encrypts; what is to be sent comes from `waiting`."""
        view = memoryview(octets)
        for start in range(0, len(view), 16384):
            piece = bytes(view[start : start + 16384])
            if ssl.SSL_write(self.connection, piece, len(piece)) <= 0:
                raise TLSError(last_error())

    def waiting(self):
        """The octets that the network has to carry now."""
        found = bytearray()
        space = ctypes.create_string_buffer(SPACE)
        while (count := crypto.BIO_read(self.outgoing, space, SPACE)) > 0:
            found += space.raw[:count]
        return bytes(found)

    def shut(self):
        if self.is_ready:
            ssl.SSL_shutdown(self.connection)

    def renegotiate(self):
        """Asks for another handshake (TLS 1.2 only)."""
        if not ssl.SSL_renegotiate(self.connection):
            raise TLSError(last_error())
        self._check(ssl.SSL_do_handshake(self.connection))

    @property
    def is_renegotiating(self):
        return ssl.SSL_renegotiate_pending(self.connection) == 1

    def _check(self, result):
        """True when a call succeeded, False when it waits for the network."""
        if result > 0:
            return True
        error = ssl.SSL_get_error(self.connection, result)
        if error == ERROR_WANT_READ:
            return False
        if error == ERROR_ZERO_RETURN:
            self.is_closed = True
            return False
        reason = last_error()
        crypto.ERR_clear_error()
        raise TLSError(reason)

    @property
    def version(self):
        return ssl.SSL_get_version(self.connection).decode()

    def binding(self, kind):
        """The channel binding data of a type, or None where this connection has none."""
        if kind == "tls-exporter":
            space = ctypes.create_string_buffer(32)
            label = b"EXPORTER-Channel-Binding"
            done = ssl.SSL_export_keying_material(self.connection, space, 32, label, len(label), b"", 0, 1)
            return space.raw if done == 1 else None
        if kind == "tls-unique" and self.version != "TLSv1.3":
            space = ctypes.create_string_buffer(64)
            length = ssl.SSL_get_peer_finished(self.connection, space, 64)
            return space.raw[:length]
        return None

    def free(self):
        if self.connection:
            ssl.SSL_free(self.connection)
            ssl.SSL_CTX_free(self.context)
            self.connection = None

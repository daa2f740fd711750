"""The few functions of OpenSSL 3 that the server needs and Python's ssl module does not give.

A hostile server renegotiates, answers with a protocol that was not offered, exports keying material and ends without
close_notify; Python's module is written for servers that do not.
"""

import ctypes
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_long, c_size_t, c_ubyte, c_uint, c_ulong, c_void_p

ssl = ctypes.CDLL("libssl.so.3")
crypto = ctypes.CDLL("libcrypto.so.3")

FILETYPE_PEM = 1
CTRL_SET_MIN_PROTO, CTRL_SET_MAX_PROTO = 123, 124
CTRL_SET_READ_AHEAD = 41
ERROR_SSL, ERROR_WANT_READ, ERROR_WANT_WRITE, ERROR_ZERO_RETURN = 1, 2, 3, 6
VERSIONS = {"1.0": 0x0301, "1.1": 0x0302, "1.2": 0x0303, "1.3": 0x0304}
ALPN_OK, ALPN_NOACK = 0, 3

ALPNCallback = CFUNCTYPE(c_int, c_void_p, POINTER(c_void_p), POINTER(c_ubyte), c_void_p, c_uint, c_void_p)

for library, result, name, arguments in (
    (ssl, c_void_p, "TLS_server_method", ()),
    (ssl, c_void_p, "SSL_CTX_new", (c_void_p,)),
    (ssl, None, "SSL_CTX_free", (c_void_p,)),
    (ssl, c_int, "SSL_CTX_use_certificate_chain_file", (c_void_p, c_char_p)),
    (ssl, c_int, "SSL_CTX_use_PrivateKey_file", (c_void_p, c_char_p, c_int)),
    (ssl, c_long, "SSL_CTX_ctrl", (c_void_p, c_int, c_long, c_void_p)),
    (ssl, c_int, "SSL_CTX_set_cipher_list", (c_void_p, c_char_p)),
    (ssl, None, "SSL_CTX_set_security_level", (c_void_p, c_int)),
    (ssl, c_int, "SSL_CTX_set_max_early_data", (c_void_p, c_uint)),
    (ssl, None, "SSL_CTX_set_alpn_select_cb", (c_void_p, ALPNCallback, c_void_p)),
    (ssl, c_void_p, "SSL_new", (c_void_p,)),
    (ssl, None, "SSL_free", (c_void_p,)),
    (ssl, None, "SSL_set_bio", (c_void_p, c_void_p, c_void_p)),
    (ssl, None, "SSL_set_accept_state", (c_void_p,)),
    (ssl, c_int, "SSL_do_handshake", (c_void_p,)),
    (ssl, c_int, "SSL_renegotiate", (c_void_p,)),
    (ssl, c_int, "SSL_renegotiate_pending", (c_void_p,)),
    (ssl, c_int, "SSL_read", (c_void_p, c_void_p, c_int)),
    (ssl, c_int, "SSL_write", (c_void_p, c_char_p, c_int)),
    (ssl, c_int, "SSL_shutdown", (c_void_p,)),
    (ssl, c_int, "SSL_get_error", (c_void_p, c_int)),
    (ssl, c_char_p, "SSL_get_version", (c_void_p,)),
    (ssl, c_size_t, "SSL_get_peer_finished", (c_void_p, c_void_p, c_size_t)),
    (
        ssl,
        c_int,
        "SSL_export_keying_material",
        (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t, c_char_p, c_size_t, c_int),
    ),
    (crypto, c_void_p, "BIO_s_mem", ()),
    (crypto, c_void_p, "BIO_new", (c_void_p,)),
    (crypto, c_int, "BIO_read", (c_void_p, c_void_p, c_int)),
    (crypto, c_int, "BIO_write", (c_void_p, c_char_p, c_int)),
    (crypto, c_ulong, "ERR_get_error", ()),
    (crypto, None, "ERR_clear_error", ()),
    (crypto, None, "ERR_error_string_n", (c_ulong, c_char_p, c_size_t)),
):
    function = getattr(library, name)
    function.restype = result
    function.argtypes = arguments


def last_error():
    code = crypto.ERR_get_error()
    text = ctypes.create_string_buffer(256)
    crypto.ERR_error_string_n(code, text, len(text))
    return text.value.decode("ascii", "replace").rsplit(":", 1)[-1] or "unknown error"

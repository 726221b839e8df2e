"""Asks the deluged of this host: lines of JSON on standard input become calls of its RPC.

Arguments: the daemon's port, a user's name and password. Ends with its standard input.
"""

import json
import socket
import ssl
import struct
import sys
import zlib

import rencode

RESPONSE = 1
HEAD = "!BI"
connection = None


def ask(method, *args, **options):
    """One call and its answer: a version byte, a length, and compressed rencoded data."""
    body = zlib.compress(rencode.dumps(((1, method, args, options),)))
    connection.write(struct.pack(HEAD, 1, len(body)) + body)
    (_, size) = struct.unpack(HEAD, connection.read(struct.calcsize(HEAD)))
    kind, _, *answer = rencode.loads(zlib.decompress(connection.read(size)), decode_utf8=True)
    if kind != RESPONSE:
        raise RuntimeError(answer)
    return answer[0]


def connect(port, user, password):
    global connection
    # The daemon signs its certificate itself.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = context.wrap_socket(socket.create_connection(("127.0.0.1", int(port)))).makefile("rwb", 0)
    ask("daemon.login", user, password, client_version="2.0.3")


for line in sys.stdin:
    try:
        request = json.loads(line)
        if connection is None:
            connect(*sys.argv[1:])
        reply = {"result": ask(request["command"], *request.get("args", []))}
    except Exception as error:  # told to the test, which decides
        reply = {"error": repr(error)}
    print(json.dumps(reply), flush=True)

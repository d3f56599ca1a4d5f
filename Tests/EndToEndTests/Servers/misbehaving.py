"""A server whose paths misbehave, each in its own way. Prints its port, and that of the same over TLS with an expired
certificate. Usage: misbehaving.py CERTIFICATE KEY"""

import socket
import ssl
import sys
import threading
import time

HEAD = b"HTTP/1.1 200 OK\r\n"
LENGTH_10_GB = b"Content-Length: 10737418240\r\n\r\n"


def answer(connection, path):
    send = connection.sendall
    if path == "/good":
        send(HEAD + b"Content-Length: 2\r\n\r\nok")
    elif path == "/silent":
        time.sleep(60)
    elif path == "/garbage":
        send(bytes(range(256)) * 64)
    elif path == "/huge":
        send(HEAD + LENGTH_10_GB)
        block = b"x" * 1_048_576
        for _ in range(10 * 1024):
            send(block)
    elif path == "/drip":
        send(HEAD + b"Content-Length: 1000\r\n\r\n")
        for _ in range(60):
            send(b"x")
            time.sleep(1)
    elif path == "/early":
        send(HEAD + b"Content-Length: 1000\r\n\r\nhalf")
    elif path == "/loop":
        send(b"HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n")
    elif path == "/broken":
        send(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")


def serve(connection, context):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        request = b""
        while b"\r\n\r\n" not in request:
            received = connection.recv(65536)
            if not received:
                return
            request += received
        answer(connection, request.split(b" ")[1].decode())
    except OSError:
        pass
    finally:
        connection.close()


def listen(context=None):
    server = socket.create_server(("127.0.0.1", 0), backlog=128)

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
print(listen(), listen(context), flush=True)
while True:
    time.sleep(60)

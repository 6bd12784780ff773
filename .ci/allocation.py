#!/usr/bin/env python3
"""Prints how many bytes the event loop of an unpacked gateway allocates for each proxied request.

usage: allocation.py FOLDER [REQUESTS]

Starts FOLDER/bin/servex with one event loop between clients and a backend of this script, warms it
up, and reads what its thread has allocated before and after so many keep-alive requests, as jcmd
tells it. SERVEX_JAVA_HOME or JAVA_HOME must name a JDK.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

CLIENTS = 4
BODY = b"x" * 1024
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1024\r\n\r\n" + BODY
REQUEST = (b"GET /api/users?id=1 HTTP/1.1\r\nHost: example.com\r\nUser-Agent: allocation/1\r\n"
           b"Accept: */*\r\nAccept-Encoding: gzip\r\n\r\n")
UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def serve(listening):
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection):
    with connection:
        while connection.recv(65536):
            connection.sendall(ANSWER)


def ask(port, count):
    with socket.create_connection(("127.0.0.1", port)) as client:
        for _ in range(count):
            client.sendall(REQUEST)
            received = b""
            while b"\r\n\r\n" not in received:
                received += client.recv(65536)
            head, _, body = received.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            left = len(BODY) - len(body)
            while left > 0:
                left -= len(client.recv(65536))


def load(port, count):
    clients = [threading.Thread(target=ask, args=(port, count // CLIENTS)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def allocated(jcmd, pid):
    threads = subprocess.check_output([jcmd, str(pid), "Thread.print", "-e"], text=True)
    total = 0
    for line in threads.splitlines():
        if line.startswith('"servex-loop'):
            number, unit = re.search(r"allocated=([0-9.]+)([BKMG])", line).groups()
            total += float(number) * UNITS[unit]
    return total


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    home = os.environ.get("SERVEX_JAVA_HOME") or os.environ.get("JAVA_HOME")
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    threading.Thread(target=serve, args=(listening,), daemon=True).start()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(f"""
server: {{http: "127.0.0.1:{port}", workers: 1}}
logging: {{disable_request_logging: {os.environ.get("QUIET", "true")}}}
proxy:
  enabled: true
  rules: [{{name: api, path_prefix: /api/, strip_prefix: /api,
           backends: [{{url: "http://127.0.0.1:{listening.getsockname()[1]}"}}]}}]
""")
        file.flush()
        gateway = subprocess.Popen([os.path.join(folder, "bin/servex"), "--config", file.name],
                                   env={**os.environ, "SERVEX_AOT": "off"},
                                   stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                try:
                    ask(port, 1)
                    break
                except OSError:
                    time.sleep(0.1)
            load(port, 40_000)
            jcmd = os.path.join(home, "bin/jcmd")
            before = allocated(jcmd, gateway.pid)
            load(port, count)
            print(f"{(allocated(jcmd, gateway.pid) - before) / count:.0f} bytes for each of {count} requests")
        finally:
            gateway.terminate()
            gateway.wait()


main()

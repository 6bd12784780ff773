#!/usr/bin/env python3
"""Prints how long the event loops of an unpacked gateway pause while it reloads, as histograms.

usage: reload-pauses.py FOLDER [RULES [RELOADS]]

Starts FOLDER/bin/servex with two event loops and reloads it while 20 tunnels echo, an upload
trickles, events are followed and clients ask without a pause. A process beside asks the gateway
itself every 5 ms over 8 connections, after two seconds of warming up: what takes long there is a pause of an event loop or of all.
How late that process wakes up says what the machine adds. Safepoints are of the JVM's own log.
Without RULES, both forms are measured: 100 reloads within a minute with 50 rules, and the same
with 10,000. SERVEX_JAVA_OPTS is passed on. Exits with 1 when a request failed.
"""
import asyncio
import multiprocessing
import os
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import time

WARM_UP = 400
BOUNDS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
TUNNELS, ASKERS, PROBES = 20, 4, 8
UPLOAD = 1 << 20
MINUTE = 60
UPGRADE = b"Connection: upgrade\r\nUpgrade: echo\r\n"


def histogram(name, millis):
    counts = [0] * (len(BOUNDS) + 1)
    for value in millis:
        counts[next((i for i, bound in enumerate(BOUNDS) if value <= bound), len(BOUNDS))] += 1
    columns = [f"<={bound}:{count}" for bound, count in zip(BOUNDS, counts)]
    print(f"  {name:<34} {' '.join(columns)} >{BOUNDS[-1]}:{counts[-1]}  worst {max(millis, default=0):.1f} ms")


# ---- the backends: an answer at once, a tunnel that echoes, events, an upload that is counted


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if b"echo" in head:
                writer.write(b"HTTP/1.1 101 Switching Protocols\r\n" + UPGRADE + b"\r\n")
                while data := await reader.read(65536):
                    writer.write(data)
                return
            if b"/events" in head:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
                for number in range(10**9):
                    writer.write(b"data: %d\n\n" % number)
                    await writer.drain()
                    await asyncio.sleep(0.02)
            if length := re.search(rb"(?i)content-length: (\d+)", head):
                await reader.readexactly(int(length.group(1)))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def backends(ports):
    async def run():
        servers = [await asyncio.start_server(serve, "127.0.0.1", 0) for _ in range(3)]
        ports.put([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    asyncio.run(run())


# ---- the probe


def probe(port, stop, results):
    try:
        os.nice(-10)
    except OSError:
        pass
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(PROBES)]
    selector = selectors.DefaultSelector()
    answers, lateness = [], []
    for connection in connections:
        selector.register(connection, selectors.EVENT_READ)
    planned = time.perf_counter()
    while not stop.is_set():
        planned = max(planned + 0.005, time.perf_counter())
        time.sleep(max(0, planned - time.perf_counter()))
        lateness.append((time.perf_counter() - planned) * 1000)
        waiting = {}
        for connection in connections:
            waiting[connection] = time.perf_counter()
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n")
        while waiting:
            for key, _ in selector.select():
                answer = key.fileobj.recv(65536)
                if not answer.startswith(b"HTTP/1.1 200 "):
                    results.put((answers, lateness, f"probe: {answer[:200]}"))
                    return
                answers.append((time.perf_counter() - waiting.pop(key.fileobj)) * 1000)
                if b"\r\nConnection: close" in answer:
                    selector.unregister(key.fileobj)
                    connections.remove(key.fileobj)
                    key.fileobj.close()
                    connections.append(socket.create_connection(("127.0.0.1", port)))
                    selector.register(connections[-1], selectors.EVENT_READ)
    results.put((answers[WARM_UP * PROBES:], lateness[WARM_UP:], None))


# ---- the clients


class Traffic:
    def __init__(self, port):
        self.port, self.answers, self.problems, self.stopped = port, [], [], False
        self.uploaded = 0

    async def open(self, head):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(head)
        return reader, writer

    async def begin(self):
        get = b"GET /one HTTP/1.1\r\nHost: h\r\n" + UPGRADE + b"\r\n"
        self.tunnels = [await self.open(get) for _ in range(TUNNELS)]
        for reader, _ in self.tunnels:
            await reader.readuntil(b"\r\n\r\n")
        self.upload = await self.open(b"POST /one HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % UPLOAD)
        self.tasks = [asyncio.create_task(self.guarded(task)) for task in [self.follow()] + [self.ask() for _ in range(ASKERS)]]

    async def guarded(self, task):
        try:
            await task
        except (OSError, AssertionError, asyncio.IncompleteReadError) as problem:
            self.problems.append(repr(problem))

    async def ask(self):
        connection, count = None, 0
        while not self.stopped:
            count += 1
            request = b"GET /%s HTTP/1.1\r\nHost: h\r\n\r\n" % (b"one", b"measured")[count % 2]
            start = time.perf_counter()
            if connection is None:
                connection = await self.open(request)
            else:
                connection[1].write(request)
            head = await connection[0].readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            await connection[0].readexactly(2)
            self.answers.append((time.perf_counter() - start) * 1000)
            if b"\r\nConnection: close" in head:
                connection[1].close()
                connection = None
            await asyncio.sleep(0.002)

    async def follow(self):
        reader, _ = await self.open(b"GET /one/events HTTP/1.1\r\nHost: h\r\n\r\n")
        expected = 0
        while not self.stopped:
            line = await reader.readline()
            assert line, "the events ended"
            if line.startswith(b"data: "):
                assert line == b"data: %d\n" % expected, line
                expected += 1

    async def go_on(self, part):
        for reader, writer in self.tunnels:
            word = b"turn %f" % part
            writer.write(word)
            assert await reader.readexactly(len(word)) == word
        due = int(UPLOAD * part)
        self.upload[1].write(b"x" * (due - self.uploaded))
        self.uploaded = due

    async def end(self):
        answer = await self.upload[0].readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 "), answer
        self.stopped = True
        await asyncio.gather(*self.tasks)


# ---- the gateway


def configuration(folder, port, ports, rules, turn):
    one, two, three = (f"http://127.0.0.1:{port}" for port in ports)
    lines = [f"""
server:
  http: "127.0.0.1:{port}"
  workers: 2
  control_socket: "{folder}/control"
  read_timeout: 1h
  enable_health_endpoint: true
logging: {{disable_request_logging: true}}
proxy:
  enabled: true
  global_timeout: {30 + turn}m
  rules:
    - name: one
      path_prefix: /one
      retry: {{attempts: {1 + turn % 3}}}
      backends: [{{url: "{one}"}}]
    - name: measured
      path_prefix: /measured
      load_balancing: {{type: peak_ewma}}
      max_pending: {1 + turn}
      backends: [{{url: "{two}"}}, {{url: "{three}"}}]
"""]
    for i in range(rules):
        backend = f"http://127.0.{1 + i % 250}.1:80"
        lines.append(f"    - {{name: r{i}, path_prefix: /r{i * (1 + turn % 2)}, "
                     f'backends: [{{url: "{one}"}}, {{url: "{backend}"}}]}}\n')
    with open(folder + "/servex.yaml", "w") as file:
        file.write("".join(lines))


async def reload(folder):
    reader, writer = await asyncio.open_unix_connection(folder + "/control")
    writer.write(b"reload\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"ok\n"), answer


async def drive(folder, port, ports, rules, reloads):
    traffic, times = Traffic(port), []
    await traffic.begin()
    await asyncio.sleep(0.005 * WARM_UP + 2)
    traffic.answers.clear()
    traffic.safepoints = len(safepoints(folder))
    began = time.perf_counter()
    for turn in range(1, reloads + 1):
        configuration(folder, port, ports, rules, turn)
        start = time.perf_counter()
        await reload(folder)
        times.append((time.perf_counter() - start) * 1000)
        await traffic.go_on(turn / reloads)
        await asyncio.sleep(max(0, began + turn * MINUTE / 100 - time.perf_counter()))
    await traffic.end()
    return traffic, times, time.perf_counter() - began


def safepoints(folder):
    with open(folder + "/safepoints") as file:
        return [int(found.group(1)) / 1e6 for found in re.finditer(r"Total: +(\d+) ns", file.read())]


def await_start(folder, process):
    while process.poll() is None:
        if os.path.exists(folder + "/control"):
            return
        time.sleep(0.1)
    sys.exit(f"the gateway ended with {process.returncode}")


def measure(home, rules, reloads):
    queue, stop = multiprocessing.Queue(), multiprocessing.Event()
    origin = multiprocessing.Process(target=backends, args=(queue,), daemon=True)
    origin.start()
    ports = queue.get()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        configuration(folder, port, ports, rules, 0)
        options = os.environ.get("SERVEX_JAVA_OPTS", "") + f" -Xlog:safepoint:file={folder}/safepoints:none:filecount=0"
        with open(folder + "/log", "w") as log:
            gateway = subprocess.Popen([home + "/bin/servex", "--config", folder + "/servex.yaml"], stderr=log,
                                       env={**os.environ, "SERVEX_AOT": "off", "SERVEX_JAVA_OPTS": options})
        try:
            await_start(folder, gateway)
            for turn in range(3):
                asyncio.run(reload(folder))
            prober = multiprocessing.Process(target=probe, args=(port, stop, queue), daemon=True)
            prober.start()
            traffic, times, seconds = asyncio.run(drive(folder, port, ports, rules, reloads))
            pauses = safepoints(folder)[traffic.safepoints:]
            stop.set()
            answers, lateness, problem = queue.get()
            problems = traffic.problems + ([problem] if problem else [])
            print(f"{rules} rules: {reloads} reloads in {seconds:.0f} s, {len(traffic.answers)} answers, {len(problems)} failed {problems}")
            histogram("a reload, ms", times)
            histogram("an answer of the gateway itself, ms", answers)
            histogram("an answer of a backend, ms", traffic.answers)
            histogram("safepoints, ms", pauses)
            histogram("the machine: a wake-up was late, ms", lateness)
            return not problems
        finally:
            gateway.terminate()
            gateway.wait()
            origin.terminate()
            keep = os.environ.get("KEEP_LOGS")
            if keep:
                subprocess.run(["cp", "-r", folder, keep], check=False)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    home = sys.argv[1]
    reloads = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    forms = [int(sys.argv[2])] if len(sys.argv) > 2 else [50, 10_000]
    sys.exit(0 if all([measure(home, rules, reloads) for rules in forms]) else 1)


if __name__ == "__main__":
    main()

"""start-time.py HOME ROUNDS [VARIABLE=VALUE[,VARIABLE=VALUE]…]…

Starts the unpacked tarball in HOME so many times with each set of variables, in turn, and prints the medians of the
time from exec to the first 200 that comes from a backend, the CPU time of the whole life, and the memory in use then.
"""
import http.server
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time


class Backend(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def first_response(port, process):
    request = b"GET /api/users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    while process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as client:
                client.sendall(request)
                if client.recv(100).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.002)
    raise SystemExit(f"the gateway ended with {process.returncode}")


def once(home, backend, variables):
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write(f"""
server:
  http: "127.0.0.1:{port}"
proxy:
  enabled: true
  rules:
    - name: "api-backend"
      path_prefix: "/api/"
      strip_prefix: "/api"
      load_balancing: "weighted_round_robin"
      backends:
        - url: "http://127.0.0.1:{backend}"
          weight: 2
""")
        config.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.perf_counter()
        process = subprocess.Popen(
            [home + "/bin/servex", "--config", config.name],
            env=os.environ | variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        first_response(port, process)
        seconds = time.perf_counter() - begin
        with open(f"/proc/{process.pid}/status") as status:
            memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        process.terminate()
        process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, memory / 1024


def main():
    home, rounds, variants = sys.argv[1], int(sys.argv[2]), sys.argv[3:] or ["SERVEX_AOT=off", "SERVEX_AOT=on"]
    backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    results = {variant: [] for variant in variants}
    for turn in range(rounds):
        for variant in variants if turn % 2 == 0 else variants[::-1]:
            variables = dict(pair.split("=", 1) for pair in variant.split(","))
            results[variant].append(once(home, backend.server_port, variables))
    for variant, result in results.items():
        seconds, cpu, memory = (statistics.median(column) for column in zip(*result))
        print(f"{variant}: first 200 after {seconds:.2f} s, {cpu:.2f} s of CPU, {memory:.0f} MiB")


main()

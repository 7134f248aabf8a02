"""Says hello on port 8000, and on /health that it can."""

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answers = {"/": "hello\n", "/health": "ok\n"}
        body = answers.get(self.path, "not here\n").encode()
        self.send_response(200 if self.path in answers else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# process 1 of a container has no default for the signal that asks it to stop
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", 8000), Handler).serve_forever()

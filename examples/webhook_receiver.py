#!/usr/bin/env python3
"""A system that is told what happens, with Python's standard library alone: it verifies each message, deals with each
event once, and prints it as a line of JSON.

    webhook_receiver.py --secret-file hook.secret --listen 127.0.0.1:8080 [--seen events.db]
"""
import argparse
import base64
import hashlib
import hmac
import http.server
import json
import sqlite3
import sys
import time


def verify(secrets, headers, body, now):
    """Whether the message is theirs, whole and of now; `secrets` are lines `whsec_…`."""
    event, at = headers.get('webhook-id', ''), headers.get('webhook-timestamp', '')
    if not at.isdigit() or abs(now - int(at)) > 300:
        return False
    signed = f'{event}.{at}.'.encode() + body
    right = ['v1,' + base64.b64encode(hmac.new(base64.b64decode(s.removeprefix('whsec_')), signed, hashlib.sha256).digest())
             .decode() for s in secrets]
    told = headers.get('webhook-signature', '').split()
    return any(hmac.compare_digest(a, b) for a in right for b in told)


class Seen:
    """The ids that were dealt with: an event may come twice. A file keeps them over a restart."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, check_same_thread=False)
        self.db.execute('CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)')

    def is_new(self, event):
        with self.db:
            return self.db.execute('INSERT OR IGNORE INTO seen VALUES (?)', (event,)).rowcount == 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--secret-file', required=True, action='append', help='may be given twice while a secret changes')
    parser.add_argument('--listen', default='127.0.0.1:0', help='HOST:PORT; put TLS in front of it')
    parser.add_argument('--seen', default=':memory:', help='where ids are kept')
    options = parser.parse_args()
    secrets = [open(path).read().strip() for path in options.secret_file]
    seen = Seen(options.seen)

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(min(int(self.headers.get('Content-Length') or 0), 1 << 20))
            if not verify(secrets, self.headers, body, time.time()):
                return self.answer(401)
            # Here it is put where it is safe; the answer says so, and until then it comes again.
            if seen.is_new(self.headers['webhook-id']):
                print(json.dumps(json.loads(body)), flush=True)
            self.answer(204)

        def answer(self, code):
            self.send_response(code)
            self.end_headers()

        def log_message(self, *what):
            pass

    host, port = options.listen.rsplit(':', 1)
    server = http.server.HTTPServer((host, int(port)), Receiver)
    print(f'ready http://{host}:{server.server_port}/', file=sys.stderr, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == '__main__':
    main()

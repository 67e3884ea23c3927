"""The product as a test starts it: a daemon on a fresh folder, and the command line against it."""
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

BIN = 'build/release/bin'


def parse_arguments():
    """Takes --bin DIR out of the arguments that unittest sees."""
    global BIN
    if '--bin' in sys.argv:
        at = sys.argv.index('--bin')
        BIN = os.path.abspath(sys.argv[at + 1])
        del sys.argv[at:at + 2]


def provider(pid, adapter=None, services=None, every='24h', **options):
    p = {'id': pid, 'name': pid.title(), 'tier': 'tactical'}
    if adapter:
        p['sources'] = [{'id': pid + '-source', 'adapter': adapter, 'every': every, 'options': options}]
    if services:
        p['services'] = services
    return p


class Daemon:
    """regisseurd over `config`; `files` maps names to text or bytes beside it."""

    def __init__(self, config, files=None, folder=None):
        self.folder = folder or tempfile.mkdtemp(prefix='regisseur-e2e-')
        for name, content in (files or {}).items():
            self.write(name, content)
        self.config = {'portfolio': {'name': 'Gemeente Voorbeeld'},
                       'listen': {'grpc': '127.0.0.1:0', 'http': '127.0.0.1:0'}, **config}
        self.write('regisseur.yaml', json.dumps(self.config, indent=1))
        self.process = None

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(content if isinstance(content, bytes) else content.encode())

    def start(self, *arguments):
        self.log = open(os.path.join(self.folder, 'log'), 'a')
        self.process = subprocess.Popen(
            [BIN + '/regisseurd', '--config', os.path.join(self.folder, 'regisseur.yaml'), *arguments],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        if not select.select([self.process.stdout], [], [], 60)[0]:
            raise RuntimeError('the daemon is silent')
        line = self.process.stdout.readline()
        if not line.startswith('ready '):
            self.process.wait()
            raise RuntimeError('not ready: ' + self.said())
        where = dict(x.split('=', 1) for x in line.split()[1:])
        self.grpc, self.http = where['grpc'], where['http']
        return self

    def said(self):
        self.log.flush()
        with open(os.path.join(self.folder, 'log')) as f:
            return f.read()

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.process.stdout.close()
        self.log.close()
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *failure):
        code = self.stop() if self.process.poll() is None else self.process.returncode
        if not failure[0]:
            shutil.rmtree(self.folder, ignore_errors=True)
            assert code == 0, f'SIGTERM: exit {code}'

    def run(self, *arguments, env=None):
        return subprocess.run([BIN + '/regisseur', '--server', self.grpc, *arguments], capture_output=True,
                              text=True, timeout=120, env={**os.environ, **(env or {})})

    def ask(self, *arguments):
        r = self.run('-o', 'json', *arguments)
        if r.returncode != 0:
            raise RuntimeError(f'{arguments}: exit {r.returncode}: {r.stderr}the daemon, which '
                               f'{"runs" if self.process.poll() is None else "has ended"}, said:\n{self.said()[-3000:]}')
        return json.loads(r.stdout)

    def collect(self, *ids):
        return self.ask('source', 'collect', *(ids or ['--all']), '--wait')

    def post(self, method, body, **headers):
        """(HTTP code, parsed JSON) of a call over the gateway."""
        request = urllib.request.Request(f'http://{self.http}/{method}', data=body.encode(),
                                         headers={'Content-Type': 'application/json', **headers})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b'{}')

    def resident_bytes(self):
        with open(f'/proc/{self.process.pid}/statm') as f:
            return int(f.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def wait_until(condition, seconds=60):
    """Polls a condition of another process; False when it did not come true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False

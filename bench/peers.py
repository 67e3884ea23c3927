"""The programs that we are measured against, installed for the bench only, into build/bench."""
import glob
import http.client
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.parse

from measure import ROOT, bytes_in, children_of, cpu_of_one, product

PEERS = os.path.join(ROOT, 'build/bench')


def unpack(package, *needed):
    """A package of Debian, unpacked: installed it would start a service. Returns where it is."""
    home = os.path.join(PEERS, package)
    if not all(glob.glob(os.path.join(home, n)) for n in needed):
        os.makedirs(home, exist_ok=True)
        subprocess.run(['apt-get', 'download', package], cwd=home, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        found, = (f for f in os.listdir(home) if f.endswith('.deb'))
        subprocess.run(['dpkg-deb', '-x', found, '.'], cwd=home, check=True)
    return home


def install_duckdb():
    """DuckDB, as bench/package.json pins it."""
    if os.path.isdir(os.path.join(PEERS, 'node_modules/@duckdb/node-api')):
        return
    os.makedirs(PEERS, exist_ok=True)
    shutil.copy(os.path.join(ROOT, 'bench/package.json'), PEERS)
    subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--silent', '--prefix', PEERS], check=True)


def install_prometheus():
    """Prometheus of Debian, unpacked into build/bench: its package would start a service."""
    if shutil.which('prometheus') and shutil.which('promtool'):
        return '/usr/bin'
    return os.path.join(unpack('prometheus', 'usr/bin/promtool'), 'usr/bin')


class Prometheus:
    """A server over blocks that promtool made of `samples`."""

    def __init__(self, samples, folder):
        self.bin, self.blocks = install_prometheus(), os.path.join(folder, 'blocks')
        start = time.monotonic()
        # The blocks that it would compact them to in the end.
        subprocess.run([self.bin + '/promtool', 'tsdb', 'create-blocks-from', 'openmetrics', '--quiet',
                        '--max-block-duration=1000h', samples, self.blocks], check=True, stdout=subprocess.DEVNULL)
        self.ingest = time.monotonic() - start
        self.bytes = bytes_in(self.blocks)
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        with open(os.path.join(folder, 'prometheus.yml'), 'w') as f:
            f.write('global: {}\n')
        self.process = subprocess.Popen(
            [self.bin + '/prometheus', '--config.file=' + f.name, '--storage.tsdb.path=' + self.blocks,
             f'--web.listen-address=127.0.0.1:{self.port}', '--storage.tsdb.retention.time=20y',
             '--query.max-samples=1000000000', '--query.timeout=10m', '--log.level=error'])
        self.connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=600)
        if not product.wait_until(self.ready):
            raise RuntimeError('Prometheus is not ready')

    def ready(self):
        try:
            return self.get('/-/ready')[0] == 200
        except OSError:
            self.connection.close()
            return False

    def get(self, target):
        self.connection.request('GET', target)
        response = self.connection.getresponse()
        return response.status, response.read()

    def availability(self, days, end):
        """(seconds, service -> share of its samples that are 1) of the window that ends at `end`."""
        query = urllib.parse.urlencode({'query': f'avg_over_time(up[{days}d])', 'time': end - 30, 'timeout': '10m'})
        start = time.perf_counter()
        code, body = self.get('/api/v1/query?' + query)
        answer = json.loads(body)
        took = time.perf_counter() - start
        if code != 200 or answer['status'] != 'success':
            raise RuntimeError(body[:300])
        return took, {r['metric']['service']: float(r['value'][1]) for r in answer['data']['result']}

    def stop(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait()


def postgresql_programs():
    """The folder of initdb and postgres: the machine's own, else Debian's package unpacked."""
    for home in ('/', unpack_postgresql):
        home = home() if callable(home) else home
        found = sorted(glob.glob(os.path.join(home, 'usr/lib/postgresql/*/bin')))
        if found:
            return found[-1]
    raise RuntimeError('there is no PostgreSQL')


def unpack_postgresql():
    unpack('postgresql-client-15', 'usr/lib/postgresql/*/bin/psql')
    home = unpack('postgresql-15', 'usr/lib/postgresql/*/bin/postgres')
    for program in glob.glob(os.path.join(PEERS, 'postgresql-client-15/usr/lib/postgresql/*/bin/*')):
        target = os.path.join(home, os.path.relpath(program, os.path.join(PEERS, 'postgresql-client-15')))
        if not os.path.exists(target):
            shutil.copy(program, target)
    return home


class PostgreSQL:
    """A server of its own on a socket in `folder`, with the settings that it comes with."""

    def __init__(self, folder):
        self.bin = postgresql_programs()
        self.folder = os.path.join(folder, 'postgresql')
        self.data = os.path.join(self.folder, 'data')
        # It refuses to run as root.
        self.who = {'user': 'nobody', 'group': 'nogroup'} if os.getuid() == 0 else {}
        os.makedirs(self.folder)
        os.chmod(folder, 0o755)
        if self.who:
            shutil.chown(self.folder, **self.who)
        subprocess.run([self.bin + '/initdb', '--pgdata', self.data, '--auth=trust', '--username=bench', '--encoding=UTF8',
                        '--locale=C.UTF-8'], check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **self.who)
        self.most = 0

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.bin + '/postgres', '-D', self.data, '-k', self.folder, '-c', 'listen_addresses=',
             '-c', 'logging_collector=off', '-c', 'log_min_messages=fatal'], cwd=self.folder, stderr=subprocess.DEVNULL,
            **self.who)
        if not product.wait_until(lambda: subprocess.run(
                [self.bin + '/pg_isready', '-h', self.folder], stdout=subprocess.DEVNULL).returncode == 0):
            raise RuntimeError('PostgreSQL is not ready')
        return self

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait()

    def run(self, sql):
        """What it prints, tabs between columns; remembers the most memory that a session took."""
        done = subprocess.run([self.bin + '/psql', '-h', self.folder, '-U', 'bench', '-d', 'postgres', '-X', '-A', '-t',
                               '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', sql, '-c',
                               "SELECT pg_read_file('/proc/self/status')"], check=True, capture_output=True, text=True)
        out, status = done.stdout.split('Name:', 1)
        self.most = max([self.most] + [int(line.split()[1]) / 1024 for line in status.splitlines()
                                     if line.startswith('VmHWM')])
        return out

    def cpu(self):
        """Seconds of the server and of its sessions, those that have ended too."""
        return cpu_of_one(self.process.pid, ended_children=True) + sum(
            cpu_of_one(p) for p in children_of(self.process.pid))

    def peak(self):
        """MiB of the largest session, the shared buffers that it touched included."""
        return self.most

#!/usr/bin/env python3
"""The measured claims of bench/README.md: each a ratio to a named peer in the same run."""
import argparse
import dataclasses
import decimal
import fractions
import http.client
import json
import math
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tests/e2e'))
import product  # noqa: E402
from product import Daemon, provider  # noqa: E402

TICK = os.sysconf('SC_CLK_TCK')
PEERS = os.path.join(ROOT, 'build/bench')


PARTNERS = 500
PROMISES = 10              # of a contract; every second partner has one
SERVICES = 1000
LEVEL_DAYS = 30, 90        # kept
LEVEL_END = 1793491200     # of level_bench.cc
HUNG_PERCENT = (0, 1, 10)


@dataclasses.dataclass
class Measured:
    wall: float
    cpu: float
    peak: float   # MiB
    stored: int   # bytes
    answer: object = None
    note: str = ''


def machine():
    model = next((line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '?')
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2 ** 30
    return f'{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, load {os.getloadavg()[0]:.1f}'


def children_of(pid):
    """Those alive; any thread of the process may have started them."""
    children = []
    for task in os.listdir(f'/proc/{pid}/task'):
        try:
            children += [int(x) for x in open(f'/proc/{pid}/task/{task}/children').read().split()]
        except (FileNotFoundError, ProcessLookupError):
            pass  # the thread has ended
    return children


def cpu_of(pid):
    """CPU seconds of a process and its children that are alive."""
    total = 0
    for p in [pid] + children_of(pid):
        fields = open(f'/proc/{p}/stat').read().rsplit(')', 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def peak_mib(pid):
    for line in open(f'/proc/{pid}/status'):
        if line.startswith('VmHWM'):
            return int(line.split()[1]) / 1024


def show(rows):
    widths = [max(len(str(r[i])) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        print('  ' + '  '.join(str(c).ljust(w) for c, w in zip(r, widths)))


def wait_usage(process):
    """(CPU seconds, peak MiB) of a process that ends."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f'{process.args[0]}: exit {process.returncode}')
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def answer_of(rows):
    """(provider, month, category, currency) -> exact cost."""
    return {tuple(r[:4]): decimal.Decimal(r[4]).normalize() for r in rows}


def import_regisseur(path, folder, keep_original):
    options = {} if keep_original else {'keep_original': 'false'}
    with Daemon({'providers': [provider('p', 'focus', path=path, **options)],
                 'collect': {'min_free_disk_percent': '0'}}) as d:
        start, before = time.monotonic(), cpu_of(d.process.pid)
        d.collect()
        answer = d.ask('cost', 'summary', '--by', 'service_provider,billing_period,service_category')
        wall, cpu = time.monotonic() - start, cpu_of(d.process.pid) - before
        adapters = children_of(d.process.pid)
        peak = peak_mib(d.process.pid), sum(peak_mib(p) for p in adapters)
        data = os.path.join(d.folder, 'data')
        stored = sum(os.path.getsize(os.path.join(place, f)) for place, _, files in os.walk(data) for f in files
                     if not f.endswith('reserve'))
    if answer['nextPageToken']:
        raise RuntimeError('the answer has more pages than the bench reads')
    rows = [(*(r['keys'][k] for k in ('service_provider', 'billing_period', 'service_category')), r['currency'],
             r['billedCost']) for r in answer['rows']]
    return Measured(wall, cpu, peak[0] + peak[1], stored, answer_of(rows), f'daemon {peak[0]:.0f} + adapter {peak[1]:.0f}')


def import_sqlite(path, folder):
    """Adds floats, as its users do: its sums are not compared."""
    database = os.path.join(folder, 'peer.db')
    script = ('.mode csv\n.import %s t\n.output /dev/null\nSELECT ProviderName, substr(BillingPeriodStart,1,7), '
              'ServiceCategory, BillingCurrency, sum(BilledCost) FROM t GROUP BY 1,2,3,4;\n' % path)
    start = time.monotonic()
    process = subprocess.Popen(['sqlite3', database], stdin=subprocess.PIPE, text=True)
    process.stdin.write(script)
    process.stdin.close()
    cpu, peak = wait_usage(process)
    return Measured(time.monotonic() - start, cpu, peak, os.path.getsize(database))


def import_duckdb(path, folder, mode):
    database = os.path.join(folder, 'duck.db')
    start = time.monotonic()
    process = subprocess.Popen(['node', os.path.join(ROOT, 'bench/duckdb_peer.js'), mode, path, database],
                               stdout=subprocess.PIPE, text=True,
                               env={**os.environ, 'NODE_PATH': os.path.join(PEERS, 'node_modules')})
    rows = json.loads(process.stdout.read())
    cpu, peak = wait_usage(process)
    wall = time.monotonic() - start
    stored = os.path.getsize(database) if mode != 'scan' else 0
    return Measured(wall, cpu, peak, stored, answer_of(rows))


def install_peers():
    """DuckDB, as bench/package.json pins it."""
    if os.path.isdir(os.path.join(PEERS, 'node_modules/@duckdb/node-api')):
        return
    os.makedirs(PEERS, exist_ok=True)
    shutil.copy(os.path.join(ROOT, 'bench/package.json'), PEERS)
    subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--silent', '--prefix', PEERS], check=True)


def bench_import(arguments, folder):
    """A FOCUS file to committed facts and the exact answer, beside peers that do the same."""
    install_peers()
    path = os.path.join(folder, 'focus.csv')
    subprocess.run([product.BIN + '/regisseur-simulator', '--focus-rows', str(arguments.rows), '--out', path], check=True,
                   stdout=subprocess.DEVNULL)
    ways = {
        'regisseur': lambda f: import_regisseur(path, f, keep_original=False),
        'regisseur, file kept as evidence': lambda f: import_regisseur(path, f, keep_original=True),
        'DuckDB, 14 columns': lambda f: import_duckdb(path, f, 'keep'),
        'DuckDB, 45 columns': lambda f: import_duckdb(path, f, 'all'),
        'DuckDB, nothing stored': lambda f: import_duckdb(path, f, 'scan'),
        'sqlite3 .import, 45 columns': lambda f: import_sqlite(path, f),
    }
    runs = {name: [] for name in ways}
    for _ in range(arguments.runs):
        for name, way in ways.items():  # paired: each round has every way
            with open(path, 'rb') as f:  # in the page cache for all
                while f.read(1 << 24):
                    pass
            with tempfile.TemporaryDirectory(dir=folder) as own:
                runs[name].append(way(own))
    ours = runs['regisseur']
    exact = {name for name, measured in runs.items() if measured[0].answer is not None}
    for name in exact:
        for measured in runs[name]:
            if measured.answer != ours[0].answer:
                raise RuntimeError(f'{name} answers otherwise')
    print(f'import: {arguments.rows} rows of 45 columns, {os.path.getsize(path) / 1e6:.0f} MB, '
          f'{len(ours[0].answer)} groups, median of {arguments.runs} paired rounds')
    print(f'  equal to the last digit: {", ".join(n for n in ways if n in exact)}')
    table = [('', 'wall s', 'CPU s', 'peak MiB', 'stored MB', 'ours/its wall', 'CPU', 'bytes')]
    for name, measured in runs.items():
        row = [name] + [f'{statistics.median(getattr(m, x) for m in measured):.{n}f}'
                        for x, n in (('wall', 2), ('cpu', 2), ('peak', 0))]
        row.append(f'{measured[0].stored / 1e6:.0f}' if measured[0].stored else '-')
        for x in ('wall', 'cpu', 'stored'):
            ratios = [getattr(o, x) / getattr(m, x) for o, m in zip(ours, measured) if getattr(m, x)]
            row.append(f'{statistics.median(ratios):.2f}' if ratios and name != 'regisseur' else '')
        table.append(tuple(row))
    show(table)
    print(f'  peak of regisseur: {ours[0].note}')


def post(connection, path, body):
    connection.request('POST', path, body, {'Content-Type': 'application/json'})
    response = connection.getresponse()
    answer = response.read()
    assert response.status == 200, answer
    return answer


def times_of(connection, path, body, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        post(connection, path, body)
        times.append(time.perf_counter() - start)
    return times


def contract_of(partner):
    """Promises about the availability of its first services, with credits."""
    return json.dumps({
        'id': f'{partner}-contract', 'provider': partner, 'title': partner, 'currency': 'EUR',
        'term': {'start': '2026-01-01', 'initial': '36 months', 'renewal': 'none', 'notice': '3 months'},
        'pricing': [{'component': 'platform', 'form': 'fixed', 'amount': '1250.00', 'per': 'month'}],
        'objectives': [{
            'id': f'availability-{n}', 'service': f's{n}', 'kind': 'availability', 'target': 99.9,
            'window': {'calendar': 'month', 'time_zone': 'Europe/Amsterdam'}, 'counts_as_down': ['partial_outage', 'major_outage'],
            'credits': [{'below': 99.9, 'percent': 10}, {'below': 99, 'percent': 25}], 'credit_base': 'platform',
            'claim_within': {'days': 60}} for n in range(PROMISES)]})


def bench_overview(arguments, folder):
    """500 partners, each with a page of 20 components that are 20 services."""
    pages, providers = {}, []
    for i in range(PARTNERS):
        pages[f'{i}.json'] = json.dumps({
            'page': {'id': f'p{i}', 'name': str(i), 'updated_at': '2026-01-01T00:00:00Z'}, 'status': {'indicator': 'none'},
            'components': [{'id': f'c{n}', 'name': f'C{n}', 'status': 'operational', 'group': False, 'group_id': None}
                           for n in range(20)], 'incidents': [], 'scheduled_maintenances': []})
        providers.append(provider(f'p{i}', 'statuspage', path=f'{i}.json',
                                  services=[{'id': f's{n}', 'name': f'S{n}', 'components': [f'id:c{n}']} for n in range(20)]))
    rates = {'rates.csv': 'Date,USD,\n2026-01-02,1.25,\n'}
    config = {'providers': providers, 'exchange_rates': {'file': 'rates.csv'}, 'collect': {'min_free_disk_percent': '0'}}
    files = {**pages, **rates}
    contracts = {f'contract-{i}.yaml': contract_of(f'p{i}') for i in range(0, PARTNERS, 2)}
    with Daemon(config, files) as plain, \
            Daemon({**config, 'contracts': ['contract-*.yaml']}, {**files, **contracts}) as promised:
        ask = '/regisseur.portfolio.v1.PortfolioService/GetOverview'
        least = '/regisseur.cost.v1.CostService/ConvertAmount'
        least_body = '{"amount": "1", "from": "EUR", "to": "EUR", "on": "2026-01-02"}'
        connections = {}
        for d in (plain, promised):
            d.collect()
            connections[d] = http.client.HTTPConnection(d.http)
        rows = json.loads(post(connections[promised], ask, '{}'))['providers']
        if sum('sla' in r for r in rows) < len(contracts):
            raise RuntimeError('the contracts are not in the overview')
        # As known a moment ago: the same function without what is remembered.
        moment = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())
        anew = json.dumps({'asKnownOn': moment})
        asks = {'overview': (plain, ask, '{}', 500), 'smallest call': (plain, least, least_body, 500),
                'overview, nothing remembered': (plain, ask, anew, 20),
                'with promises': (promised, ask, '{}', 500),
                'with promises, nothing remembered': (promised, ask, anew, 20)}
        for d, path, body, _ in asks.values():
            times_of(connections[d], path, body, 5)
        times = {name: [] for name in asks}
        for _ in range(5):  # in turns, so that each has the same neighbours
            for name, (d, path, body, count) in asks.items():
                times[name] += times_of(connections[d], path, body, count // 5)
    def at(times, share):
        return statistics.quantiles(times, n=100)[share - 1] * 1e3
    print(f'overview: {PARTNERS} partners, {PARTNERS * 20} services, {len(contracts)} contracts of {PROMISES} promises, '
          'over HTTP')
    table = [('', 'p50 ms', 'p99 ms', 'overview / its p50', 'p99')]
    for name, its in times.items():
        table.append((name, f'{at(its, 50):.2f}', f'{at(its, 99):.2f}',
                      *(f'{at(times["overview"], n) / at(its, n):.3g}' for n in (50, 99))))
    show(table)
    for name in ('with promises', 'with promises, nothing remembered'):
        peer = name.replace('with promises', 'overview')
        print(f'  {name} / {peer}: p50 {at(times[name], 50) / at(times[peer], 50):.2f}')


def round_of(hung_percent):
    """Until every source that answers was asked, after those that hang: wall s, CPU s, and how many were put off because
    the adapter's workers were all taken by those that hang."""
    hangs = range(0, PARTNERS, 100 // hung_percent) if hung_percent else ()
    providers = [provider(f'p{i}', 'fake', **({'behaviour': 'hang'} if i in hangs else {})) for i in range(PARTNERS)]
    d = Daemon({'providers': providers, 'collect': {'min_free_disk_percent': '0'}})
    d.start('--adapters-dir', os.path.join(os.path.dirname(product.BIN), 'test-adapters'))
    try:
        start, before = time.monotonic(), cpu_of(d.process.pid)
        if hangs:
            d.ask('source', 'collect', *(f'p{i}-source' for i in hangs))
        ended = d.collect(*(f'p{i}-source' for i in range(PARTNERS) if i not in hangs))['sources']
        took = time.monotonic() - start, cpu_of(d.process.pid) - before
        failed = [s['failure'] for s in ended if s.get('failure')]
        if len(ended) != PARTNERS - len(hangs) or any(f['kind'] != 'PROBLEM_KIND_TRANSIENT' for f in failed):
            raise RuntimeError(f'a source that answers failed: {failed[:1]}')
        return (*took, len(failed))
    finally:
        d.__exit__(*sys.exc_info())


def bench_round(arguments, folder):
    """All of 500 sources, of which some hang: until the others were asked."""
    runs = {percent: [] for percent in HUNG_PERCENT}
    for _ in range(arguments.runs):
        for percent, its in runs.items():
            its.append(round_of(percent))
    print(f'round: {PARTNERS} sources over one adapter program, 16 at a time, median of {arguments.runs} paired rounds')
    table = [('hung', 'wall s', 'CPU s', 'put off', 'its / none hung wall', 'CPU')]
    for percent, its in runs.items():
        table.append((f'{percent} %', *(f'{statistics.median(m[x] for m in its):.2f}' for x in (0, 1)),
                      f'{statistics.median(m[2] for m in its):.0f}',
                      *(f'{statistics.median(m[x] / n[x] for m, n in zip(its, runs[0])):.2f}' if percent else ''
                        for x in (0, 1))))
    show(table)


def import_remote(path, folder, tls):
    """An import from an adapter behind a TCP port, with mutual TLS or without."""
    command = [product.BIN + '/regisseur-adapter-focus', '--listen', 'localhost:0' if tls else '127.0.0.1:0']
    source = {'id': 'p-source', 'every': '24h', 'options': {'path': path, 'keep_original': 'false'}}
    if tls:
        for pki in (['init', folder], ['issue', folder, '--for', 'adapter', '--name', 'bench', '--san', 'localhost']):
            subprocess.run([product.BIN + '/regisseur', 'pki', *pki], check=True, stdout=subprocess.DEVNULL)
        ca = os.path.join(folder, 'adapters-ca.pem')
        own, its = os.path.join(folder, 'collector'), os.path.join(folder, 'adapter-bench')
        command += ['--tls-ca', ca, '--tls-cert', its + '.pem', '--tls-key', its + '.key']
        source['tls'] = {'ca': ca, 'cert': own + '.pem', 'key': own + '.key'}
    adapter = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = adapter.stdout.readline().rsplit(':', 1)[1].strip()
        source['endpoint'] = f'dns:///localhost:{port}' if tls else f'dns:///127.0.0.1:{port}'
        with Daemon({'providers': [{**provider('p'), 'sources': [source]}],
                     'collect': {'min_free_disk_percent': '0'}}) as d:
            def cpu():
                return cpu_of(d.process.pid) + cpu_of(adapter.pid)
            start, before = time.monotonic(), cpu()
            rows = sum(int(s['rows']) for s in d.collect()['sources'])
            return Measured(time.monotonic() - start, cpu() - before, 0, 0, rows)
    finally:
        adapter.terminate()
        adapter.wait()
        adapter.stdout.close()


def bench_tls(arguments, folder):
    """The import of a FOCUS file from a remote adapter over mutual TLS, beside the same without."""
    path = os.path.join(folder, 'focus.csv')
    subprocess.run([product.BIN + '/regisseur-simulator', '--focus-rows', str(arguments.rows), '--out', path], check=True,
                   stdout=subprocess.DEVNULL)
    runs = {False: [], True: []}
    for _ in range(arguments.runs):
        for tls, its in runs.items():
            with tempfile.TemporaryDirectory(dir=folder) as own:
                its.append(import_remote(path, own, tls))
    print(f'tls: {arguments.rows} rows of 45 columns from a remote adapter on this machine, median of {arguments.runs} '
          'paired rounds')
    if any(m.answer != arguments.rows for its in runs.values() for m in its):
        raise RuntimeError('not every row was stored')
    table = [('', 'wall s', 'CPU s', 'CPU us a row', 'TLS / plain wall', 'CPU')]
    for tls, its in runs.items():
        wall, cpu = (statistics.median(getattr(m, x) for m in its) for x in ('wall', 'cpu'))
        ratios = [f'{statistics.median(getattr(m, x) / getattr(n, x) for m, n in zip(its, runs[False])):.2f}' if tls else ''
                  for x in ('wall', 'cpu')]
        table.append(('mutual TLS' if tls else 'plain', f'{wall:.2f}', f'{cpu:.2f}', f'{cpu / arguments.rows * 1e6:.2f}',
                      *ratios))
    show(table)


def install_prometheus():
    """Prometheus of Debian, unpacked into build/bench: its package would start a service."""
    if shutil.which('prometheus') and shutil.which('promtool'):
        return '/usr/bin'
    home = os.path.join(PEERS, 'prometheus')
    if not os.path.exists(os.path.join(home, 'usr/bin/promtool')):
        os.makedirs(home, exist_ok=True)
        subprocess.run(['apt-get', 'download', 'prometheus'], cwd=home, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        package, = (f for f in os.listdir(home) if f.endswith('.deb'))
        subprocess.run(['dpkg-deb', '-x', package, '.'], cwd=home, check=True)
    return os.path.join(home, 'usr/bin')


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


def bytes_in(folder):
    return sum(os.path.getsize(os.path.join(place, f)) for place, _, files in os.walk(folder) for f in files)


def levels(program, days, folder, runs):
    """(milliseconds of each run, service -> exact availability) of the last 30 days in the store."""
    out = subprocess.run([program, 'level', str(days), str(SERVICES), folder, str(runs)], check=True, capture_output=True,
                         text=True).stdout.splitlines()
    words = [line.split() for line in out]
    return ([float(w[1]) for w in words if w[0] == 'ms'],
            {w[1]: fractions.Fraction(int(w[2]), int(w[3])) for w in words if w[0] == 'level'})


def bench_level(arguments, folder):
    """The availability of 1,000 services over 30 days at a minute's resolution, beside Prometheus's for the same."""
    program = product.BIN + '/regisseur-level-bench'
    stores = {days: os.path.join(folder, f'store-{days}') for days in LEVEL_DAYS}
    for days, store in stores.items():
        os.makedirs(store)
        subprocess.run([program, 'store', str(days), str(SERVICES), store], check=True)
    samples = os.path.join(folder, 'samples.txt')
    subprocess.run([program, 'samples', '30', str(SERVICES), samples], check=True)
    peer = Prometheus(samples, folder)
    os.remove(samples)
    try:
        peer.availability(30, LEVEL_END)  # warm
        ours, theirs, longer, best = [], [], [], {}
        for _ in range(arguments.runs):  # in turns, so that each has the same neighbours
            took, share = peer.availability(30, LEVEL_END)
            theirs.append(took * 1e3)
            for days, its in ((30, ours), (LEVEL_DAYS[-1], longer)):
                times, exact = levels(program, days, stores[days], 11)
                its.append(statistics.median(times))
                best[days] = min(best.get(days, times[0]), *times)
                if days != 30:
                    continue
                if exact.keys() != share.keys():
                    raise RuntimeError('not the same services')
                apart = max(abs(float(exact[s]) - share[s]) for s in share)
                if apart > 1e-9:
                    raise RuntimeError(f'the answers are {apart} apart')
    finally:
        peer.stop()
    bytes_of = {days: bytes_in(store) for days, store in stores.items()}
    # What 30 days more take, without what an empty store takes.
    month = (bytes_of[LEVEL_DAYS[-1]] - bytes_of[30]) / (LEVEL_DAYS[-1] / 30 - 1)
    growth = math.log(best[LEVEL_DAYS[-1]] / best[30]) / math.log(LEVEL_DAYS[-1] / 30)
    print(f'level: {SERVICES} services, 30 days, median of {arguments.runs} paired rounds, answers at most {apart:.1e} '
          'apart')
    rows = [('', 'ms', 'stored MB', 'ours/its time', 'bytes')]
    rows.append(('regisseur, store to exact levels', f'{statistics.median(ours):.2f}', f'{bytes_of[30] / 1e6:.2f}', '', ''))
    rows.append(('Prometheus, avg_over_time over HTTP', f'{statistics.median(theirs):.0f}', f'{peer.bytes / 1e6:.2f}',
                 f'1/{statistics.median(t / o for t, o in zip(theirs, ours)):.0f}', f'1/{peer.bytes / bytes_of[30]:.0f}'))
    rows.append((f'regisseur, {LEVEL_DAYS[-1]} days kept', f'{statistics.median(longer):.2f}',
                 f'{bytes_of[LEVEL_DAYS[-1]] / 1e6:.2f}', '', ''))
    rows.append(('regisseur, each 30 days more', '', f'{month / 1e6:.2f}', '', f'1/{peer.bytes / month:.0f}'))
    show(rows)
    print(f'  growth with the history kept: exponent {growth:.3f} (fastest of all runs)')


def main():
    benches = {n[6:]: f for n, f in globals().items() if n.startswith('bench_')}
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('names', nargs='*', metavar='NAME', help=', '.join(benches))
    p.add_argument('--bin', default='build/release/bin')
    p.add_argument('--rows', type=int, default=1000000)
    p.add_argument('--runs', type=int, default=3)
    arguments = p.parse_args()
    product.BIN = os.path.abspath(arguments.bin)
    print(machine())
    for name in arguments.names or benches:
        if name not in benches:
            p.error(f"no bench '{name}'; there are {', '.join(benches)}")
        with tempfile.TemporaryDirectory(prefix='regisseur-bench-') as folder:
            benches[name](arguments, folder)


if __name__ == '__main__':
    main()

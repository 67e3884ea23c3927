#!/usr/bin/env python3
"""The measured claims of bench/README.md: each a ratio to a named peer in the same run."""
import argparse
import http.client
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tests/e2e'))
import product  # noqa: E402
from product import Daemon, provider  # noqa: E402

TICK = os.sysconf('SC_CLK_TCK')


def cpu_of(pid):
    """CPU seconds of a process and its children that are alive."""
    total = 0
    for p in [pid] + [int(x) for x in open(f'/proc/{pid}/task/{pid}/children').read().split()]:
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


def bench_import(arguments, folder):
    """1M rows of 45 columns."""
    path = os.path.join(folder, 'focus.csv')
    subprocess.run([product.BIN + '/regisseur-simulator', '--focus-rows', str(arguments.rows), '--out', path], check=True,
                   stdout=subprocess.DEVNULL)
    with open(path, 'rb') as f:  # in the page cache for both
        while f.read(1 << 24):
            pass
    with Daemon({'providers': [provider('p', 'focus', path=path)],
                 'collect': {'min_free_disk_percent': '0'}}) as d:
        before, start = cpu_of(d.process.pid), time.monotonic()
        d.collect()
        rows = d.ask('cost', 'summary', '--by', 'service_provider,billing_period,service_category')['rows']
        ours = time.monotonic() - start, cpu_of(d.process.pid) - before, peak_mib(d.process.pid)
        ours_bytes = sum(os.path.getsize(os.path.join(d.folder, 'data', f)) for f in os.listdir(d.folder + '/data')
                         if f.startswith('regisseur.db') and not f.endswith('reserve'))
        counted = sum(int(r['chargeCount']) for r in rows)
    script = ('.mode csv\n.import %s t\n.output /dev/null\nSELECT ProviderName, substr(BillingPeriodStart,1,7), ServiceCategory, '
              'sum(BilledCost) FROM t GROUP BY 1,2,3;\n' % path)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(['sqlite3', os.path.join(folder, 'peer.db')], input=script, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    peer = time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peer_bytes = os.path.getsize(os.path.join(folder, 'peer.db'))
    print(f'import: {arguments.rows} rows, {os.path.getsize(path) / 1e6:.0f} MB, {len(rows)} groups, {counted} rows counted')
    show([('', 'wall s', 'CPU s', 'stored MB', 'peak MiB'),
          ('regisseur', f'{ours[0]:.2f}', f'{ours[1]:.2f}', f'{ours_bytes / 1e6:.0f}', f'{ours[2]:.0f}'),
          ('sqlite3 .import + GROUP BY', f'{peer[0]:.2f}', f'{peer[1]:.2f}', f'{peer_bytes / 1e6:.0f}', ''),
          ('ratio', f'{ours[0] / peer[0]:.2f}', f'{ours[1] / peer[1]:.2f}', f'{ours_bytes / peer_bytes:.2f}', '')])


def times_of(connection, path, body, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        connection.request('POST', path, body, {'Content-Type': 'application/json'})
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status
        times.append(time.perf_counter() - start)
    return times


def bench_overview(arguments, folder):
    """200 partners, each with a page of 20 components."""
    pages, providers = {}, []
    for i in range(200):
        pages[f'{i}.json'] = json.dumps({
            'page': {'id': f'p{i}', 'name': str(i), 'updated_at': '2026-01-01T00:00:00Z'}, 'status': {'indicator': 'none'},
            'components': [{'id': f'c{n}', 'name': f'C{n}', 'status': 'operational', 'group': False, 'group_id': None}
                           for n in range(20)], 'incidents': [], 'scheduled_maintenances': []})
        providers.append(provider(f'p{i}', 'statuspage', path=f'{i}.json',
                                  services=[{'id': f's{n}', 'name': f'S{n}', 'components': [f'id:c{n}']} for n in range(20)]))
    rates = {'rates.csv': 'Date,USD,\n2026-01-02,1.25,\n'}
    with Daemon({'providers': providers, 'exchange_rates': {'file': 'rates.csv'},
                 'collect': {'min_free_disk_percent': '0'}}, {**pages, **rates}) as d:
        d.collect()
        connection = http.client.HTTPConnection(d.http)
        ask = '/regisseur.portfolio.v1.PortfolioService/GetOverview'
        least = '/regisseur.cost.v1.CostService/ConvertAmount'
        least_body = '{"amount": "1", "from": "EUR", "to": "EUR", "on": "2026-01-02"}'
        for path, body in ((ask, '{}'), (least, least_body)):
            times_of(connection, path, body, 20)
        ours = times_of(connection, ask, '{}', 500)
        peer = times_of(connection, least, least_body, 500)
    def at(times, share):
        return statistics.quantiles(times, n=100)[share - 1] * 1e3
    print('overview: 200 partners, 4,000 components, over HTTP')
    show([('', 'p50 ms', 'p99 ms'), ('overview', f'{at(ours, 50):.2f}', f'{at(ours, 99):.2f}'),
          ('smallest call', f'{at(peer, 50):.2f}', f'{at(peer, 99):.2f}'),
          ('ratio', f'{at(ours, 50) / at(peer, 50):.1f}', f'{at(ours, 99) / at(peer, 99):.1f}')])


def main():
    benches = {n[6:]: f for n, f in globals().items() if n.startswith('bench_')}
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('names', nargs='*', metavar='NAME', help=', '.join(benches))
    p.add_argument('--bin', default='build/release/bin')
    p.add_argument('--rows', type=int, default=1000000)
    arguments = p.parse_args()
    product.BIN = os.path.abspath(arguments.bin)
    for name in arguments.names or benches:
        if name not in benches:
            p.error(f"no bench '{name}'; there are {', '.join(benches)}")
        with tempfile.TemporaryDirectory(prefix='regisseur-bench-') as folder:
            benches[name](arguments, folder)


if __name__ == '__main__':
    main()

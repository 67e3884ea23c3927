"""`import`: a FOCUS file to committed facts and the exact answer, beside peers that do the same."""
import dataclasses
import decimal
import json
import os
import statistics
import subprocess
import tempfile
import time

from measure import (ROOT, Measured, bytes_in, children_of, cpu_of_one, focus_file, peak_mib, read_twice, show,
                     wait_usage)
from peers import PEERS, PostgreSQL, install_duckdb
from product import Daemon, provider

MONTH = 'substr(BillingPeriodStart, 1, 7)'


@dataclasses.dataclass
class Ours(Measured):
    daemon_cpu: float = 0
    adapter_cpu: float = 0


def answer_of(rows):
    """(provider, month, category, currency) -> exact cost."""
    return {tuple(r[:4]): decimal.Decimal(r[4]).normalize() for r in rows}


def regisseur(path, **options):
    options = {'keep_original': 'false', **options}
    with Daemon({'providers': [provider('p', 'focus', path=path, **options)],
                 'collect': {'min_free_disk_percent': '0'}}) as d:
        pid = d.process.pid
        start, before = time.monotonic(), cpu_of_one(pid)
        d.collect()
        answer = d.ask('cost', 'summary', '--by', 'service_provider,billing_period,service_category')
        wall, cpu = time.monotonic() - start, cpu_of_one(pid) - before
        # The adapter's process began with the collection.
        adapter = sum(cpu_of_one(p) for p in children_of(pid))
        peak = peak_mib(pid), sum(peak_mib(p) for p in children_of(pid))
        stored = sum(os.path.getsize(os.path.join(place, f)) for place, _, files in os.walk(os.path.join(d.folder, 'data'))
                     for f in files if not f.endswith('reserve'))
    if answer['nextPageToken']:
        raise RuntimeError('the answer has more pages than the bench reads')
    rows = [(*(r['keys'][k] for k in ('service_provider', 'billing_period', 'service_category')), r['currency'],
             r['billedCost']) for r in answer['rows']]
    return Ours(wall, cpu + adapter, sum(peak), stored, answer_of(rows), f'daemon {peak[0]:.0f} + adapter {peak[1]:.0f}',
                cpu, adapter)


def totals(path):
    return regisseur(path, keep_lines='false')


def sqlite(path, folder):
    """Adds floats, as its users do: its sums are not compared."""
    database = os.path.join(folder, 'peer.db')
    script = (f'.mode csv\n.import {path} t\n.output /dev/null\nSELECT ProviderName, {MONTH}, ServiceCategory, '
              'BillingCurrency, sum(BilledCost) FROM t GROUP BY 1,2,3,4;\n')
    start = time.monotonic()
    process = subprocess.Popen(['sqlite3', database], stdin=subprocess.PIPE, text=True)
    process.stdin.write(script)
    process.stdin.close()
    cpu, peak = wait_usage(process)
    return Measured(time.monotonic() - start, cpu, peak, os.path.getsize(database))


def duckdb(path, folder, mode):
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


def postgresql(path, folder):
    """COPY of every column as text, the cost as numeric; its durability is its default."""
    with open(path) as f:
        columns = f.readline().strip().split(',')
    types = ', '.join(f'{c} {"numeric" if c == "BilledCost" else "text"}' for c in columns)
    with PostgreSQL(folder) as server:
        server.run(f'CREATE TABLE t ({types});')
        start, before = time.monotonic(), server.cpu()
        server.run(f"COPY t FROM '{path}' WITH (FORMAT csv, HEADER)")
        out = server.run(f'SELECT ProviderName, {MONTH}, ServiceCategory, BillingCurrency, sum(BilledCost) '
                         'FROM t GROUP BY 1, 2, 3, 4;')
        wall, cpu = time.monotonic() - start, server.cpu() - before
        rows = [line.split('\t') for line in out.splitlines() if line.count('\t') == 4]
        return Measured(wall, cpu, server.peak(), bytes_in(server.data), answer_of(rows))


def ways_of(path):
    return {
        'regisseur': lambda f: regisseur(path),
        'regisseur, file kept as evidence': lambda f: regisseur(path, keep_original='true'),
        'regisseur, totals only': lambda f: totals(path),
        'DuckDB, 14 columns': lambda f: duckdb(path, f, 'keep'),
        'DuckDB, 45 columns': lambda f: duckdb(path, f, 'all'),
        'DuckDB, nothing stored': lambda f: duckdb(path, f, 'scan'),
        'sqlite3 .import, 45 columns': lambda f: sqlite(path, f),
        'PostgreSQL COPY, 45 columns': lambda f: postgresql(path, f),
    }


def ratios(ours, its):
    """Of the same rounds, in the middle: wall, CPU, peak, bytes."""
    found = []
    for x in ('wall', 'cpu', 'peak', 'stored'):
        pairs = [getattr(o, x) / getattr(m, x) for o, m in zip(ours, its) if getattr(m, x)]
        found.append(f'{statistics.median(pairs):.2f}' if pairs else '')
    return found


def bench(arguments, folder):
    install_duckdb()
    os.chmod(folder, 0o755)  # PostgreSQL runs as somebody else
    path = focus_file(folder, arguments.rows)
    ways = ways_of(path)
    runs = {name: [] for name in ways}
    for _ in range(arguments.runs):
        for name, way in ways.items():  # paired: each round has every way
            read_twice(path)
            with tempfile.TemporaryDirectory(dir=folder) as own:
                runs[name].append(way(own))
    lines, sums = runs['regisseur'], runs['regisseur, totals only']
    exact = [name for name in ways if runs[name][0].answer is not None]
    for name in exact:
        if any(measured.answer != lines[0].answer for measured in runs[name]):
            raise RuntimeError(f'{name} answers otherwise')
    print(f'import: {arguments.rows} rows of 45 columns, {os.path.getsize(path) / 1e6:.0f} MB, '
          f'{len(lines[0].answer)} groups, median of {arguments.runs} paired rounds')
    print(f'  equal to the last digit: {", ".join(exact)}')
    table = [('', 'wall s', 'CPU s', 'peak MiB', 'stored MB', 'lines/its wall', 'CPU', 'peak', 'bytes', 'totals/its wall',
              'CPU', 'peak')]
    for name, measured in runs.items():
        row = [name] + [f'{statistics.median(getattr(m, x) for m in measured):.{n}f}'
                        for x, n in (('wall', 2), ('cpu', 2), ('peak', 0))]
        row.append(f'{measured[0].stored / 1e6:.0f}' if measured[0].stored else '-')
        ours = name.startswith('regisseur')
        row += [''] * 7 if ours else ratios(lines, measured) + ratios(sums, measured)[:3]
        table.append(tuple(row))
    show(table)
    for name in ('regisseur', 'regisseur, totals only'):
        its = runs[name]
        middle = [statistics.median(getattr(m, x) for m in its) for x in ('daemon_cpu', 'adapter_cpu')]
        print(f'  {name}: CPU s of the daemon {middle[0]:.2f}, of the adapter {middle[1]:.2f}; peak MiB {its[0].note}')

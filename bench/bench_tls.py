"""`tls`: a FOCUS file from a remote adapter, with mutual TLS and without."""
import os
import statistics
import subprocess
import tempfile
import time

from measure import Measured, cpu_of, focus_file, product, show
from product import Daemon, provider


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


def bench(arguments, folder):
    """The import of a FOCUS file from a remote adapter over mutual TLS, beside the same without."""
    path = focus_file(folder, arguments.rows)
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

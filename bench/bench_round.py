"""`round`: 500 sources over one adapter program, of which some hang."""
import os
import statistics
import sys
import time

from measure import cpu_of, product, show
from product import Daemon, provider

SOURCES = 500
HUNG_PERCENT = (0, 1, 10)


def round_of(hung_percent):
    """Until every source that answers was asked, after those that hang: wall s, CPU s, and how many were put off because
    the adapter's workers were all taken by those that hang."""
    hangs = range(0, SOURCES, 100 // hung_percent) if hung_percent else ()
    providers = [provider(f'p{i}', 'fake', **({'behaviour': 'hang'} if i in hangs else {})) for i in range(SOURCES)]
    d = Daemon({'providers': providers, 'collect': {'min_free_disk_percent': '0'}})
    d.start('--adapters-dir', os.path.join(os.path.dirname(product.BIN), 'test-adapters'))
    try:
        start, before = time.monotonic(), cpu_of(d.process.pid)
        if hangs:
            d.ask('source', 'collect', *(f'p{i}-source' for i in hangs))
        ended = d.collect(*(f'p{i}-source' for i in range(SOURCES) if i not in hangs))['sources']
        took = time.monotonic() - start, cpu_of(d.process.pid) - before
        failed = [s['failure'] for s in ended if s.get('failure')]
        if len(ended) != SOURCES - len(hangs) or any(f['kind'] != 'PROBLEM_KIND_TRANSIENT' for f in failed):
            raise RuntimeError(f'a source that answers failed: {failed[:1]}')
        return (*took, len(failed))
    finally:
        d.__exit__(*sys.exc_info())


def bench(arguments, folder):
    """All of 500 sources, of which some hang: until the others were asked."""
    runs = {percent: [] for percent in HUNG_PERCENT}
    for _ in range(arguments.runs):
        for percent, its in runs.items():
            its.append(round_of(percent))
    print(f'round: {SOURCES} sources over one adapter program, 16 at a time, median of {arguments.runs} paired rounds')
    table = [('hung', 'wall s', 'CPU s', 'put off', 'its / none hung wall', 'CPU')]
    for percent, its in runs.items():
        table.append((f'{percent} %', *(f'{statistics.median(m[x] for m in its):.2f}' for x in (0, 1)),
                      f'{statistics.median(m[2] for m in its):.0f}',
                      *(f'{statistics.median(m[x] / n[x] for m, n in zip(its, runs[0])):.2f}' if percent else ''
                        for x in (0, 1))))
    show(table)

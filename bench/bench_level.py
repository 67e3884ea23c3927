"""`level`: the availability of 1,000 services over 30 days, beside Prometheus."""
import fractions
import math
import os
import statistics
import subprocess

from measure import bytes_in, product, show
from peers import Prometheus

SERVICES = 1000
LEVEL_DAYS = 30, 90        # kept
LEVEL_END = 1793491200     # of level_bench.cc


def levels(program, days, folder, runs):
    """(milliseconds of each run, service -> exact availability) of the last 30 days in the store."""
    out = subprocess.run([program, 'level', str(days), str(SERVICES), folder, str(runs)], check=True, capture_output=True,
                         text=True).stdout.splitlines()
    words = [line.split() for line in out]
    return ([float(w[1]) for w in words if w[0] == 'ms'],
            {w[1]: fractions.Fraction(int(w[2]), int(w[3])) for w in words if w[0] == 'level'})


def bench(arguments, folder):
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

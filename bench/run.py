#!/usr/bin/env python3
"""The measured claims of bench/README.md: each a ratio to a named peer in the same run."""
import argparse
import os
import tempfile

import bench_growth
import bench_import
import bench_level
import bench_overview
import bench_replay
import bench_round
import bench_tls
import bench_wire
from measure import machine, product

BENCHES = {'import': bench_import, 'growth': bench_growth, 'wire': bench_wire, 'overview': bench_overview, 'round': bench_round,
           'tls': bench_tls, 'level': bench_level, 'replay': bench_replay}


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('names', nargs='*', metavar='NAME', help=', '.join(BENCHES))
    p.add_argument('--bin', default='build/release/bin')
    p.add_argument('--rows', type=int, default=1000000)
    p.add_argument('--runs', type=int, default=3)
    arguments = p.parse_args()
    product.BIN = os.path.abspath(arguments.bin)
    print(machine())
    for name in arguments.names or BENCHES:
        if name not in BENCHES:
            p.error(f"no bench '{name}'; there are {', '.join(BENCHES)}")
        with tempfile.TemporaryDirectory(prefix='regisseur-bench-') as folder:
            BENCHES[name].bench(arguments, folder)


if __name__ == '__main__':
    main()

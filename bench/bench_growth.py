"""`growth`: five times the rows of the same import."""
import math
import os
import statistics

from bench_import import regisseur, totals
from measure import focus_file, read_twice, show

TIMES = 5


def bench(arguments, folder):
    sizes = arguments.rows, TIMES * arguments.rows
    ways = {'regisseur': regisseur, 'regisseur, totals only': totals}
    runs = {(name, rows): [] for name in ways for rows in sizes}
    for rows in sizes:
        path = focus_file(folder, rows)
        for _ in range(arguments.runs):
            for name, way in ways.items():
                read_twice(path)
                runs[name, rows].append(way(path))
        os.remove(path)
    print(f'growth: {sizes[0]} and {sizes[1]} rows of 45 columns, median of {arguments.runs} rounds')
    table = [('', 'rows', 'wall s', 'CPU s', 'peak MiB', 'stored MB', 'exponent wall', 'CPU', 'peak')]
    for name in ways:
        middle = {}
        for rows in sizes:
            its = runs[name, rows]
            middle[rows] = [statistics.median(getattr(m, x) for m in its) for x in ('wall', 'cpu', 'peak', 'stored')]
            exponents = [''] * 3
            if rows != sizes[0]:
                exponents = [f'{math.log(a / b) / math.log(TIMES):.2f}'
                             for a, b in list(zip(middle[rows], middle[sizes[0]]))[:3]]
            wall, cpu, peak, stored = middle[rows]
            table.append((name, rows, f'{wall:.2f}', f'{cpu:.2f}', f'{peak:.0f}', f'{stored / 1e6:.0f}', *exponents))
    show(table)

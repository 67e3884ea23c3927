"""`wire`: what the messages of an import cost, without the socket."""
import statistics
import subprocess

from measure import focus_file, product, read_twice, show

STEPS = 'made', 'written', 'read', 'checked'


def bench(arguments, folder):
    path = focus_file(folder, arguments.rows)
    runs = []
    for _ in range(arguments.runs):
        read_twice(path)
        runs.append(subprocess.run([product.BIN + '/regisseur-wire-bench', path], check=True, capture_output=True,
                                   text=True).stdout.split())
    rows, size = int(runs[0][1]), int(runs[0][2])
    middle = [statistics.median(float(r[3 + i]) for r in runs) for i in range(len(STEPS))]
    print(f'wire: {rows} rows of 45 columns in {size / 1e6:.0f} MB of messages, median of {arguments.runs} rounds')
    table = [('', 'CPU s', 'us a row')]
    for name, seconds in [*zip(STEPS, middle), ('all', sum(middle))]:
        table.append((name, f'{seconds:.2f}', f'{seconds / rows * 1e6:.2f}'))
    show(table)

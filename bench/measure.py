"""What every claim is measured with."""
import dataclasses
import os
import platform
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tests/e2e'))
import product  # noqa: E402

TICK = os.sysconf('SC_CLK_TCK')


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


def cpu_of_one(pid, ended_children=False):
    """CPU seconds of a process; with those of its children that have ended."""
    fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
    return sum(int(x) for x in fields[11:15 if ended_children else 13]) / TICK


def cpu_of(pid):
    """CPU seconds of a process and its children that are alive."""
    return sum(cpu_of_one(p) for p in [pid] + children_of(pid))


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


def bytes_in(folder):
    return sum(os.path.getsize(os.path.join(place, f)) for place, _, files in os.walk(folder) for f in files)


def read_twice(path):
    """Puts a file into the page cache."""
    with open(path, 'rb') as f:
        while f.read(1 << 24):
            pass


def focus_file(folder, rows):
    """A FOCUS file of 45 columns, as the simulator makes it."""
    path = os.path.join(folder, f'focus-{rows}.csv')
    subprocess.run([product.BIN + '/regisseur-simulator', '--focus-rows', str(rows), '--out', path], check=True,
                   stdout=subprocess.DEVNULL)
    return path

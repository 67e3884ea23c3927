"""Running it: backups while it serves, the way back, a full database, its own health, a broken configuration."""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

import product
from product import Daemon, provider, wait_until
from spine_test import charge, focus


def regisseurd(*arguments, timeout=120):
    return subprocess.run([product.BIN + '/regisseurd', *arguments], capture_output=True, text=True, timeout=timeout)


def get(d, path):
    try:
        with urllib.request.urlopen(f'http://{d.http}{path}', timeout=30) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def metric(text, name):
    return float(re.search('^' + re.escape(name) + r' (\S+)$', text, re.M).group(1))


class Backups(unittest.TestCase):

    def setUp(self):
        self.place = tempfile.mkdtemp(prefix='regisseur-backup-')
        self.store = self.place + '/store'
        # A folder of its own with a short path: the daemon serves a socket in it.
        self.d = Daemon({'providers': [provider('p', 'focus', path='bill.csv')],
                         'data_dir': self.place + '/data'},
                        {'bill.csv': focus(charge('1.25'))}, folder=self.place + '/etc')

    def tearDown(self):
        if self.d.process and self.d.process.poll() is None:
            self.d.stop()
        shutil.rmtree(self.place, ignore_errors=True)

    def config(self):
        return self.d.folder + '/regisseur.yaml'

    def total(self, d):
        return [(r['chargeCount'], r['billedCost']) for r in d.ask('cost', 'summary')['rows']]

    def test_while_serving_and_back_on_another_path(self):
        self.d.start()
        self.d.collect()
        made = regisseurd('backup', self.store, '--config', self.config())
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn('verified', made.stdout)
        before = self.total(self.d)
        refused = regisseurd('restore', self.store, '--data-dir', self.place + '/data', '--replace')
        self.assertEqual(refused.returncode, 1, 'onto a running daemon')
        self.assertIn('another regisseurd', refused.stderr)
        self.assertEqual(self.d.stop(), 0)
        # Nobody serves: it does it itself.
        made = regisseurd('backup', self.store, '--config', self.config())
        self.assertEqual(made.returncode, 0, made.stderr)
        all_of_them = regisseurd('verify', self.store, '--all')
        self.assertEqual((all_of_them.returncode, len(all_of_them.stdout.splitlines())), (0, 2), all_of_them.stderr)

        moved = self.place + '/stick'
        os.rename(self.store, moved)
        other = self.place + '/srv/other'
        restored = regisseurd('restore', moved, '--data-dir', other)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        again = Daemon({**self.d.config, 'data_dir': other}, {'bill.csv': focus()}, folder=self.place + '/etc2')
        again.start()
        try:
            self.assertEqual(self.total(again), before)
        finally:
            self.assertEqual(again.stop(), 0)

    def test_a_damaged_one_is_refused_with_the_file_named(self):
        self.d.start()
        self.d.collect()
        self.assertEqual(regisseurd('backup', self.store, '--config', self.config()).returncode, 0)
        database, = glob.glob(self.store + '/*/regisseur.db')
        with open(database, 'r+b') as f:
            f.seek(os.path.getsize(database) // 2)
            byte = f.read(1)
            f.seek(-1, 1)
            f.write(bytes([byte[0] ^ 1]))
        for words in (['verify', self.store], ['restore', self.store, '--data-dir', self.place + '/new']):
            refused = regisseurd(*words)
            self.assertEqual(refused.returncode, 7)
            self.assertIn('regisseur.db', refused.stderr)
        self.assertFalse(os.path.exists(self.place + '/new/regisseur.db'))

    def test_killed_in_the_middle(self):
        self.d.start()
        self.d.collect()
        self.d.stop()
        for i in range(10):
            p = subprocess.Popen([product.BIN + '/regisseurd', 'backup', self.store, '--config', self.config()],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.004 * i)
            p.kill()
            p.wait()
        self.assertEqual(regisseurd('backup', self.store, '--config', self.config()).returncode, 0)
        self.assertEqual(regisseurd('verify', self.store, '--all').returncode, 0)
        for i in range(10):
            to = self.place + f'/to{i}'
            p = subprocess.Popen([product.BIN + '/regisseurd', 'restore', self.store, '--data-dir', to],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.004 * i)
            p.kill()
            p.wait()
            again = regisseurd('restore', self.store, '--data-dir', to)
            self.assertTrue(again.returncode == 0 or 'not empty' in again.stderr, again.stderr)
            self.assertTrue(os.path.exists(to + '/regisseur.db'))

    def test_by_itself_under_load_and_only_the_newest_are_kept(self):
        self.d.config['backup'] = {'dir': self.store, 'every': '1m', 'keep': '2'}
        self.d.write('regisseur.yaml', json.dumps(self.d.config))
        self.d.start()
        stop = threading.Event()

        def load():
            n = 0
            while not stop.is_set():
                n += 1
                self.d.write('bill.csv', focus(*[charge(f'{n}.00')] * 50))
                self.d.run('source', 'collect', '--all', '--wait')
        loader = threading.Thread(target=load)
        loader.start()
        try:
            self.assertTrue(wait_until(lambda: glob.glob(self.store + '/*/manifest.json'), 30), 'the first one at once')
            for _ in range(5):
                made = regisseurd('backup', self.store, '--config', self.config())
                self.assertEqual(made.returncode, 0, made.stderr)
        finally:
            stop.set()
            loader.join()
        self.assertEqual(regisseurd('verify', self.store, '--all').returncode, 0)
        text = get(self.d, '/metrics')[1]
        self.assertGreaterEqual(metric(text, 'regisseur_backups_total{outcome="verified"}'), 6)
        self.assertLess(metric(text, 'regisseur_last_backup_age_seconds'), 120)


class Health(unittest.TestCase):

    def test_metrics_in_the_format_of_prometheus(self):
        with Daemon({'providers': [provider('p', 'focus', path='bill.csv')]}, {'bill.csv': focus(charge('1.25'))}) as d:
            d.collect()
            code, text, headers = get(d, '/metrics')
            self.assertEqual(code, 200)
            self.assertEqual(headers['Content-Type'], 'text/plain; version=0.0.4; charset=utf-8')
            for line in text.splitlines():
                self.assertRegex(line, r'^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? '
                                       r'[0-9.e+-]+)$')
            self.assertEqual(metric(text, 'regisseur_sources{freshness="failed"}'), 0)
            self.assertEqual(metric(text, 'regisseur_collected_rows_total'), 1)
            self.assertEqual(metric(text, 'regisseur_collection_duration_seconds_count'), 1)
            self.assertEqual(metric(text, 'regisseur_imports_stopped'), 0)
            request = urllib.request.Request(f'http://{d.http}/metrics', headers={'Origin': 'http://evil.example'})
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=10)
            self.assertEqual(refused.exception.code, 403)

    def test_every_alert_of_the_documentation_has_its_metric(self):
        with open(os.path.join(os.path.dirname(__file__), '../../docs/operating.md')) as page:
            table = [line for line in page.read().splitlines() if line.startswith('| ')]
        names = set(re.findall(r'regisseur_[a-z_]+', '\n'.join(table)))
        self.assertGreater(len(names), 5)
        d = Daemon({'providers': [provider('p', 'focus', path='bill.csv')], 'backup': {'dir': 'backups'},
                    'webhooks': [{'id': 'desk', 'url': 'http://127.0.0.1:9/', 'secret_file': 'hook.secret', 'allow_private': True}]},
                   {'bill.csv': focus(charge('1.25')), 'hook.secret': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n'})
        os.chmod(os.path.join(d.folder, 'hook.secret'), 0o600)
        with d:
            d.collect()
            self.assertTrue(wait_until(lambda: 'regisseur_last_backup_age_seconds ' in get(d, '/metrics')[1], 30))
            text = get(d, '/metrics')[1]
            for name in sorted(names):
                self.assertRegex(text, rf'(?m)^{name}[ {{]', name)
            for word in ('failed', 'stale', 'missing'):
                self.assertIn(f'"{word}"', '\n'.join(table))
                self.assertIn(metric(text, f'regisseur_sources{{freshness="{word}"}}'), (0, 1))

    def test_doctor_with_a_living_and_a_dead_daemon(self):
        d = Daemon({'providers': [provider('p', 'focus', path='bill.csv', every='24h')],
                    'backup': {'dir': 'backups'}}, {'bill.csv': focus(charge('1.25'))})
        d.start()
        d.collect()
        self.assertTrue(wait_until(lambda: glob.glob(d.folder + '/backups/*/manifest.json'), 30))
        report = d.run('-o', 'json', 'doctor')
        checks = {c['subject']: c for c in json.loads(report.stdout)['checks']}
        for subject in ('versions', 'time zones', 'clock', 'imports', 'backup', 'adapter focus'):
            self.assertEqual(checks[subject]['outcome'], 'CHECK_OUTCOME_OK', checks[subject])
        self.assertIn('SQLite', checks['versions']['message'])
        d.stop()
        dead = d.run('doctor')
        self.assertEqual(dead.returncode, 7)
        self.assertIn('FAIL', dead.stdout)
        self.assertIn('systemctl start', dead.stdout)
        shutil.rmtree(d.folder)

    def test_a_broken_file_changes_nothing_and_is_said(self):
        with Daemon({'providers': [provider('p', 'focus', path='bill.csv')]}, {'bill.csv': focus(charge('1.25'))}) as d:
            d.collect()
            good = json.dumps(d.config)
            d.write('regisseur.yaml', 'portfolio: [')
            d.process.send_signal(signal.SIGHUP)
            self.assertTrue(wait_until(lambda: 'not-reloaded' in d.said(), 20))
            self.assertEqual(d.ask('cost', 'summary')['rows'][0]['billedCost'], '1.25')
            self.assertIn('configuration-not-in-force', [g['rule'] for g in d.ask('overview')['gaps']])
            report = d.run('doctor')
            self.assertEqual(report.returncode, 7)
            self.assertIn('is not in force', report.stdout)
            d.write('regisseur.yaml', good)
            d.process.send_signal(signal.SIGHUP)
            self.assertTrue(wait_until(lambda: 'event=reloaded' in d.said() or ' reloaded' in d.said(), 20))
            self.assertNotIn('is not in force', d.run('doctor').stdout)
            self.assertNotIn('configuration-not-in-force', [g['rule'] for g in d.ask('overview')['gaps']])

    def test_a_secret_that_others_may_read_is_said(self):
        secret = provider('p', 'statuspage', path='summary.json', token_file='token')
        with Daemon({'providers': [secret]}, {'summary.json': '{}', 'token': 'x'}) as d:
            os.chmod(d.folder + '/token', 0o644)
            self.assertIn('has mode 0644', d.run('doctor').stdout)
            os.chmod(d.folder + '/token', 0o600)
            self.assertNotIn('has mode', d.run('doctor').stdout)

    def test_near_its_limit_imports_stop_and_everything_else_goes_on(self):
        rows = [charge(f'{n}.25', Tags=json.dumps({'x': os.urandom(300).hex()})) for n in range(4000)]
        d = Daemon({'providers': [provider('p', 'focus', path='bill.csv')], 'collect': {'max_database_mb': '2'}},
                   {'bill.csv': focus(*rows)})
        with d:
            d.run('source', 'collect', '--all', '--wait')
            self.assertTrue(wait_until(lambda: get(d, '/healthz')[0] == 503, 20), 'health says so')
            overview = d.ask('overview')
            self.assertIn('storage-space-low', [g['rule'] for g in overview['gaps']])
            self.assertEqual(metric(get(d, '/metrics')[1], 'regisseur_imports_stopped'), 1)
            self.assertEqual(d.run('doctor').returncode, 7)
            d.config['collect']['max_database_mb'] = '0'
            d.write('regisseur.yaml', json.dumps(d.config))
            d.process.send_signal(signal.SIGHUP)
            self.assertTrue(wait_until(lambda: d.run('source', 'collect', '--all', '--wait').returncode == 0 and
                                       get(d, '/healthz')[0] == 200, 60), 'and recovers by itself')
            self.assertNotIn('storage-space-low', [g['rule'] for g in d.ask('overview')['gaps']])


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main(verbosity=1)

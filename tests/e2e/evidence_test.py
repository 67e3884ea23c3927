"""Evidence as an auditor and a partner use it: an export, a key, a root kept elsewhere, and two verifiers."""
import json
import os
import random
import unittest

from evidence_verifier import Verifier
from product import Daemon, parse_arguments, provider

COLUMNS = ('BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,'
           'ChargePeriodEnd,ChargeCategory,ServiceName,ProviderName')


def bill(rows):
    lines = [COLUMNS]
    for i in range(rows):
        lines.append(f'{i}.25,{i}.25,EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,2026-09-05T00:00:00Z,'
                     f'2026-09-06T00:00:00Z,Usage,Compute {i},Cloud Nine')
    return '\n'.join(lines) + '\n'


class EvidenceTest(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(
            {'providers': [provider('cloudnine', 'focus', path='nine.csv'), provider('rival', 'focus', path='rival.csv')]},
            files={'nine.csv': bill(40), 'rival.csv': bill(7)})
        self.daemon.start()
        self.daemon.collect()
        self.daemon.write('nine.csv', bill(41))
        self.daemon.collect()

    def tearDown(self):
        if self.daemon.process.poll() is None:
            self.assertEqual(self.daemon.stop(), 0)

    def path(self, name):
        return os.path.join(self.daemon.folder, name)

    def read(self, name):
        with open(self.path(name), 'rb') as f:
            return f.read()

    def run_ok(self, *arguments):
        r = self.daemon.run(*arguments)
        self.assertEqual(r.returncode, 0, r.stderr)
        return r.stdout

    def test_an_auditor_with_an_export_finds_one_changed_byte(self):
        self.daemon.write('key.pub', self.run_ok('audit', 'key'))
        self.daemon.write('root.jsonl', self.run_ok('audit', 'sign'))
        self.daemon.write('receipt.jsonl', self.daemon.ask('audit', 'receipt', 'cloudnine', '1')['line'] + '\n')
        self.assertIn('Everything holds', self.run_ok('audit', 'verify'))
        for name, chain in (('all.jsonl', []), ('nine.jsonl', ['--chain', 'cloudnine'])):
            self.run_ok('audit', 'export', '--out', self.path(name), *chain)
        self.assertNotIn(b'rival', self.read('nine.jsonl'))
        key = bytes.fromhex(self.daemon.ask('audit', 'key')['hex'])
        kept = self.read('root.jsonl').splitlines() + self.read('receipt.jsonl').splitlines()
        self.daemon.stop()

        # Nobody serves any more.
        offline = ['audit', 'verify', '--public-key', self.path('key.pub'), '--root', self.path('root.jsonl')]
        for name in ('all.jsonl', 'nine.jsonl'):
            self.assertIn('Everything holds', self.run_ok(*offline, '--root', self.path('receipt.jsonl'),
                                                          '--file', self.path(name)))
            self.assertIsNone(Verifier(key, kept).verify(self.read(name)))

        data = self.read('nine.jsonl')
        chance = random.Random(11)
        for _ in range(40):
            at = chance.randrange(len(data))
            bent = bytearray(data)
            bent[at] ^= chance.randrange(1, 256)
            self.daemon.write('bent.jsonl', bytes(bent))
            r = self.daemon.run('-o', 'json', *offline, '--file', self.path('bent.jsonl'))
            self.assertEqual(r.returncode, 7, f'byte {at}: {r.stdout}{r.stderr}')
            place = json.loads(r.stdout)['broken'][0]
            other = Verifier(key, kept[:1]).verify(bytes(bent))
            self.assertIsNotNone(other, f'byte {at}')
            self.assertTrue(place.startswith(f'line {other[0]}:'), f'{place}; the other says {other}')

        lines = data.splitlines(keepends=True)
        row = next(i for i, line in enumerate(lines) if line.startswith(b'{"row":17,'))
        self.daemon.write('bent.jsonl', b''.join(lines[:row] + [lines[row].replace(b'"bytes":"Q', b'"bytes":"R')] + lines[row + 1:]))
        r = self.daemon.run(*offline, '--file', self.path('bent.jsonl'))
        self.assertEqual(r.returncode, 7)
        self.assertIn(f'line {row + 1}: chain cloudnine, entry ', r.stdout)
        self.assertIn('row 17: this row is not the one that was hashed', r.stdout)

    def test_both_verifiers_find_lines_that_went_came_or_moved(self):
        self.run_ok('audit', 'sign')
        self.run_ok('audit', 'export', '--out', self.path('all.jsonl'))
        lines = self.read('all.jsonl').splitlines(keepends=True)
        chance = random.Random(5)
        for _ in range(30):
            i, j = sorted(chance.sample(range(len(lines)), 2))
            changed = list(lines)
            how = chance.randrange(4)
            if how == 0:
                del changed[i]
            elif how == 1:
                changed.insert(j, lines[i])
            elif how == 2:
                changed[i], changed[j] = lines[j], lines[i]
            else:
                del changed[j:]
            data = b''.join(changed)
            self.daemon.write('bent.jsonl', data)
            r = self.daemon.run('audit', 'verify', '--file', self.path('bent.jsonl'))
            other = Verifier().verify(data)
            self.assertEqual((r.returncode, other is None), (7, False), (how, i, j))
            self.assertIn(f'line {other[0]}:', r.stdout)

    def test_every_change_has_an_act_and_a_root_is_made_each_day(self):
        acts = self.daemon.ask('audit', 'list')['acts']
        methods = {act['method'] for act in acts}
        self.assertIn('daemon.PutConfigurationInForce', methods)
        self.assertIn('daemon.AssignParties', methods)
        self.assertIn('daemon.SignDailyRoot', methods)
        self.assertTrue(all(act['name'] for act in acts))
        self.assertEqual(len(self.daemon.ask('audit', 'roots')['roots']), 1)
        self.assertEqual(self.daemon.ask('audit', 'list', '--chain', 'nobody')['acts'], [])
        receipts = self.daemon.ask('audit', 'receipts', 'cloudnine')['receipts']
        self.assertEqual([r['number'] for r in receipts], [str(i + 1) for i in range(len(receipts))])
        self.assertEqual(self.daemon.run('audit', 'receipt', 'cloudnine', '99').returncode, 3)
        self.assertEqual(self.daemon.run('audit', 'receipt', 'cloudnine', 'x').returncode, 2)
        self.assertEqual(self.daemon.run('audit', 'export', '--chain', 'nobody', '--out', self.path('x')).returncode, 3)
        self.assertFalse(os.path.exists(self.path('x')))
        self.assertEqual(os.stat(os.path.join(self.daemon.folder, 'data', 'evidence.key')).st_mode & 0o777, 0o600)

    def test_a_missing_document_is_named(self):
        originals = os.path.join(self.daemon.folder, 'data', 'originals')
        kept = [name for name in sorted(os.listdir(originals)) if name.endswith('.zst')]
        self.assertTrue(kept)
        os.rename(os.path.join(originals, kept[0]), self.path('elsewhere'))
        r = self.daemon.run('audit', 'verify')
        self.assertEqual(r.returncode, 7, r.stderr)
        self.assertIn(kept[0], r.stdout)
        self.assertIn('the file is missing', r.stdout)

    def test_a_person_is_erased_and_everything_holds(self):
        self.run_ok('audit', 'sign')
        who = next(a for a in self.daemon.ask('audit', 'list')['acts'] if a['method'].endswith('CreateSignedRoot'))
        self.assertEqual(who['name'], 'local')
        self.run_ok('audit', 'erase', who['identity'], '--request-id', 'e1')
        self.run_ok('audit', 'erase', who['identity'], '--request-id', 'e1')
        gone = next(a for a in self.daemon.ask('audit', 'list')['acts'] if a['method'].endswith('CreateSignedRoot'))
        self.assertEqual(gone['name'], '')
        self.assertNotEqual(gone['identity'], who['identity'])
        self.assertIn('Everything holds', self.run_ok('audit', 'verify'))
        self.assertEqual(self.daemon.run('audit', 'erase', 'nobody', '--request-id', 'e2').returncode, 3)


if __name__ == '__main__':
    parse_arguments()
    unittest.main()

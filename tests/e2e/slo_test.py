"""What partners declare as their objectives: OpenSLO documents, from the file to the answer."""
import csv
import datetime
import io
import os
import unittest

import product
from product import Daemon, provider


def slo(name, *objectives, window='[{duration: 4w, isRolling: true}]'):
    return (f'apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: {name}}}\nspec:\n  service: web-shop\n'
            f'  indicatorRef: answers\n  timeWindow: {window}\n  budgetingMethod: Occurrences\n  objectives:\n'
            + ''.join(f'    - {o}\n' for o in objectives))


SLI = ('apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: answers}\nspec:\n'
       '  thresholdMetric: {metricSource: {spec: {query: q}}}\n')


def findings(d, source):
    return {(f['severity'], f['rule'], f['field'], f['file'], int(f['line']))
            for f in d.ask('source', 'show', source)['findings']}


class Slos(unittest.TestCase):
    def test_from_a_document_to_the_list(self):
        month = '[{duration: 1M, calendar: {startTime: 2026-01-01 00:00:00, timeZone: Europe/Amsterdam}}]'
        files = {'slos/a.yaml': '---\n'.join([
            # A fraction times a hundred in doubles is 99.99000000000001 or 57.99999999999999.
            slo('orders', '{target: 0.9999, op: lte, value: 0.5}', '{target: 0.58}', '{targetPercent: 99.90}'),
            slo('month', '{target: 0.99}', window=month), SLI])}
        with Daemon({'providers': [provider('north', 'openslo', path='slos/*.yaml'), provider('south')]}, files) as d:
            d.collect()
            orders, monthly = d.ask('slo', 'list', '--provider', 'north')['slos']
            self.assertEqual(orders['targets'], ['99.99', '58', '99.90'])
            self.assertEqual([o['condition'] for o in orders['objectives']], ['lte 0.5', '', ''])
            self.assertEqual((orders['provider'], orders['name'], orders['service'], orders['window'], orders['source']),
                             ('north', 'orders', 'web-shop', '4w rolling', 'north-source'))
            self.assertEqual((orders['document'], orders['line']), ('slos/a.yaml#1', '1'))
            self.assertEqual(monthly['window'], '1M calendar from 2026-01-01 00:00:00 Europe/Amsterdam')
            self.assertEqual(d.ask('slo', 'list', '--provider', 'south')['slos'], [])
            rows = list(csv.DictReader(io.StringIO(d.run('-o', 'csv', 'slo', 'list').stdout)))
            self.assertEqual([r['name'] for r in rows], ['orders', 'month'])
            self.assertIn('99.99%, 58%, 99.90%', d.run('slo', 'list').stdout)
            code, answer = d.post('regisseur.slo.v1.SloService/ListSlos', '{"provider": "north", "pageSize": 1}')
            self.assertEqual((code, len(answer['slos'])), (200, 1))
            code, rest = d.post('regisseur.slo.v1.SloService/ListSlos',
                                '{"provider": "north", "pageSize": 1, "pageToken": "%s"}' % answer['nextPageToken'])
            self.assertEqual((code, rest['slos'][0]['name'], rest['nextPageToken']), (200, 'month', ''))
            self.assertEqual(d.run('slo', 'list', '--provider', 'west').returncode, 3)
            # What was declared is proven like every fact.
            self.assertEqual(d.run('audit', 'verify').returncode, 0)

    def test_a_broken_document_is_named_and_the_others_are_listed(self):
        files = {'slos/a.yaml': slo('good', '{target: 0.99}') + '---\n' + slo('bad', '{target: 99.9}') + '---\n' + SLI,
                 'slos/b.yaml': 'apiVersion: openslo/v1\nkind: [SLO\n---\n' + slo('unread', '{target: 0.9}')}
        with Daemon({'providers': [provider('north', 'openslo', path='slos/*.yaml')]}, files) as d:
            # Nobody is still writing it.
            os.utime(os.path.join(d.folder, 'slos/b.yaml'), (1e9, 1e9))
            check = d.run('-o', 'json', 'source', 'check', 'north-source')
            self.assertEqual(check.returncode, 0, check.stderr)
            self.assertIn('openslo-range', check.stdout)
            d.collect()
            answer = d.ask('slo', 'list')
            self.assertEqual([s['name'] for s in answer['slos']], ['good'])
            self.assertEqual([g['rule'] for g in answer['gaps']], ['slo-documents-broken'])
            self.assertEqual(d.run('slo', 'list', '--fail-on-gaps').returncode, 6)
            told = findings(d, 'north-source')
            # The tenth line of the second document: ten lines and a separator stand before it.
            self.assertIn(('SEVERITY_ERROR', 'openslo-range', 'objectives[0].target', 'slos/a.yaml', 21), told)
            self.assertIn(('SEVERITY_ERROR', 'openslo-yaml', '', 'slos/b.yaml', 3), told)

            # Both are mended: nothing of what was wrong stays.
            before = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%fZ')
            d.write('slos/a.yaml', slo('good', '{target: 0.995}') + '---\n' + SLI)
            os.remove(os.path.join(d.folder, 'slos/b.yaml'))
            d.collect()
            answer = d.ask('slo', 'list')
            self.assertEqual([s['targets'] for s in answer['slos']], [['99.5']])
            self.assertEqual(answer['gaps'], [])
            self.assertEqual({f[1] for f in findings(d, 'north-source')}, {'openslo-reference'})
            # And what was declared is still known.
            known = d.ask('slo', 'list', '--as-known-on', before)
            self.assertEqual([s['targets'] for s in known['slos']], [['99']])
            self.assertEqual([g['rule'] for g in known['gaps']], ['slo-documents-broken'])

    def test_a_hostile_document_costs_nothing(self):
        bomb = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n'
        for i in range(1, 9):
            bomb += f'a{i}: &a{i} [' + ', '.join([f'*a{i - 1}'] * 9) + ']\n'
        files = {'slos/a.yaml': slo('good', '{target: 0.99}'), 'slos/b.yaml': bomb, 'slos/c.yaml': '[' * 1000000,
                 'slos/d.yaml': '- ' * 1000000, 'slos/e.yaml': b'\xff\xfe\x00',
                 'slos/f.yaml': ''.join(f'%TAG !t{i}! x\n' for i in range(200000)),
                 'slos/g.json': '{"a": ' * 100000}
        with Daemon({'providers': [provider('north', 'openslo', path='slos/*')]}, files) as d:
            for name in files:
                os.utime(os.path.join(d.folder, name), (1e9, 1e9))
            d.collect()
            self.assertEqual([s['name'] for s in d.ask('slo', 'list')['slos']], ['good'])
            broken = {f[3] for f in findings(d, 'north-source') if f[0] == 'SEVERITY_ERROR'}
            self.assertEqual(broken, {f'slos/{x}.yaml' for x in 'bcdef'} | {'slos/g.json'})


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

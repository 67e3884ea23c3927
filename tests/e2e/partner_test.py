"""A partner's first day (S10), from its side of the door: a token and curl, then rows, batches, an inbox, its own adapter
in another language; and what it cannot see or touch."""
import glob
import http.client
import json
import os
import select
import shutil
import ssl
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
import zipfile

import product
from product import Daemon, wait_until
from promises_test import CONTRACT, HOSTING, OCTOBER, YEAR

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
EXAMPLES = os.path.join(ROOT, 'examples')
PYTHON = '/usr/bin/python3'  # Debian's, which has its grpc

# What is ours alone: it must reach no partner by any way.
OURS = '''owner: h.bakker
mandate: {hours: 16 per month}
'''


def kpi(value='99,70', rows=14):
    """A monthly report of 14 lines: one figure for each of so many services; line 9 holds `value`."""
    lines = ['service;indicator;period;value']
    lines += [f'Dienst {i};beschikbaarheid;{OCTOBER};99,{50 + i}' for i in range(1, rows + 1)]
    lines[8] = f'Dienst 8;beschikbaarheid;{OCTOBER};{value}'
    lines[1] = f'Hosting;availability;{OCTOBER};99,93'
    return '\n'.join(lines) + '\n'


def pushed(pid, **more):
    return {'id': pid, 'name': pid.title(), 'tier': 'tactical', 'services': HOSTING, 'owner': 'h.bakker',
            'sources': [{'id': pid + '-kpi', 'adapter': 'kpi', 'push': True, 'options': {'keep_original': 'true'}},
                        {'id': pid + '-feed', 'push': True, 'every': '1h'},
                        {'id': pid + '-page', 'adapter': 'statuspage', 'push': True, 'every': '1h'}, *more.get('sources', [])]}


def daemon(**more):
    config = {'providers': [pushed('north', **more), pushed('south')], 'contracts': ['contracts/*.yaml'],
              'budgets': [{'provider': 'north', 'year': YEAR, 'amount': '120000.00', 'currency': 'EUR'}]}
    text = CONTRACT.replace('objectives:', OURS + 'objectives:').replace(
        'initial: 36 months}', 'initial: 36 months, internal_notice: 77 days}').replace(
        '    credit_base:', '    evidence: {leading: provider, object_within: 10 working days}\n    credit_base:')
    d = Daemon(config, {'contracts/hosting.yaml': text,
                        'contracts/south.yaml': text.replace('hosting-2026', 'south-2026').replace(
                            'provider: north', 'provider: south')})
    d.start()
    d.tcp, d.grpc = d.grpc, 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
    us = d.ask('identity', 'create', '--role', 'administrator', '--kind', 'person', '--name', 'A. Person')['token']
    d.tokens = {'us': us} | {p: d.ask('identity', 'create', '--role', 'provider', '--provider', p, '--name', p)['token']
                for p in ('north', 'south')}
    for p, token in d.tokens.items():
        d.write(p + '.token', token)
    return d


class Partner(unittest.TestCase):

    def daemon(self, **more):
        d = daemon(**more)
        self.addCleanup(lambda: d.__exit__(*([None] * 3)))
        return d

    def push(self, d, source, content, who='north', query='', **headers):
        """(HTTP code, JSON) of what curl --data-binary does."""
        request = urllib.request.Request(
            f'http://{d.http}/push/{source}{query}', method='POST',
            data=content if isinstance(content, bytes) else content.encode(),
            headers={'Authorization': 'Bearer ' + d.tokens[who], **headers} if who else headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b'{}')

    def flood(self, d, source, who):
        """How many files are taken before one is too many; half a one more is taken each second."""
        for taken in range(200):
            code, answer = self.push(d, source, kpi(), who=who)
            if code == 429:
                return taken
            self.assertEqual(code, 200, answer)
        self.fail('200 files in a row were taken')

    def call(self, d, method, who='north', **body):
        return d.post('regisseur.' + method, json.dumps(body), Authorization='Bearer ' + d.tokens[who])


class FirstDay(Partner):
    """S10."""

    def test_a_file_a_receipt_a_finding_and_an_objection(self):
        d = self.daemon()
        code, tried = self.push(d, 'north-kpi', kpi(), query='?dry_run=1')
        self.assertEqual(code, 200, tried)
        self.assertEqual((tried['rowsRead'], tried['rowsNew'], tried['dryRun']), ('14', '0', True))
        self.assertEqual(d.ask('measurement', 'list', '--provider', 'north')['measurements'], [])
        self.assertTrue(tried['fields'])

        code, first = self.push(d, 'north-kpi', kpi())
        self.assertEqual(code, 200, first)
        self.assertEqual((first['rowsRead'], first['rowsNew'], first['findings']), ('14', '14', []))
        receipt, = first['receipts']
        self.assertEqual((receipt['provider'], receipt['rows']), ('north', '14'))
        code, kept = self.call(d, 'evidence.v1.EvidenceService/GetReceipt', provider='north',
                               number=receipt['number'])
        self.assertEqual((code, kept['chainSha256']), (200, receipt['chainSha256']))
        self.assertEqual(len(d.ask('measurement', 'list', '--provider', 'north')['measurements']), 14)

        # The same bytes again: nothing new, and the receipt that it got before.
        code, again = self.push(d, 'north-kpi', kpi())
        self.assertEqual((code, again['rowsRead'], again['rowsNew']), (200, '14', '0'))
        self.assertEqual(again['receipts'][0]['number'], receipt['number'])

        # An O for a 0, on line 9: named by line and field, the other thirteen hold.
        code, wrong = self.push(d, 'north-kpi', kpi('99,7O'))
        self.assertEqual(code, 200, wrong)
        finding, = wrong['findings']
        self.assertEqual((finding['line'], finding['field'], finding['examples'][0]['value']), ('9', 'value', '99,7O'))
        self.assertEqual((wrong['rowsNew'], wrong['rowsReplaced']), ('13', '14'))
        source = d.ask('source', 'show', 'north-kpi')
        self.assertEqual([f['line'] for f in source['findings']], ['9'])
        self.assertEqual(source['freshness'], 'FRESHNESS_FRESH')
        # Mended, it is gone.
        self.push(d, 'north-kpi', kpi())
        self.assertEqual(d.ask('source', 'show', 'north-kpi')['findings'], [])
        # What stands behind it lies nowhere else than among the originals.
        self.assertEqual(os.listdir(os.path.join(d.folder, 'data/inbox')), [])

        # It objects, and the figure is disputed wherever it appears.
        code, raised = self.call(d, 'objective.v1.ObjectiveService/RaiseObjection', contract='hosting-2026',
                                 objective='availability', period=OCTOBER, figure='99.95', reason='A typing error.',
                                 evidence='our log', request_id='o1')
        self.assertEqual(code, 200, raised)
        self.assertIn('disputed', d.run('overview', env={'COLUMNS': '240'}).stdout)
        self.assertIn('disputed', d.run('sla', 'report', '--period', OCTOBER, env={'COLUMNS': '240'}).stdout)
        report = subprocess.run([os.path.join(ROOT, 'reports', 'regisseur-report'), '--server', d.http, '--token-file',
                                 os.path.join(d.folder, 'us.token'), '--template', 'governance', '--period', OCTOBER,
                                 '--language', 'en', '--format', 'html,xlsx', '--out', d.folder],
                                capture_output=True, text=True, timeout=120)
        self.assertEqual(report.returncode, 0, report.stderr)
        html, = glob.glob(d.folder + '/*.html')
        with open(html, encoding='utf-8') as f:
            self.assertRegex(f.read().lower(), 'disputed|dispute')
        sheets, = glob.glob(d.folder + '/*.xlsx')
        with zipfile.ZipFile(sheets) as z:
            texts = ''.join(z.read(name).decode() for name in z.namelist() if name.endswith('.xml'))
        self.assertRegex(texts.lower(), 'disputed|dispute')
        self.assertEqual(d.run('audit', 'verify').returncode, 0)

    def test_it_reads_its_contract_and_nothing_of_ours(self):
        d = self.daemon()
        code, contract = self.call(d, 'contract.v1.ContractService/GetContract', id='hosting-2026', provider='north')
        self.assertEqual(code, 200, contract)
        self.assertIn('9500.00', json.dumps(contract))
        everything = os.path.join(d.folder, 'given-back')
        d.grpc = d.tcp  # not by the daemon's own socket, where everybody is the administrator
        out = d.run('--token-file', os.path.join(d.folder, 'north.token'), 'provider', 'export', 'north', '--out',
                    everything)
        self.assertEqual(out.returncode, 0, out.stderr)
        text = json.dumps(contract)
        for folder, _, files in os.walk(everything):
            for name in files:
                with open(os.path.join(folder, name), encoding='utf-8') as f:
                    text += f.read()
        self.assertIn('hosting-2026', text)
        for ours in ('"internalNoticeDays": 77', '"internalNoticeDays":77', 'bakker', '16 per month', '120000.00', 'south',
                     'replayed'):
            self.assertNotIn(ours, text, ours)

    def test_another_partner_and_nonsense_are_the_same(self):
        d = self.daemon()
        self.push(d, 'south-kpi', kpi(), who='south')
        one = self.push(d, 'south-kpi', kpi())
        self.assertEqual(one, self.push(d, 'nonsense', kpi()))
        self.assertEqual(one[0], 404)
        for method, field in (('source.v1.SourceService/GetSource', 'id'),
                              ('partner.v1.PartnerService/ListInbox', 'provider'),
                              ('partner.v1.PartnerService/GetProviderPack', 'provider'),
                              ('portfolio.v1.PortfolioService/GetProvider', 'id')):
            other = 'south-kpi' if 'Source' in method else 'south'
            self.assertEqual(self.call(d, method, **{field: other}), self.call(d, method, **{field: 'nonsense'}),
                             method)

    def test_the_others_data_changes_none_of_its_bytes(self):
        d = self.daemon()
        self.push(d, 'north-kpi', kpi())
        methods = ('portfolio.v1.PortfolioService/ListMeasurements', 'portfolio.v1.PortfolioService/GetProvider',
                   'source.v1.SourceService/ListSources', 'contract.v1.ContractService/ListContracts',
                   'evidence.v1.EvidenceService/ListReceipts', 'partner.v1.PartnerService/ListInbox',
                   'objective.v1.ObjectiveService/ListObjections', 'status.v1.StatusService/ListIncidents')

        def sees():
            answers = []
            for method in methods:
                body = {'id': 'north'} if method.endswith('GetProvider') else {'provider': 'north'}
                code, answer = self.call(d, method, **body)
                self.assertEqual(code, 200, answer)
                for receipt in answer.get('receipts', []):  # when it was signed, and that
                    del receipt['issueTime'], receipt['line']
                answers.append(json.dumps(answer))
            return '\n'.join(answers)
        before = sees()
        self.push(d, 'south-kpi', kpi('12,34'), who='south')
        self.call(d, 'objective.v1.ObjectiveService/RaiseObjection', who='south', contract='south-2026',
                  objective='availability', period=OCTOBER, figure='99.95', reason='No.', evidence='log',
                  request_id='s1')
        self.assertEqual(sees(), before)
        self.push(d, 'north-kpi', kpi('12,34'))
        self.assertNotEqual(sees(), before)


class Rows(Partner):
    """Step two and three: JSON with curl, and batches."""

    def test_single_rows(self):
        d = self.daemon()
        figure = {'service': 'hosting', 'indicator': 'availability', 'value': '99.95', 'unit': '%',
                  'periodStartTime': f'{YEAR}-10-01T00:00:00Z', 'periodEndTime': f'{YEAR}-11-01T00:00:00Z'}
        service = 'partner.v1.PartnerService/'
        code, receipt = self.call(d, service + 'PushMeasurement', source='north-feed', measurement=figure)
        self.assertEqual((code, receipt.get('rowsNew')), (200, '1'), receipt)
        code, again = self.call(d, service + 'PushMeasurement', source='north-feed', measurement=figure)
        self.assertEqual((code, again['rowsNew']), (200, '0'))
        code, better = self.call(d, service + 'PushMeasurement', source='north-feed',
                                 measurement={**figure, 'value': '99.97'})
        self.assertEqual((code, better['rowsNew'], better['rowsReplaced']), (200, '1', '1'))
        values = [m['value'] for m in d.ask('measurement', 'list', '--provider', 'north')['measurements']]
        self.assertEqual(values, ['99.97'])

        start = f'{YEAR}-11-02T10:00:00Z'
        incident = {'id': '42', 'title': 'Web is down', 'impact': 'INCIDENT_IMPACT_MAJOR', 'startTime': start,
                    'componentIds': ['web']}
        code, told = self.call(d, service + 'PushIncident', source='north-feed', incident=incident, components=[
            {'id': 'web', 'name': 'Web', 'state': 'OPERATIONAL_STATE_MAJOR_OUTAGE'}])
        self.assertEqual(code, 200, told)
        shown, = d.ask('incident', 'list', '--provider', 'north', '--open')['incidents']
        self.assertEqual((shown['title'], shown['startTime']), ('Web is down', start))
        component, = d.ask('component', 'list', '--provider', 'north')['components']
        self.assertEqual(component['state'], 'OPERATIONAL_STATE_MAJOR_OUTAGE')
        code, _ = self.call(d, service + 'PushIncident', source='north-feed',
                            incident={**incident, 'endTime': f'{YEAR}-11-02T11:00:00Z'},
                            components=[{'id': 'web', 'name': 'Web', 'state': 'OPERATIONAL_STATE_OPERATIONAL'}])
        self.assertEqual(code, 200)
        self.assertEqual(d.ask('incident', 'list', '--provider', 'north', '--open')['incidents'], [])

        # What is wrong is said by field, and stores nothing.
        for body, says in (({'measurement': {**figure, 'value': 'ninety'}}, 'value'),
                           ({'measurement': {}}, 'indicator'), ({}, 'measurement')):
            code, refused = self.call(d, service + 'PushMeasurement', source='north-feed', **body)
            self.assertEqual(code, 400, refused)
            self.assertIn(says, refused['message'])
        for value in ('200', '-5', '100.01'):
            code, refused = self.call(d, service + 'PushMeasurement', source='north-feed',
                                      measurement={**figure, 'value': value})
            self.assertEqual(code, 400, refused)
            self.assertIn('between 0 and 100', refused['message'])
        for times in ({'startTime': '0001-01-01T00:00:00Z'}, {'endTime': '9999-12-31T23:59:59Z'},
                      {'startTime': '2099-01-01T00:00:00Z'}, {'endTime': f'{YEAR}-11-02T09:00:00Z'}):
            code, refused = self.call(d, service + 'PushIncident', source='north-feed', incident={**incident, **times})
            self.assertEqual(code, 400, refused)
            self.assertIn('incident.', refused['message'])
        values = [m['value'] for m in d.ask('measurement', 'list', '--provider', 'north')['measurements']]
        self.assertEqual(values, ['99.97'])
        code, refused = self.call(d, service + 'PushMeasurement', source='north-kpi', measurement=figure)
        self.assertEqual(refused['code'], 'failed_precondition')
        self.assertEqual(self.push(d, 'north-feed', kpi())[1]['code'], 'failed_precondition')

    def test_a_repeated_request_acts_once(self):
        d = self.daemon()

        def values():
            return [m['value'] for m in d.ask('measurement', 'list', '--provider', 'north')['measurements']]

        # Two figures one after the other; then the first request once more, as a client does that heard no answer.
        service = 'partner.v1.PartnerService/'
        figure = {'service': 'hosting', 'indicator': 'availability', 'unit': '%',
                  'periodStartTime': f'{YEAR}-10-01T00:00:00Z', 'periodEndTime': f'{YEAR}-11-01T00:00:00Z'}

        def tell(key, value):
            return self.call(d, service + 'PushMeasurement', source='north-feed', requestId=key,
                             measurement={**figure, 'value': value})
        first = tell('idA', '99.95')
        self.assertEqual(first[0], 200, first)
        self.assertEqual(tell('idB', '98')[0], 200)
        self.assertEqual(tell('idA', '99.95'), first)
        self.assertEqual(values(), ['98'])
        code, refused = tell('idA', '97')
        self.assertEqual((code, refused['code']), (409, 'already_exists'))
        self.assertIn('take a new one', refused['message'])
        self.assertEqual(values(), ['98'])

        # An incident that is over stays over.
        incident = {'id': '42', 'title': 'Web is down', 'startTime': f'{YEAR}-11-02T10:00:00Z'}

        def report(key, **more):
            return self.call(d, service + 'PushIncident', source='north-feed', requestId=key,
                             incident={**incident, **more})
        began = report('i1')
        self.assertEqual(began[0], 200, began)
        self.assertEqual(report('i2', endTime=f'{YEAR}-11-02T11:00:00Z')[0], 200)
        self.assertEqual(report('i1'), began)
        self.assertEqual(d.ask('incident', 'list', '--provider', 'north', '--open')['incidents'], [])

        # Files by the header's key.
        one = self.push(d, 'north-kpi', kpi(), **{'Idempotency-Key': 'A'})
        self.assertEqual(one[0], 200, one)
        corrected = kpi().replace('99,93', '97,00')
        self.assertEqual(self.push(d, 'north-kpi', corrected, **{'Idempotency-Key': 'B'})[0], 200)
        self.assertEqual(self.push(d, 'north-kpi', kpi(), **{'Idempotency-Key': 'A'}), one)
        self.assertIn('97.00', values())
        self.assertNotIn('99.93', values())
        code, refused = self.push(d, 'north-kpi', kpi('99,71'), **{'Idempotency-Key': 'A'})
        self.assertEqual((code, refused['code']), (409, 'already_exists'))
        self.assertEqual(d.run('audit', 'verify').returncode, 0)

    def test_a_batch_is_stored_once_whatever_came_since(self):
        d = self.daemon()

        def push(run, value, start=f'{YEAR}-09-01T00:00:00Z'):
            return self.call(d, 'partner.v1.PartnerService/PushFacts', source='north-feed', batch={
                'run': run, 'number': '1', 'last': True, 'dictionary': [''],
                'deliveries': [{'scope': 'september', 'origin': 'push', 'completeness': 'COMPLETENESS_COMPLETE'}],
                'measurements': [{'service': 'hosting', 'indicator': 'availability', 'value': value, 'unit': '%',
                                  'periodStartTime': start, 'periodEndTime': f'{YEAR}-10-01T00:00:00Z'}]})

        self.assertEqual(push('a', '99.95')[0], 200)
        self.assertEqual(push('b', '98')[0], 200)
        d.kill()
        d.start()
        d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
        code, again = push('a', '99.95')
        self.assertEqual((code, again['receipt']['rowsNew']), (200, '0'))
        values = [m['value'] for m in d.ask('measurement', 'list', '--provider', 'north')['measurements']]
        self.assertEqual(values, ['98'])
        code, other = push('a', '97')
        self.assertEqual((code, other['message']),
                         (409, 'batch.run: batch 1 of run a came before with other content; give what is new a run of '
                               'its own'))
        code, old = push('c', '99', start='1999-09-01T00:00:00Z')
        self.assertEqual(code, 400)
        self.assertIn('1999-09-01', old['message'])

    def test_two_sources_that_differ_are_seen(self):
        d = self.daemon()
        self.push(d, 'north-kpi', kpi())
        figure = {'service': 'hosting', 'indicator': 'availability', 'value': '99.97', 'unit': '%',
                  'periodStartTime': f'{YEAR}-10-01T00:00:00Z', 'periodEndTime': f'{YEAR}-11-01T00:00:00Z'}
        code, told = self.call(d, 'partner.v1.PartnerService/PushMeasurement', source='north-feed', measurement=figure)
        self.assertEqual(code, 200, told)
        said = d.run('sla', 'report', '--period', OCTOBER, env={'COLUMNS': '400'}).stdout
        self.assertIn('north-kpi tells 99.93 about the same time', said)

    def test_a_page_as_it_is(self):
        d = self.daemon()
        from spine_test import page
        code, told = self.push(d, 'north-page', json.dumps(page([('web', 'Web', 'major_outage')])))
        self.assertEqual(code, 200, told)
        component, = d.ask('component', 'list', '--provider', 'north')['components']
        self.assertEqual((component['name'], component['state']), ('Web', 'OPERATIONAL_STATE_MAJOR_OUTAGE'))


class AnotherLanguage(Partner):
    """examples/, as a partner would run them."""

    def client(self, d, *arguments, who='north'):
        r = subprocess.run([PYTHON, os.path.join(EXAMPLES, 'partner_client.py'), '--server', d.tcp, '--token-file',
                            os.path.join(d.folder, who + '.token'), *arguments], capture_output=True, text=True,
                           timeout=60)
        self.assertEqual(r.returncode, 0, r.stderr)
        return [json.loads(line) for line in r.stdout.splitlines()]

    def test_it_pushes_watches_answers_and_disputes(self):
        d = self.daemon()
        answer, = self.client(d, 'measurement', '--source', 'north-feed', '--service', 'hosting', '--indicator',
                              'availability', '--month', OCTOBER, '--value', '99.5')
        self.assertEqual(answer['rowsNew'], '1')
        steps = self.client(d, 'facts', '--source', 'north-feed', '--run', 'october', '--service', 'hosting',
                            '--indicator', 'daily', '--month', OCTOBER, '--value', '99.9', '--rows', '10')
        # 31 days by ten: three batches wait, the fourth puts all in force.
        self.assertEqual([s.get('storedNumber', '0') for s in steps], ['1', '2', '3', '0'])
        self.assertEqual(steps[-1]['receipt']['rowsNew'], '31')
        # Begun again it tells nothing twice.
        self.client(d, 'facts', '--source', 'north-feed', '--run', 'october', '--service', 'hosting', '--indicator',
                    'daily', '--month', OCTOBER, '--value', '99.9', '--rows', '10')
        self.assertEqual(len(d.ask('measurement', 'list', '--provider', 'north')['measurements']), 32)

        # It watches while its own person objects on the page.
        watcher = subprocess.Popen([PYTHON, os.path.join(EXAMPLES, 'partner_client.py'), '--server', d.tcp,
                                    '--token-file', os.path.join(d.folder, 'north.token'), 'watch', '--entries', '1'],
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (watcher.kill(), watcher.wait(), watcher.stdout.close()))
        raised, = self.client(d, 'object', '--contract', 'hosting-2026', '--objective', 'availability', '--period',
                              OCTOBER, '--figure', '99.95', '--reason', 'Your figure is another.', '--evidence', 'log')
        self.assertTrue(raised)
        self.assertTrue(select.select([watcher.stdout], [], [], 60)[0])
        heard = json.loads(watcher.stdout.readline())
        self.assertEqual((heard['entry']['kind'], heard['entry']['move'], heard['entry']['side']),
                         ('objection', 'raised', 'SIDE_PROVIDER'))
        # From that number on there is nothing, and from before it the same again.
        self.assertEqual(self.client(d, 'watch', '--only-now', '--after', heard['after']), [])
        again, = self.client(d, 'watch', '--only-now')
        self.assertEqual(again, heard)
        # South hears nothing of it.
        self.assertEqual(self.client(d, 'watch', '--only-now', who='south'), [])

    def test_an_escalation_reaches_it_also_when_the_daemon_dies_in_between(self):
        d = self.daemon()
        opened = d.ask('escalation', 'open', '--provider', 'north', '--subject', 'No one can log in')
        heard, = self.client(d, 'watch', '--entries', '1')
        entry = heard['entry']
        self.assertEqual((entry['kind'], entry['move'], entry['side'], entry['waits']),
                         ('escalation', 'opened', 'SIDE_CUSTOMER', True))
        self.assertIn(entry['id'], json.dumps(opened))
        d.kill()
        tokens = d.tokens
        d.start()
        d.tokens, d.tcp = tokens, d.grpc
        d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
        again, = self.client(d, 'watch', '--only-now')
        self.assertEqual(again, heard)
        self.client(d, 'acknowledge', '--id', entry['id'], '--text', 'We are on it.')
        more = self.client(d, 'watch', '--only-now', '--after', heard['after'])
        self.assertEqual([(m['entry']['move'], m['entry']['side']) for m in more], [('acknowledged', 'SIDE_PROVIDER')])
        self.assertEqual(self.client(d, 'watch', '--only-now', who='south'), [])

    def test_its_own_adapter_keeps_to_the_contract_and_is_collected(self):
        d = self.daemon(sources=[{'id': 'north-own', 'endpoint': '127.0.0.1:0', 'options': {'path': 'days.csv'}}])
        d.write('days.csv', f'day,service,percent\n{YEAR}-10-01,hosting,99.9\n{YEAR}-10-02,hosting,99.7O\n')
        adapter = subprocess.Popen([PYTHON, os.path.join(EXAMPLES, 'partner_adapter.py'), '--until-stdin-closes'],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (adapter.kill(), adapter.wait(), adapter.stdin.close(), adapter.stdout.close()))
        ready, address = adapter.stdout.readline().split()
        self.assertEqual(ready, 'ready')
        check = subprocess.run([product.BIN + '/regisseur-adapter-check', address, '--option', 'path=days.csv',
                                '--base-directory', d.folder, '--json'], capture_output=True, text=True, timeout=120)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        self.assertEqual({c['verdict'] for c in json.loads(check.stdout)['checks']}, {'holds'})
        d.config['providers'][0]['sources'][-1]['endpoint'] = address
        d.write('regisseur.yaml', json.dumps(d.config))
        d.process.send_signal(1)  # SIGHUP
        self.assertTrue(wait_until(lambda: d.run('source', 'collect', 'north-own', '--wait').returncode == 0 and
                                   d.ask('measurement', 'list', '--provider', 'north')['measurements']))
        finding, = d.ask('source', 'show', 'north-own')['findings']
        self.assertEqual((finding['rule'], finding['line']), ('row-unreadable', '3'))


class OwnCertificate(unittest.TestCase):
    """A partner's agent with a certificate instead of a token, over TLS."""

    def test_it_pushes_and_watches(self):
        folder = tempfile.mkdtemp(prefix='regisseur-partner-pki-')
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        pki = folder + '/pki'
        for arguments in (('init', pki, '--name', 'Gemeente Voorbeeld'),
                          ('issue', pki, '--for', 'client', '--name', 'north'),
                          ('issue', pki, '--for', 'client', '--name', 'stranger')):
            made = subprocess.run([product.BIN + '/regisseur', 'pki', *arguments], capture_output=True, text=True,
                                  timeout=60)
            self.assertEqual(made.returncode, 0, made.stderr)
        config = {'providers': [pushed('north'), pushed('south')],
                  'tls': {'cert': pki + '/daemon.pem', 'key': pki + '/daemon.key', 'client_ca': pki + '/ca.pem'},
                  'identities': [{'id': 'north', 'name': 'North agent', 'role': 'provider', 'provider': 'north',
                                  'certificate': 'spiffe://regisseur/client/north'}]}
        with Daemon(config) as d:
            port = d.http.rsplit(':', 1)[1]

            def push(who, source='north-kpi', content_type='text/csv'):
                tls = ssl.create_default_context(cafile=pki + '/ca.pem')
                tls.load_cert_chain(pki + f'/client-{who}.pem', pki + f'/client-{who}.key')
                c = http.client.HTTPSConnection('localhost', int(port), context=tls, timeout=60)
                self.addCleanup(c.close)
                c.request('POST', '/push/' + source, kpi(), {'Content-Type': content_type})
                answer = c.getresponse()
                return answer.status, json.loads(answer.read())
            code, receipt = push('north')
            self.assertEqual((code, receipt.get('rowsNew')), (200, '14'), receipt)
            # What a form of another page could send needs a token; a certificate alone is no identity.
            self.assertEqual(push('north', content_type='text/plain')[0], 401)
            self.assertEqual(push('stranger')[0], 401)
            self.assertEqual(push('north', 'south-kpi')[0], 404)
            client = [PYTHON, os.path.join(EXAMPLES, 'partner_client.py'), '--server',
                      'localhost:' + d.grpc.rsplit(':', 1)[1], '--ca', pki + '/ca.pem']
            for who, code in (('north', 0), ('stranger', 1)):
                r = subprocess.run([*client, '--cert', pki + f'/client-{who}.pem', '--key', pki + f'/client-{who}.key',
                                    'measurement', '--source', 'north-feed', '--service', 'hosting', '--indicator',
                                    'availability', '--month', OCTOBER, '--value', '99.5'], capture_output=True,
                                   text=True, timeout=60)
                self.assertEqual(r.returncode, code, r.stdout + r.stderr)


class Gates(Partner):
    """Who may push what, and how much of it."""

    def test_the_door(self):
        d = self.daemon()
        for headers, query, code in (({}, '', 401), ({'Authorization': 'Bearer rgs_' + 'x' * 43}, '', 401),
                                     ({'Authorization': 'Basic eDp5'}, '', 401)):
            self.assertEqual(self.push(d, 'north-kpi', kpi(), who=None, query=query, **headers)[0], code, headers)
        self.assertEqual(self.push(d, 'north-kpi', kpi(), query='?dry_run=maybe')[0], 400)
        self.assertEqual(self.push(d, 'north-kpi', kpi(), Origin='https://elsewhere.example')[0], 403)
        self.assertEqual(self.push(d, 'north-kpi', '')[0], 400)
        code, told = self.push(d, 'north-kpi', b'\xff\xfe\x00garbage' * 100)
        self.assertEqual((code, told['rowsNew'], bool(told['findings'])), (200, '0', True))
        # A name leads nowhere.
        for name in ('../north-kpi', '..%2fnorth-kpi', 'north-kpi/../../x', '%00', 'x' * 4000):
            self.assertEqual(self.push(d, name, kpi())[0], 404, name)
        self.assertEqual(sorted(os.listdir(os.path.join(d.folder, 'data/inbox'))), [])
        # Too many.
        taken = self.flood(d, 'south-kpi', 'south')
        self.assertGreaterEqual(taken, 30)

    def test_a_pushed_source_is_not_collected_and_its_silence_is_seen(self):
        d = self.daemon(sources=[{'id': 'north-late', 'adapter': 'kpi', 'push': True, 'expect': '12h'}])
        self.assertEqual(d.collect()['sources'], [])
        refused = d.run('source', 'collect', 'north-kpi', '--wait')
        self.assertIn('is pushed', refused.stderr)
        silent = [g for g in d.ask('overview')['gaps'] if g['source'] == 'north-kpi']
        self.assertEqual([g['rule'] for g in silent], ['source-missing-pushed'])
        # October is over for longer than twice 12 hours.
        self.assertEqual(self.push(d, 'north-late', kpi())[0], 200)
        self.assertEqual(d.ask('source', 'show', 'north-late')['freshness'], 'FRESHNESS_STALE')
        silent = [g for g in d.ask('overview')['gaps'] if g['source'] == 'north-late']
        self.assertEqual([g['rule'] for g in silent], ['source-stale-pushed'])
        self.assertIn('has been silent since', silent[0]['message'])
        # An older month that comes later takes nothing of how far the data reach.
        until = d.ask('source', 'show', 'north-late')['dataUntilTime']
        self.assertEqual(self.push(d, 'north-late', kpi().replace(OCTOBER, f'{YEAR}-08'))[0], 200)
        self.assertEqual(d.ask('source', 'show', 'north-late')['dataUntilTime'], until)

    def test_the_page_for_the_lawyer(self):
        d = self.daemon()
        self.push(d, 'north-kpi', kpi())
        page = d.run('provider', 'pack', 'north').stdout
        for says in ('What Gemeente Voorbeeld holds of North', 'north-kpi: what you push yourself; 1 deliveries',
                     'charges: 84 months', 'Delivering data admits nothing', 'within 10 working days after the report',
                     'hosting-2026', 'No other partner sees anything of it'):
            self.assertIn(says, page)
        self.assertNotIn('south', page)
        self.assertEqual(self.call(d, 'partner.v1.PartnerService/GetProviderPack')[0], 200)

    def test_everything_is_given_back(self):
        d = self.daemon()
        self.push(d, 'north-kpi', kpi())
        out = os.path.join(d.folder, 'back')
        self.assertEqual(d.run('provider', 'export', 'north', '--out', out).returncode, 0)
        with open(os.path.join(out, 'measurements.json'), encoding='utf-8') as f:
            pages = json.load(f)
        self.assertEqual(sum(len(p['measurements']) for p in pages), 14)
        document, = os.listdir(os.path.join(out, 'documents'))
        with open(os.path.join(out, 'documents', document), 'rb') as f:
            self.assertEqual(f.read(), kpi().encode())
        with open(os.path.join(out, 'receipts.json'), encoding='utf-8') as f:
            self.assertTrue(json.load(f)[0]['receipts'])
        self.assertNotEqual(d.run('provider', 'export', 'north', '--out', out).returncode, 0)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

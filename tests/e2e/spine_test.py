"""From partner files to one overview, as a stranger would try it. Expected values are worked out by hand beside them."""
import csv
import io
import json
import os
import shutil
import subprocess
import unittest
from decimal import Decimal

import product
from product import Daemon, provider

COLUMNS = ('BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingAccountName,BillingCurrency,'
           'BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ChargeClass,'
           'ChargeDescription,ChargeFrequency,InvoiceIssuerName,PricingQuantity,PricingUnit,ProviderName,PublisherName,'
           'ServiceCategory,ServiceName,Tags').split(',')


def charge(billed, month='2025-03', following='2025-04', **values):
    row = dict.fromkeys(COLUMNS, '')
    row.update(BilledCost=billed, EffectiveCost=billed, ListCost=billed, ContractedCost=billed, BillingAccountId='acc',
               BillingAccountName='Acc', BillingCurrency='EUR', BillingPeriodStart=f'{month}-01T00:00:00Z',
               BillingPeriodEnd=f'{following}-01T00:00:00Z', ChargePeriodStart=f'{month}-01T00:00:00Z',
               ChargePeriodEnd=f'{following}-01T00:00:00Z', ChargeCategory='Usage', ChargeDescription='x',
               ChargeFrequency='Usage-Based', InvoiceIssuerName='Cloud Nine', PricingQuantity='1', PricingUnit='Hours',
               ProviderName='Cloud Nine', PublisherName='Cloud Nine', ServiceCategory='Compute', ServiceName='Server')
    row.update(values)
    return row


def focus(*rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator='\n')
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def page(components, incidents=(), maintenances=(), updated='2025-03-01T00:00:00Z'):
    return {'page': {'id': 'pg', 'name': 'Page', 'url': 'https://status.example', 'time_zone': 'Etc/UTC',
                     'updated_at': updated},
            'components': [{'id': 'grp', 'name': 'Europe', 'status': 'operational', 'group': True, 'group_id': None,
                            'components': [c[0] for c in components]}] +
                          [{'id': i, 'name': n, 'status': s, 'group': False, 'group_id': 'grp'}
                           for i, n, s in components],
            'incidents': list(incidents), 'scheduled_maintenances': list(maintenances),
            'status': {'indicator': 'none', 'description': ''}}


INCIDENT = {'id': 'inc1', 'name': 'Web is down', 'status': 'investigating', 'impact': 'major',
            'created_at': '2025-03-01T10:00:00Z', 'updated_at': '2025-03-01T10:00:00Z',
            'started_at': '2025-03-01T09:50:00Z', 'resolved_at': None, 'shortlink': 'https://stspg.example/1',
            'incident_updates': [{'id': 'u1', 'status': 'investigating', 'body': 'We look into it.',
                                  'created_at': '2025-03-01T10:00:00Z', 'display_at': '2025-03-01T10:00:00Z'}],
            'components': [{'id': 'web', 'name': 'Web'}]}


class Overview(unittest.TestCase):

    def test_shows_who_needs_attention_and_why(self):
        config = {'providers': [
            provider('quiet', 'statuspage', path='quiet.json'),
            provider('down', 'statuspage', path='down.json',
                     services=[{'id': 'web', 'name': 'Website', 'components': ['Web*']}]),
            provider('paper')],
            'functions': [{'id': 'desk', 'name': 'Counter', 'needs': ['down/web']}]}
        files = {'quiet.json': json.dumps(page([('api', 'API', 'operational')])),
                 'down.json': json.dumps(page([('web', 'Web', 'major_outage'), ('db', 'DB', 'operational')], [INCIDENT]))}
        with Daemon(config, files) as d:
            before = {p['id']: p for p in d.ask('overview')['providers']}
            self.assertEqual(before['quiet']['state'], 'OPERATIONAL_STATE_UNKNOWN')
            self.assertEqual(before['quiet']['freshness'], 'FRESHNESS_MISSING')
            d.collect()
            overview = d.ask('overview')
            rows = overview['providers']
            self.assertEqual(rows[0]['id'], 'down')
            self.assertEqual(rows[0]['state'], 'OPERATIONAL_STATE_MAJOR_OUTAGE')
            self.assertEqual(rows[0]['openIncidents'], 1)
            self.assertTrue(rows[0]['attention'])
            by_id = {p['id']: p for p in rows}
            self.assertEqual(by_id['quiet']['state'], 'OPERATIONAL_STATE_OPERATIONAL')
            self.assertTrue(by_id['quiet']['notMapped'])
            # A partner without a source is shown, unknown, never skipped.
            self.assertEqual(by_id['paper']['state'], 'OPERATIONAL_STATE_UNKNOWN')
            self.assertEqual(by_id['paper']['freshness'], 'FRESHNESS_MISSING')
            self.assertNotIn('openIncidents', by_id['paper'])
            # What nobody promised is absent, never 0; that nothing waits to be decided is known.
            for row in rows:
                self.assertNotIn('sla', row)
                self.assertEqual(row['agendaItems'], 0)
            self.assertEqual(overview['functions'][0]['state'], 'OPERATIONAL_STATE_MAJOR_OUTAGE')
            self.assertTrue(any(g['provider'] == 'paper' for g in overview['gaps']))
            self.assertEqual(d.run('overview', '--fail-on-gaps').returncode, 6)
            for width in ('80', '160'):
                table = d.run('overview', env={'COLUMNS': width, 'NO_COLOR': '1'}).stdout
                self.assertIn('Down', table)
                self.assertIn('Paper', table)
                self.assertNotIn('\x1b', table)

    def test_says_the_same_over_http(self):
        with Daemon({'providers': [provider('p', 'statuspage', path='p.json')]},
                    {'p.json': json.dumps(page([('a', 'A', 'partial_outage')]))}) as d:
            d.collect()
            code, answer = d.post('regisseur.portfolio.v1.PortfolioService/GetOverview', '{}')
            self.assertEqual(code, 200)
            # `asOf` differs by the moment; the rows are the same.
            self.assertEqual(answer['providers'][0]['state'], d.ask('overview')['providers'][0]['state'])
            self.assertEqual(answer['providers'][0]['state'], 'OPERATIONAL_STATE_PARTIAL_OUTAGE')
            code, error = d.post('regisseur.portfolio.v1.PortfolioService/GetOverview', '{"colour": 1}')
            self.assertEqual((code, error['code']), (400, 'invalid_argument'))
            code, error = d.post('regisseur.portfolio.v1.PortfolioService/GetProvider', '{"id": "none"}')
            self.assertEqual((code, error['code']), (404, 'not_found'))
            code, _ = d.post('regisseur.portfolio.v1.PortfolioService/GetOverview', '{}', Host='evil.example')
            self.assertEqual(code, 403)


class Status(unittest.TestCase):

    def test_replays_a_month_of_captures(self):
        # 10:00 up, 11:00 down, 11:30 broken poll, 12:00 up again, last line 14:00.
        # Down 11:00 to 12:00 = 3600 s; 10:00 to 14:00 without it = 3 h = 10800 s; unknown from 14:00 to 15:00.
        lines = [{'polled_at': '2025-03-01T10:00:00Z', 'commit': '', 'body': page([('web', 'Web', 'operational')])},
                 {'polled_at': '2025-03-01T11:00:00Z', 'commit': '',
                  'body': page([('web', 'Web', 'major_outage')], [INCIDENT])},
                 {'polled_at': '2025-03-01T11:30:00Z', 'commit': '', 'body_raw': '<html>502</html>'},
                 {'polled_at': '2025-03-01T12:00:00Z', 'commit': '', 'body': page([('web', 'Web', 'operational')])},
                 {'polled_at': '2025-03-01T14:00:00Z', 'commit': '', 'body': page([('web', 'Web', 'operational')])}]
        with Daemon({'providers': [provider('p', 'statuspage', path='m.jsonl')]},
                    {'m.jsonl': ''.join(json.dumps(x) + '\n' for x in lines)}) as d:
            d.collect()
            row, = d.ask('status', 'history', '--provider', 'p', '--from', '2025-03-01T10:00:00Z', '--to',
                         '2025-03-01T15:00:00Z')['rows']
            self.assertEqual((row['majorOutageSeconds'], row['operationalSeconds'], row['unknownSeconds']),
                             ('3600', '10800', '3600'))
            # Gone from the page at 12:00: over, and that is inferred.
            incident, = d.ask('incident', 'list', '--provider', 'p')['incidents']
            self.assertEqual((incident['endTime'], incident['endInferred']), ('2025-03-01T12:00:00Z', True))
            self.assertEqual(incident['startTime'], '2025-03-01T09:50:00Z')
            self.assertEqual(incident['toldTime'], '2025-03-01T11:00:00Z')
            self.assertEqual(d.ask('incident', 'list', '--provider', 'p', '--open')['incidents'], [])
            rules = {f['rule']: f for f in d.ask('source', 'show', 'p-source')['findings']}
            self.assertEqual(rules['statuspage-body-unreadable']['line'], '3')
            # Nobody looks any more.
            component, = d.ask('component', 'list', '--provider', 'p')['components']
            self.assertEqual(component['state'], 'OPERATIONAL_STATE_UNKNOWN')
            # It was not known on the day itself.
            then = d.ask('incident', 'list', '--provider', 'p', '--as-known-on', '2025-03-02T00:00:00Z')
            self.assertEqual(then['incidents'], [])


class Cost(unittest.TestCase):

    def test_adds_exactly_and_converts(self):
        # 0.1 + 0.2 + 1E-9 = 0.300000001. USD 12.50 at 1.25 USD for one EUR = 10.00 EUR.
        rows = [charge('0.1'), charge('0.2', ChargeCategory='Tax'), charge('1E-9'),
                charge('12.50', BillingCurrency='USD')]
        rates = 'Date,USD,\n2025-03-31,1.25,\n2025-03-28,1.10,\n'
        with Daemon({'providers': [provider('p', 'focus', path='c.csv')], 'exchange_rates': {'file': 'r.csv'}},
                    {'c.csv': focus(*rows), 'r.csv': rates}) as d:
            d.collect()
            split = {r['currency']: r for r in d.ask('cost', 'summary', '--by', 'billing_period')['rows']}
            self.assertEqual(split['EUR']['billedCost'], '0.300000001')
            self.assertEqual(Decimal(split['EUR']['taxCost']), Decimal('0.2'))
            self.assertEqual(split['EUR']['chargeCount'], '3')
            self.assertEqual(split['EUR']['keys']['billing_period'], '2025-03')
            self.assertEqual(split['USD']['billedCost'], '12.50')
            # 0.300000001 + 10.00 = 10.300000001, rounded 10.30.
            total, = d.ask('cost', 'summary', '--by', 'provider', '--in', 'EUR')['rows']
            self.assertEqual((total['billedCost'], total['unrounded']), ('10.30', '10.300000001000'))
            fx = d.ask('fx', 'convert', '-12.50', '--from', 'USD', '--to', 'EUR', '--on', '2025-04-02')
            self.assertEqual((fx['rounded'], fx['rateDate']), ('-10.00', '2025-03-31'))
            self.assertEqual(d.run('fx', 'convert', '1', '--from', 'USD', '--to', 'EUR', '--on', '2025-05-02').returncode, 3)

    def test_says_that_days_within_a_period_have_no_sum(self):
        with Daemon({'providers': [provider('p', 'focus', path='c.csv')]}, {'c.csv': focus(charge('10.00'))}) as d:
            d.collect()
            answer = d.ask('cost', 'summary', '--from', '2025-03-05', '--to', '2025-03-20')
            self.assertEqual(answer['rows'], [])
            self.assertTrue(any('2025-03 began before the range' in g['message'] for g in answer['gaps']), answer['gaps'])
            self.assertEqual(d.run('cost', 'summary', '--from', '2025-03-05', '--fail-on-gaps').returncode, 6)
            for verb in (['overview'], ['cost', 'summary'], ['source', 'list'], ['provider', 'list'],
                         ['incident', 'list'], ['status', 'history', '--provider', 'p']):
                for moment in ('2099-01-01', '2099-01', '2099-01-01T00:00:00Z'):
                    refused = d.run(*verb, '--as-known-on', moment)
                    self.assertEqual(refused.returncode, 2, verb)
                    self.assertIn('in the future', refused.stderr)

    def test_names_what_it_cannot_count(self):
        rows = [charge('10.00'), charge('$10,000.00 '), charge('5', BillingPeriodStart='5/1/25')]
        with Daemon({'providers': [provider('p', 'focus', path='c.csv')]}, {'c.csv': focus(*rows)}) as d:
            d.collect()
            row, = d.ask('cost', 'summary', '--by', 'provider')['rows']
            self.assertEqual((row['billedCost'], row['chargeCount']), ('10.00', '1'))
            found = {(f['field'], f['line']) for f in d.ask('source', 'show', 'p-source')['findings']
                     if f['severity'] == 'SEVERITY_ERROR'}
            self.assertIn(('BilledCost', '3'), found)
            self.assertIn(('BillingPeriodStart', '4'), found)

    def test_a_redelivery_supersedes_and_the_past_is_kept(self):
        with Daemon({'providers': [provider('p', 'focus', path='c.csv')]}, {'c.csv': focus(charge('10.00'))}) as d:
            d.collect()
            known = d.ask('overview')['asOf']
            d.write('c.csv', focus(charge('12.00'), charge('1.00')))
            d.collect()
            self.assertEqual(d.ask('cost', 'summary')['rows'][0]['billedCost'], '13.00')
            self.assertEqual(d.ask('cost', 'summary', '--as-known-on', known)['rows'][0]['billedCost'], '10.00')

    def test_a_corrected_account_takes_the_place_of_the_old_spelling(self):
        with Daemon({'providers': [provider('p', 'focus', path='c.csv')]},
                    {'c.csv': focus(charge('1000.00', BillingAccountId='A1'),
                                    charge('7.00', BillingAccountId='B2'))}) as d:
            d.collect()
            known = d.ask('overview')['asOf']
            d.write('c.csv', focus(charge('1000.00', BillingAccountId='A-1'),
                                   charge('7.00', BillingAccountId='B2')))
            d.collect()
            answer = d.ask('cost', 'summary')
            # 1000 + 7, and not 1000 + 1000 + 7.
            self.assertEqual(answer['rows'][0]['billedCost'], '1007.00')
            self.assertTrue(any('account=A1' in g['message'] for g in answer['gaps']), answer['gaps'])
            self.assertEqual(d.ask('cost', 'summary', '--as-known-on', known)['rows'][0]['billedCost'], '1007.00')
            # The same for a billing period that was wrong: March becomes February.
            d.write('c.csv', focus(charge('1000.00', BillingAccountId='A-1'),
                                   charge('7.00', BillingAccountId='B2', BillingPeriodStart='2025-02-01T00:00:00Z',
                                          BillingPeriodEnd='2025-03-01T00:00:00Z')))
            d.collect()
            rows = d.ask('cost', 'summary', '--by', 'billing_period')['rows']
            self.assertEqual({r['keys']['billing_period']: r['billedCost'] for r in rows},
                             {'2025-02': '7.00', '2025-03': '1000.00'})
            verified = d.run('audit', 'verify')
            self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_a_file_that_is_empty_now_keeps_what_it_told_and_is_a_gap(self):
        with Daemon({'providers': [provider('p', 'focus', path='c.csv')]}, {'c.csv': focus(charge('10.00'))}) as d:
            d.collect()
            d.write('c.csv', focus())
            d.collect()
            answer = d.ask('cost', 'summary')
            self.assertEqual(answer['rows'][0]['billedCost'], '10.00')
            self.assertTrue(any('focus-file-emptied' in g['message'] for g in answer['gaps']), answer['gaps'])

    def test_a_dry_run_of_a_file_without_a_readable_row_does_not_hold(self):
        with Daemon({'providers': [provider('p', 'focus', path='c.csv')]},
                    {'c.csv': focus(charge('$10,000.00'), charge('1,5'))}) as d:
            r = d.run('-o', 'json', 'source', 'check', 'p-source')
            self.assertEqual(r.returncode, 7, r.stdout + r.stderr)
            check = json.loads(r.stdout)
            self.assertFalse(check['usable'])
            self.assertTrue(check['findings'])
            d.write('c.csv', focus(charge('10.00'), charge('1,5')))
            self.assertEqual(d.run('source', 'check', 'p-source').returncode, 0)

    def test_shared_sources_are_assigned_and_the_rest_is_shown(self):
        rows = [charge('10.00'), charge('7.00', ProviderName='Telecom BV'), charge('3.00', ProviderName='Who?')]
        config = {'providers': [provider('cloud'), provider('telecom')],
                  'sources': [{'id': 'finance', 'adapter': 'focus', 'every': '24h', 'basis': 'ledger',
                               'options': {'path': 'f.csv'},
                               'assign': {'by': 'service_provider', 'map': {'Cloud*': 'cloud', 'Telecom*': 'telecom'}}}]}
        with Daemon(config, {'f.csv': focus(*rows)}) as d:
            d.collect()
            answer = d.ask('cost', 'summary', '--by', 'provider')
            self.assertEqual({r['keys']['provider']: r['billedCost'] for r in answer['rows']},
                             {'cloud': '10.00', 'telecom': '7.00', 'unassigned': '3.00'})
            self.assertEqual(d.ask('source', 'show', 'finance')['unassigned'], [{'party': 'Who?', 'count': '1'}])
            self.assertTrue(any('Who?' in g['message'] for g in answer['gaps']), answer['gaps'])
            # A mended mapping re-assigns without collecting again.
            folder = d.folder
            self.assertEqual(d.stop(), 0)
            d.config['sources'][0]['assign']['map']['Who*'] = 'cloud'
            with Daemon({k: v for k, v in d.config.items()}, folder=folder) as again:
                rows = again.ask('cost', 'summary', '--by', 'provider')['rows']
                self.assertEqual({r['keys']['provider']: r['billedCost'] for r in rows},
                                 {'cloud': '13.00', 'telecom': '7.00'})


class Service(unittest.TestCase):

    def test_a_monthly_service_report_is_read(self):
        report = ('Leverancier;Dienst;Indicator;Periode;Waarde;Norm;Eenheid;Opmerking\r\n'
                  'Klein BV;Werkplek;Beschikbaarheid;09-2025;99,71;>= 99,5;%;\r\n'
                  'Klein BV;Werkplek;Reactietijd;09-2025;n.v.t.;<= 4;uur;\r\n'
                  'Klein BV;Werkplek;Oplostijd;09-2025;99,7O;>= 95;%;\r\n')
        with Daemon({'providers': [provider('klein', 'kpi', path='k.csv')]}, {'k.csv': report}) as d:
            d.collect()
            rows = {r['indicator']: r for r in d.ask('measurement', 'list', '--provider', 'klein')['measurements']}
            self.assertEqual((rows['Beschikbaarheid']['value'], rows['Beschikbaarheid']['norm'],
                              rows['Beschikbaarheid']['period']), ('99.71', '99.5', '2025-09'))
            self.assertTrue(rows['Reactietijd']['notApplicable'])
            self.assertNotIn('value', rows['Reactietijd'])
            self.assertNotIn('Oplostijd', rows)
            finding, = [f for f in d.ask('source', 'show', 'klein-source')['findings'] if f['line'] == '4']
            self.assertEqual(finding['examples'][0]['value'], '99,7O')


class Operation(unittest.TestCase):

    def test_refuses_a_broken_configuration_with_place_and_remedy(self):
        d = Daemon({'providers': [{'id': 'p', 'name': 'p', 'teir': 'gold'}]})
        for arguments in ([], ['--check']):
            r = subprocess.run([product.BIN + '/regisseurd', '--config', d.folder + '/regisseur.yaml', *arguments],
                               capture_output=True, text=True, timeout=30)
            self.assertNotEqual(r.returncode, 0)
            self.assertIn("did you mean 'tier'?", r.stderr)
            self.assertRegex(r.stderr, r'regisseur\.yaml:\d+')
        shutil.rmtree(d.folder)

    def test_an_option_that_cannot_work_is_refused_before_anything_starts(self):
        sources = {'unknown': provider('p', 'focus', path='x.csv', seperator=';'),
                   'impossible': provider('p', 'focus', path='x.csv', files='some'),
                   'missing': provider('p', 'focus')}
        right = {'unknown': r'options\.seperator cannot work: .*the nearest is separator',
                 'impossible': r'options\.files cannot work: .*parts .*latest',
                 'missing': r'options cannot work: .*path is required'}
        for kind, source in sources.items():
            d = Daemon({'providers': [source]})
            for arguments in ([], ['--check']):
                r = subprocess.run([product.BIN + '/regisseurd', '--config', d.folder + '/regisseur.yaml', *arguments],
                                   capture_output=True, text=True, timeout=30)
                self.assertEqual(r.returncode, 2, r.stdout + r.stderr)
                self.assertRegex(r.stderr, r'regisseur\.yaml:\d+: providers\[0\]\.sources\[0\]\.' + right[kind])
            shutil.rmtree(d.folder)

    def test_a_file_of_quantities_that_cannot_be_read_is_refused_by_the_check_too(self):
        d = Daemon({'providers': [provider('p', 'focus', path='x.csv')],
                    'quantities': [{'id': 'fte', 'file': 'fte.csv'}]},
                   {'x.csv': focus(), 'fte.csv': 'month,value\n2026-01,-5\n'})
        for arguments in ([], ['--check']):
            r = subprocess.run([product.BIN + '/regisseurd', '--config', d.folder + '/regisseur.yaml', *arguments],
                               capture_output=True, text=True, timeout=30)
            self.assertEqual(r.returncode, 2, r.stdout + r.stderr)
            self.assertRegex(r.stderr, r'fte\.csv:2')
        shutil.rmtree(d.folder)

    def test_a_remote_endpoint_without_tls_is_refused(self):
        d = Daemon({'providers': [{'id': 'p', 'name': 'p', 'sources': [
            {'id': 's', 'endpoint': 'dns:///adapter.example:7443'}]}]})
        r = subprocess.run([product.BIN + '/regisseurd', '--config', d.folder + '/regisseur.yaml', '--check'],
                           capture_output=True, text=True, timeout=30)
        self.assertEqual(r.returncode, 2, r.stdout + r.stderr)
        self.assertRegex(r.stderr, r'regisseur\.yaml:\d+: .*endpoint .*mutual TLS only: add tls:')
        shutil.rmtree(d.folder)

    def test_a_good_configuration_checks_out(self):
        d = Daemon({'providers': [provider('p', 'focus', path='x.csv')]})
        r = subprocess.run([product.BIN + '/regisseurd', '--config', d.folder + '/regisseur.yaml', '--check'],
                           capture_output=True, text=True, timeout=30)
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertFalse(os.path.exists(d.folder + '/data'))
        shutil.rmtree(d.folder)

    def test_a_second_daemon_on_the_same_data_refuses(self):
        with Daemon({'providers': []}) as d:
            r = subprocess.run([product.BIN + '/regisseurd', '--config', d.folder + '/regisseur.yaml'],
                               capture_output=True, text=True, timeout=30)
            self.assertNotEqual(r.returncode, 0)
            self.assertIn(str(d.process.pid), r.stderr)

    def test_listens_on_loopback_only(self):
        d = Daemon({'providers': [], 'listen': {'grpc': '0.0.0.0:0', 'http': '127.0.0.1:0'}})
        with self.assertRaisesRegex(RuntimeError, 'loopback|TLS'):
            d.start()
        shutil.rmtree(d.folder)

    def test_exit_codes(self):
        with Daemon({'providers': [provider('p', 'focus', path='missing.csv')]}) as d:
            self.assertEqual(d.run('provider', 'show', 'nobody').returncode, 3)
            self.assertEqual(d.run('cost', 'summary', '--by', 'colour').returncode, 2)
            self.assertEqual(d.run('escalaton', 'list').returncode, 2)
            self.assertIn('did you mean `regisseur escalation`?', d.run('escalaton', 'list').stderr)
            self.assertEqual(d.run('source', 'collect', '--all', '--wait').returncode, 0)
            self.assertEqual(d.run('source', 'collect', '--all', '--wait', '--fail-on-gaps').returncode, 6)
            self.assertEqual(d.run('source', 'check', 'p-source').returncode, 7)
            self.assertEqual(d.ask('source', 'show', 'p-source')['freshness'], 'FRESHNESS_FAILED')
            unreachable = subprocess.run([product.BIN + '/regisseur', '--server', '127.0.0.1:1', 'overview'],
                                         capture_output=True, text=True, timeout=60)
            self.assertEqual(unreachable.returncode, 5)

    def test_healthz(self):
        with Daemon({'providers': []}) as d:
            import urllib.request
            with urllib.request.urlopen(f'http://{d.http}/healthz', timeout=10) as response:
                self.assertEqual(response.status, 200)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main(verbosity=1)

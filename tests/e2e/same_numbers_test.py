"""The same numbers on both sides (issue of the partnership): what two sources of one partner tell differently is marked
wherever the figure stands, what could not be read is no silence, and names, units and times are looked at."""
import datetime
import json
import os
import unittest

import product
from partner_test import Partner
from product import Daemon, wait_until
from promises_test import CONTRACT, HOSTING, OCTOBER, YEAR

WIDE = {'COLUMNS': '400'}
SEPTEMBER = f'{YEAR}-09'


def report(*rows, head='service;indicator;period;value'):
    return '\n'.join((head, *rows)) + '\n'


class SameNumbers(Partner):

    def daemon(self):
        d = Daemon({'providers': [{'id': 'north', 'name': 'North', 'tier': 'tactical', 'services': HOSTING,
                                   'sources': [{'id': 'north-kpi', 'adapter': 'kpi', 'push': True},
                                               {'id': 'north-feed', 'push': True, 'every': '1h'}]},
                                  {'id': 'south', 'name': 'South', 'tier': 'tactical'}],
                    'contracts': ['contracts/*.yaml']}, {'contracts/hosting.yaml': CONTRACT})
        self.addCleanup(lambda: d.__exit__(*([None] * 3)))
        d.start()
        d.tcp, d.grpc = d.grpc, 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
        us = d.ask('identity', 'create', '--role', 'administrator', '--kind', 'person', '--name', 'A. Person')['token']
        d.tokens = {'us': us, 'north': d.ask('identity', 'create', '--role', 'provider', '--provider', 'north', '--name',
                                             'north')['token']}
        return d

    def figure(self, d, value, month=OCTOBER, **more):
        year, number = month.split('-')
        after = f'{year}-{int(number) + 1:02}' if number != '12' else f'{int(year) + 1}-01'
        code, told = self.call(d, 'partner.v1.PartnerService/PushMeasurement', source='north-feed', measurement={
            'service': 'hosting', 'indicator': 'availability', 'value': value, 'periodStartTime': f'{month}-01T00:00:00Z',
            'periodEndTime': f'{after}-01T00:00:00Z', 'unit': '%', **more})
        self.assertEqual(code, 200, told)
        return told

    def kpi(self, d, *rows, **more):
        code, told = self.push(d, 'north-kpi', report(*rows, **more))
        self.assertEqual(code, 200, told)
        return told

    def text(self, d, *words):
        return d.run(*words, env=WIDE).stdout

    def test_two_sources_of_one_partner_that_differ(self):
        d = self.daemon()
        self.kpi(d, f'hosting;availability;{OCTOBER};99,2')
        self.figure(d, '99.2')
        level, = d.ask('sla', 'report', '--period', OCTOBER)['objectives']
        self.assertFalse(level['toldOtherwise'])
        # 99.2 % is below 99.9 %: 10 % of 9,500.00. The feed tells it well.
        self.figure(d, '99.95')
        level, = d.ask('sla', 'report', '--period', OCTOBER)['objectives']
        self.assertEqual((level['attained'], level['sources'], level['toldOtherwise']),
                         ('99.950000', ['north-feed'], True))
        other, = level['others']
        self.assertEqual((other['attained'], other['sources'], other['credit']['amount']),
                         ('99.200000', ['north-kpi'], '950.00'))
        shown = self.text(d, 'sla', 'show', '--contract', 'hosting-2026', '--period', OCTOBER)
        self.assertRegex(shown, 'reported: north-kpi, as one number +99.200000')
        for words in (('sla', 'report', '--period', OCTOBER), ('overview',), ('objective', 'list')):
            self.assertIn('told otherwise', self.text(d, *words), words)
        item, = [one for one in d.ask('agenda')['items'] if one['kind'] == 'figures_disagree']
        self.assertEqual(item['estimated'], '950.00')
        self.assertIn('is 99.950 % by north-feed and 99.200 % by north-kpi', json.dumps(item))
        self.assertIn('99.200 % by north-kpi', self.text(d, 'changes', '--all'))
        # The partner sees the same.
        code, theirs = self.call(d, 'service_level.v1.ServiceLevelService/ListServiceLevels', provider='north',
                                 period=OCTOBER)
        self.assertEqual((code, theirs['objectives'][0]['toldOtherwise'], theirs['objectives'][0]['others'][0]['attained']),
                         (200, True, '99.200000'))
        # 98 % costs 25 %, and the claim and its day say whose figure it is not.
        self.figure(d, '98')
        claim, = d.ask('credit', 'list')['claims']
        self.assertEqual((claim['amount'], claim['toldOtherwise']), ('2375.00', True))
        self.assertIn('told otherwise', self.text(d, 'credit', 'list'))
        self.assertIn('told otherwise', self.text(d, 'calendar', 'list'))

    def test_a_cell_that_cannot_be_read_is_no_silence(self):
        d = self.daemon()
        september = f'hosting;availability;{SEPTEMBER};99,95'
        self.kpi(d, september, f'hosting;availability;{OCTOBER};99,2')
        told = self.kpi(d, september, f'hosting;availability;{OCTOBER};99,2O')
        finding, = told['findings']
        self.assertEqual((finding['rule'], finding['line']), ('kpi-number-format', '3'))
        ours = d.ask('sla', 'report', '--period', OCTOBER)
        code, theirs = self.call(d, 'service_level.v1.ServiceLevelService/ListServiceLevels', provider='north',
                                 period=OCTOBER)
        self.assertEqual(code, 200, theirs)
        for answer in (ours, theirs):
            self.assertNotIn('attained', answer['objectives'][0])
            gap, = [one for one in answer['gaps'] if one['rule'] == 'sla-figure-unreadable']
            self.assertIn('north-kpi, line 3 of push-', gap['message'])
        self.assertIn('could not be read', self.text(d, 'agenda', '--all'))
        self.kpi(d, september, f'hosting;availability;{OCTOBER};99,2')
        level, = d.ask('sla', 'report', '--period', OCTOBER)['objectives']
        self.assertEqual(level['attained'], '99.200000')

    def test_names_units_and_times(self):
        d = self.daemon()
        head = 'leverancier;service;indicator;period;value'
        told = self.kpi(d, f'South;hosting;availability;{OCTOBER};99,2', f'North;hosting;availability;{OCTOBER};99,95',
                        head=head)
        finding, = told['findings']
        self.assertEqual((finding['rule'], told['rowsNew']), ('figure-of-another-partner', '1'))
        level, = d.ask('sla', 'report', '--period', OCTOBER)['objectives']
        self.assertEqual(level['attained'], '99.950000')
        told = self.kpi(d, f'hostng;availabilty;{SEPTEMBER};99,2')
        self.assertEqual({one['rule'] for one in told['findings']}, {'figure-service-near', 'figure-indicator-near'})
        self.assertIn('was hosting meant?', json.dumps(told))
        told = self.kpi(d, f'hosting;availability;{YEAR + 10}-10;99,2')
        self.assertEqual(([one['rule'] for one in told['findings']], told['rowsNew']), (['figure-period-impossible'], '0'))
        told = self.figure(d, '0.9995', month=SEPTEMBER, unit='')
        finding, = told['findings']
        self.assertIn('if 99.95 % is meant', finding['message'])

    def test_an_outage_is_as_old_everywhere(self):
        d = self.daemon()
        began = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(hours=2)
        code, told = self.call(d, 'partner.v1.PartnerService/PushIncident', source='north-feed', incident={
            'id': '42', 'title': 'Web is down', 'impact': 'INCIDENT_IMPACT_MAJOR', 'componentIds': ['web'],
            'startTime': f'{began:%Y-%m-%dT%H:%M:%SZ}'},
            components=[{'id': 'web', 'name': 'Web', 'state': 'OPERATIONAL_STATE_MAJOR_OUTAGE'}])
        self.assertEqual(code, 200, told)
        row, = [one for one in d.ask('overview')['providers'] if one['id'] == 'north']
        now, = d.ask('now')['outages']
        self.assertEqual(row['stateSinceTime'], f'{began:%Y-%m-%dT%H:%M:%SZ}')
        self.assertEqual(now['sinceTime'], row['stateSinceTime'])
        self.assertGreater(row['stateSeenTime'], row['stateSinceTime'])
        self.assertIn('seen at', self.text(d, 'provider', 'show', 'north'))
        self.assertIn('major outage since', self.text(d, 'objective', 'list'))

    def test_what_is_not_there_is_said(self):
        d = self.daemon()
        r = d.run('report', 'run', 'governance', '--period', f'{YEAR + 2}-10', '--dry-run')
        self.assertNotEqual(r.returncode, 0)
        self.assertIn('has not begun', r.stderr)
        r = d.run('calendar', 'link', 'create', '--name', 'x', '--days', '0')
        self.assertIn('from 1 on', r.stderr)
        r = d.run('obligation', 'add', '--provider', 'north', '--by', 'customer', '--what', 'x', '--due', '9999-12-31')
        self.assertNotEqual(r.returncode, 0)
        code, wrong = self.call(d, 'partner.v1.PartnerService/PushMeasurement', source='north-feed',
                                measurement={'indicator': 'availability', 'value': 99.95})
        self.assertEqual(code, 400)
        self.assertIn('in quotes', wrong['message'])
        os.unlink(os.path.join(d.folder, 'contracts/hosting.yaml'))

        def gone():
            code, answer = self.call(d, 'contract.v1.ContractService/ListContracts', provider='north')
            return code == 200 and [one['rule'] for one in answer['gaps']] == ['contract-file-removed']
        d.process.send_signal(1)  # SIGHUP
        self.assertTrue(wait_until(gone))


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

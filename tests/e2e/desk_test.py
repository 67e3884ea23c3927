"""The regisseur's desk: the agenda of a Monday with forty partners (USERS S1), what is done about it, what is over, and what
changed. Days are counted from today, since the programs have the clock that everybody has."""
import datetime
import json
import os
import unittest

import product
from product import Daemon
from promises_test import AMSTERDAM, NOW, Proxy, captures

TODAY = NOW.astimezone(AMSTERDAM).date()
MONTH = (TODAY.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)  # the last one that is over
SERVICE = [{'id': 'service', 'name': 'Service', 'components': ['Web*']}]


def local(day, hour=0):
    return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM)


def months_before(day, months):
    month = day.year * 12 + day.month - 1 - months
    return day.replace(year=month // 12, month=month % 12 + 1)


def contract(provider, term, promise=False, credits=False):
    text = f'''id: {provider}-contract
provider: {provider}
title: {provider}
currency: EUR
term: {term}
pricing:
  - {{component: platform, form: fixed, amount: "9500.00", per: month}}
'''
    if promise:
        text += '''objectives:
  - id: availability
    kind: availability
    service: service
    target: 99.9
    window: {calendar: month, time_zone: Europe/Amsterdam}
'''
    if credits:
        text += '''    credits: [{below: 99.9, percent: 10}]
    credit_base: platform
    claim_within: {days: 60}
'''
    return text


class Portfolio:
    """Providers with what they are watched by and what was agreed."""

    def __init__(self):
        self.providers, self.files = [], {}

    def add(self, pid, seen=None, origin='measured', **agreed):
        provider = {'id': pid, 'name': pid.title(), 'tier': 'tactical', 'services': SERVICE}
        if seen:
            provider['sources'] = [{'id': pid + '-feed', 'adapter': 'statuspage', 'every': '1h', 'origin': origin,
                                    'options': {'path': pid + '.jsonl'}}]
            self.files[pid + '.jsonl'] = captures(*seen)
        self.providers.append(provider)
        if agreed:
            self.files[f'contracts/{pid}.yaml'] = contract(pid, **agreed)

    def add_report(self, pid, value, **agreed):
        """Of whom we have a figure of last month by our own word, and no states."""
        self.providers.append({'id': pid, 'name': pid.title(), 'tier': 'tactical', 'services': SERVICE, 'sources': [
            {'id': pid + '-kpi', 'adapter': 'kpi', 'every': '1h', 'origin': 'measured',
             'options': {'path': pid + '.csv'}}]})
        self.files[pid + '.csv'] = ('leverancier;dienst;indicator;periode;realisatie\n'
                                    f'{pid.title()};Service;availability;{MONTH:%Y-%m};{value}\n')
        self.files[f'contracts/{pid}.yaml'] = contract(pid, **agreed)

    def daemon(self):
        return Daemon({'providers': self.providers, 'contracts': ['contracts/*.yaml'],
                       'identity_proxy': {'socket': 'proxy.sock', 'hosts': ['regisseur.example.nl'],
                                          'groups': {'contracts': {'role': 'contract_manager'}}}}, self.files)


def forty_partners():
    p = Portfolio()
    runs = f'{{start: {MONTH}, initial: 36 months}}'
    well = [(local(MONTH - datetime.timedelta(days=1)), 'operational'), (NOW, 'operational')]
    # Two hours of last month were down: between 99.70 and 99.73 %, and 10 % of 9,500.00 follows.
    down = [well[0], (local(MONTH.replace(day=7), 10), 'major_outage'), (local(MONTH.replace(day=7), 12), 'operational'),
            well[1]]
    p.add('down', down, term=runs, promise=True, credits=True)
    # An option to receive within some days: three months before the end, on a day that every month has.
    border = TODAY + datetime.timedelta(days=5)
    while border.day > 28:
        border += datetime.timedelta(days=1)
    p.add('option', well, term=f'{{start: {months_before(border, 9)}, initial: 12 months, options: '
                               '{extend: 12 months, times: 1, by: customer, exercise: 3 months}}')
    # Silent for three days.
    p.add('silent', [well[0], (NOW - datetime.timedelta(days=3), 'operational')], origin='reported')
    for i in range(4):
        p.add(f'renews{i}', well, term=f'{{start: {months_before(TODAY.replace(day=1), 6)}, initial: 12 months, '
                                       'renewal: 12 months, notice: 3 months}')
    for i in range(21):
        p.add_report(f'measured{i}', '99,95 %', term=runs, promise=True)
    for i in range(12):
        p.add(f'paper{i}', term=runs, promise=True)
    return p


class Desk(unittest.TestCase):
    def do(self, d, method, **body):
        """The answer to a named person."""
        c = Proxy(os.path.join(d.folder, 'proxy.sock'))
        self.addCleanup(c.close)
        c.request('POST', '/regisseur.' + method, json.dumps(body),
                  {'Content-Type': 'application/json', 'X-Remote-User': 'm.visser@example.nl',
                   'X-Remote-Groups': 'contracts'})
        with c.getresponse() as response:
            answer = json.loads(response.read() or b'{}')
            self.assertEqual(response.status, 200, answer)
            return answer

    def test_a_monday_with_forty_partners(self):
        with forty_partners().daemon() as d:
            d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
            d.collect()
            for i in range(12):
                self.do(d, 'objective.v1.ObjectiveService/EnterFigure', provider=f'paper{i}', objective='availability',
                        period=f'{MONTH:%Y-%m}', value='99.95', document='september.pdf',
                        document_content='OTksOTU=', request_id=f'f{i}')
            agenda = d.ask('agenda')
            ids = [item['id'] for item in agenda['items']]
            self.assertEqual(len(ids), 7, ids)
            first = agenda['items'][0]
            # The only one with a loss; the option and the renewals have a sum that they are about.
            self.assertEqual((first['kind'], first['certain'], first['provider']), ('claim', '950.00', 'down'))
            self.assertTrue(all(item['first'] for item in agenda['items']))
            self.assertIn('source_silent:silent-feed', ids)
            self.assertTrue(any(i.startswith('option:option-contract:1:') for i in ids), ids)
            rows = {row['id']: row for row in d.ask('overview')['providers']}
            self.assertEqual(rows['silent']['state'], 'OPERATIONAL_STATE_UNKNOWN')
            self.assertTrue(rows['silent']['attention'])
            self.assertEqual(sum(row.get('agendaItems', 0) for row in rows.values()), 7)
            # That only paper tells of a partner is no news on a Monday.
            quiet = [row for row in rows.values() if not row.get('agendaItems') and
                     {a['rule'] for a in row.get('attention', [])} <= {'attention-without-source'}]
            words = [row['coverage']['serviceLevel'] for row in quiet]
            self.assertEqual((len(quiet), words.count('COVERAGE_KIND_MEASURED'), words.count('COVERAGE_KIND_BY_HAND')),
                             (33, 21, 12))
            # 80 columns: every line fits, and the id to type stands there.
            shown = d.run('agenda', env={'COLUMNS': '80'}).stdout
            self.assertIn(first['id'], shown)
            self.assertLessEqual(max(len(line) for line in shown.splitlines()), 80)

    def test_what_is_done_is_kept_and_what_is_over_says_so(self):
        p = Portfolio()
        runs = f'{{start: {MONTH}, initial: 36 months}}'
        p.add('down', [(local(MONTH - datetime.timedelta(days=1)), 'operational'),
                       (local(MONTH.replace(day=7), 10), 'major_outage'),
                       (local(MONTH.replace(day=7), 12), 'operational'), (NOW, 'operational')],
              term=runs, promise=True, credits=True)
        p.add('silent', [(NOW - datetime.timedelta(days=9), 'operational'),
                         (NOW - datetime.timedelta(days=3), 'operational')])
        with p.daemon() as d:
            d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
            d.collect()
            began = datetime.datetime.now(datetime.timezone.utc)
            self.assertEqual(d.run('changes', '--mark').returncode, 0)
            item = 'source_silent:silent-feed'
            shown = d.run('agenda', 'show', item).stdout
            self.assertIn('regisseur source check silent-feed', shown)
            day = TODAY + datetime.timedelta(days=10)
            refused = d.run('agenda', 'snooze', item, '--until', f'{TODAY}', '--reason', 'x')
            self.assertEqual(refused.returncode, 2, refused.stderr)
            self.assertIn('is not after today', refused.stderr)
            self.assertEqual(d.run('agenda', 'decide', 'nothing:x', '--reason', 'x').returncode, 3)
            kept = d.ask('agenda', 'snooze', item, '--until', f'{day}', '--reason', 'they move house',
                         '--request-id', 'r1')['item']
            self.assertEqual((kept['state'], kept['acts'][0]['until']), ('AGENDA_ITEM_STATE_SNOOZED', f'{day}'))
            claim = d.ask('agenda')['items'][0]
            d.ask('agenda', 'delegate', claim['id'], '--to', 'H. Bakker', '--by', f'{day}')
            self.assertEqual([i['id'] for i in d.ask('agenda', '--owner', 'H. Bakker')['items']], [claim['id']])
            wrong = d.run('agenda', 'decide', claim['id'], '--option', 'fil')
            self.assertIn('did you mean "file"?', wrong.stderr)
            self.assertIn('1 delegated, 1 snoozed', ' '.join(d.run('agenda').stdout.split()))

            # It survives a restart, and the same request acts once.
            d.stop()
            d.start()
            d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
            again = d.ask('agenda', 'snooze', item, '--until', f'{day}', '--reason', 'they move house',
                          '--request-id', 'r1')['item']
            self.assertEqual((again['state'], len(again['acts'])), ('AGENDA_ITEM_STATE_SNOOZED', 1))

            # The partner answers and the credit is claimed: both are over, and say so.
            d.write('silent.jsonl', captures((NOW - datetime.timedelta(days=9), 'operational'),
                                             (datetime.datetime.now(datetime.timezone.utc), 'operational')))
            d.collect('silent-feed')
            d.ask('credit', 'file', claim['id'].removeprefix('claim:'), '--document', 'letter 1')
            self.assertEqual(d.ask('agenda')['items'], [])
            # To the microsecond: within that second nobody had looked yet.
            since = began.strftime('%Y-%m-%dT%H:%M:%S.%fZ')
            closed = {c['item']['id']: c for c in d.ask('agenda', 'list', '--closed', '--since', since)['items']}
            self.assertEqual(set(closed), {item, claim['id']})
            self.assertEqual(closed[claim['id']]['why']['rule'], 'closed-claim')
            self.assertEqual(closed[item]['item']['acts'][0]['reason'], 'they move house')

            changes = d.ask('changes')
            self.assertGreaterEqual(changes['lastLook'], since[:-1])
            kinds = [c['kind'] for c in changes['changes']]
            for kind in ('agenda_closed', 'agenda_act', 'source_back'):
                self.assertIn(kind, kinds)
            for change in changes['changes']:
                self.assertTrue(change['evidence'], change)
                for line in change['evidence']:
                    self.assertEqual(d.run(*line.split()).returncode, 0, line)
            self.assertEqual(d.run('changes', '--mark').returncode, 0)
            self.assertEqual(d.ask('changes')['changes'], [])
            self.assertEqual(d.run('audit', 'verify').returncode, 0)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

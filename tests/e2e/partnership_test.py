"""The second shift: provider, customer and those who use the service work on the same facts. Each side acts with its own
token; expected values are worked out by hand beside them; the product is the one that is started."""
import datetime
import http.client
import json
import os
import subprocess
import time
import unittest
import urllib.parse

import product
from product import Daemon
from cost_test import bill, month
from spine_test import focus

NOW = datetime.datetime.now(datetime.timezone.utc)
TODAY = NOW.date()

CONTRACT = f'''id: hosting-2026
provider: north
title: Managed hosting
currency: EUR
services: [hosting]
term: {{start: {TODAY.year - 1}-01-01, initial: 48 months, renewal: none}}
contacts:
  - {{name: A. de Boer, role: escalation, level: 1, reach: {{phone: "+31 20 555 0101"}}}}
  - {{name: B. Smit, role: escalation, level: 2, reach: {{email: b.smit@north.example}}}}
  - {{name: M. Visser, role: escalation, level: 1, side: customer, reach: {{email: visser@gemeente.example}}}}
governance:
  escalation: {{acknowledge: 30 minutes, answer: 4 hours}}
pricing:
  - {{component: platform, form: fixed, amount: "1000.00", per: month}}
objectives:
  - id: restore
    kind: restore_time
    service: hosting
    window: {{calendar: month}}
    levels: [{{priority: P1, within: 4 hours}}]
    clock_stops: [waiting_for_customer]
'''

LEVELS = f'''id: levels-2026
provider: north
title: Service levels
currency: EUR
term: {{start: {TODAY.year - 1}-01-01, initial: 48 months, renewal: none}}
objectives:
  - id: availability
    kind: availability
    service: hosting
    target: 99.9
    window: {{calendar: month, time_zone: UTC}}
    measured_by: reported
'''


def stamp(t):
    return f'{t:%Y-%m-%d %H:%M}'


# A ticket that waited for us from ten to eight hours ago: 7,200 s.
OPENED = (NOW - datetime.timedelta(hours=12)).replace(second=0, microsecond=0)
TICKETS = '\n'.join([
    'id;kind;state;priority;opened;updated',
    f'INC7;incident;new;P1;{stamp(OPENED)};{stamp(OPENED)}',
    f'INC7;incident;waiting_for_customer;P1;{stamp(OPENED)};{stamp(OPENED + datetime.timedelta(hours=2))}',
    f'INC7;incident;in_progress;P1;{stamp(OPENED)};{stamp(OPENED + datetime.timedelta(hours=4))}']) + '\n'


def config():
    services = [{'id': 'hosting', 'name': 'Hosting'}]
    return {'portfolio': {'name': 'Gemeente Voorbeeld', 'time_zone': 'UTC', 'language': 'nl'},
            'providers': [
                {'id': 'north', 'name': 'North B.V.', 'tier': 'strategic', 'owner': 'h.bakker', 'services': services,
                 'sources': [{'id': 'desk', 'adapter': 'tickets', 'every': '24h',
                              'options': {'path': 'desk.csv', 'time_zone': 'UTC'}},
                             {'id': 'bills', 'adapter': 'focus', 'every': '24h', 'expect': '1000 days',
                              'options': {'path': 'bills/*.csv'}}]},
                {'id': 'south', 'name': 'South B.V.', 'tier': 'tactical', 'owner': 'o.south', 'services': services}],
            'contracts': ['contracts/*.yaml']}


class Workspace(unittest.TestCase):

    def setUp(self):
        # 1,000.00 a month until three months ago, 700.00 in the two behind it.
        bills = {f'bills/{i}.csv': focus(bill(back, amount, ProviderName='North'))
                 for i, (back, amount) in enumerate([(4, '1000.00'), (3, '1000.00'), (2, '700.00'), (1, '700.00')])}
        self.d = Daemon(config(), {'contracts/hosting.yaml': CONTRACT, 'contracts/levels.yaml': LEVELS,
                                  'desk.csv': TICKETS, **bills}).start()
        self.addCleanup(lambda: self.d.__exit__(*([None] * 3)))
        self.tcp, self.d.grpc = self.d.grpc, 'unix:' + os.path.join(self.d.folder, 'data/regisseur.sock')
        self.d.collect()
        self.d.ask('identity', 'create', '--role', 'administrator', '--kind', 'person', '--name', 'A. Person')
        self.tokens = {}
        for name, options in {'visser': ('--role', 'contract_manager', '--name', 'M. Visser'),
                              'north': ('--role', 'provider', '--provider', 'north', '--name', 'J. Bos'),
                              'south': ('--role', 'provider', '--provider', 'south', '--name', 'R. Vos'),
                              'user': ('--role', 'end_user', '--name', 'U. Ser')}.items():
            made = self.d.ask('identity', 'create', '--kind', 'person', *options)
            self.tokens[name] = os.path.join(self.d.folder, name + '.token')
            self.d.write(name + '.token', made['token'])

    def run_as(self, who, *arguments):
        return subprocess.run([product.BIN + '/regisseur', '--server', self.tcp, '--token-file', self.tokens[who],
                               '-o', 'json', *arguments], capture_output=True, text=True, timeout=120)

    def ask(self, who, *arguments):
        r = self.run_as(who, *arguments)
        self.assertEqual(r.returncode, 0, r.stderr + self.d.said()[-2000:])
        return json.loads(r.stdout)

    def refused(self, who, *arguments):
        r = self.run_as(who, *arguments)
        self.assertNotEqual(r.returncode, 0, r.stdout)
        return r.stderr

    def page(self, path, form=None, sender='127.0.0.1', **headers):
        """As a browser on another address of this machine: each has its own share of answers."""
        connection = http.client.HTTPConnection(self.d.http, timeout=30, source_address=(sender, 0))
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form)
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        try:
            connection.request('GET' if data is None else 'POST', path, body=data, headers=headers)
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read().decode()
        finally:
            connection.close()

    def test_an_escalation_from_opening_to_its_figure(self):
        opened = self.ask('visser', 'escalation', 'open', '--provider', 'north', '--service', 'hosting', '--subject',
                          'Nobody can log in', '--priority', 'P1', '--contract', 'hosting-2026', '--objective',
                          'restore')['escalation']
        self.assertEqual([r['persons'][0]['name'] for r in opened['rungs']], ['A. de Boer', 'B. Smit'])
        self.assertEqual(opened['links']['objective'], 'restore')
        seen = self.ask('north', 'escalation', 'list', '--open')['escalations']
        self.assertEqual([(e['id'], e['subject']) for e in seen], [(opened['id'], 'Nobody can log in')])
        self.assertIn('opened it', self.refused('visser', 'escalation', 'answer', opened['id'], '--text', 'me'))
        self.ask('north', 'escalation', 'acknowledge', opened['id'], '--text', 'on it')
        self.ask('visser', 'escalation', 'comment', opened['id'], '--text', 'we may leave them', '--internal')
        self.ask('north', 'escalation', 'raise', opened['id'], '--text', 'needs the manager')
        answered = self.ask('north', 'escalation', 'answer', opened['id'], '--text', 'a certificate had expired')
        answered = answered['escalation']
        self.assertEqual(answered['state'], 'ESCALATION_STATE_ANSWERED')
        self.assertEqual(answered['level'], 2)
        self.assertNotIn('we may leave them', json.dumps(answered))
        # The contract names M. Visser, so the partner reads who opened it.
        self.assertEqual(answered['entries'][0]['name'], 'M. Visser')
        ours = self.ask('visser', 'escalation', 'show', opened['id'])['escalations'][0]
        self.assertEqual([n['text'] for n in ours['notes']], ['we may leave them'])
        self.ask('visser', 'escalation', 'close', opened['id'])
        for who in ('visser', 'north'):
            us, them = self.ask(who, 'escalation', 'times', '--provider', 'north')['times']
            self.assertEqual((us['side'], us['answer']['asked']), ('PARTY_CUSTOMER', 0))
            self.assertEqual((them['answer']['done'], them['answer']['inTime'], them['raised']), (1, 1, 1))
            self.assertLess(int(them['answer']['medianSeconds']), 300)
        self.assertEqual(self.ask('south', 'escalation', 'list').get('escalations', []), [])
        self.assertEqual(self.d.run('audit', 'verify').returncode, 0)
        table = subprocess.run([product.BIN + '/regisseur', '--server', self.tcp, '--token-file',
                                self.tokens['visser'], 'escalation', 'show', opened['id']], capture_output=True,
                               text=True, timeout=60)
        self.assertIn('+31 20 555 0101', table.stdout)

    def test_what_is_promised_for_a_ticket_calls_the_next_rung_as_well(self):
        # Twelve hours old, two of them off the clock, of four: everybody is called at once.
        opened = self.ask('visser', 'escalation', 'open', '--provider', 'north', '--service', 'hosting', '--subject',
                          'Nobody can log in', '--priority', 'P3', '--incident', 'INC7')['escalation']
        self.assertEqual([(r['level'], r['reason'], r.get('called')) for r in opened['rungs']],
                         [(1, 'opened', True), (2, 'share_of_target', True)])
        target = opened['target']
        self.assertEqual((target['kind'], target['objective'], target['priority']), ('ticket', 'restore', 'P1'))
        self.assertIn(int(target['percentUsed']), range(250, 260))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            seen = self.ask('north', 'escalation', 'show', opened['id'])['escalations'][0]
            rose = [e for e in seen['entries'] if e.get('automatic')]
            if int(rose[0]['number']) > 0:
                break
        self.assertEqual(len(rose), 1)
        self.assertGreater(int(rose[0]['number']), 0)
        self.assertIn('75 % of the time that is promised for ticket INC7 was over: restore of hosting-2026',
                      rose[0]['text'])
        # What is nowhere, and what is another's, is answered alike: by the name of the link.
        for who, link in (('north', ('--incident', 'INC9')), ('south', ('--incident', 'INC7'))):
            self.assertIn('links.incident: there is nothing of that name for you to see',
                          self.refused(who, 'escalation', 'open', '--subject', 'Mine', *link))

    def test_time_that_a_ticket_waited_for_us_stands_beside_what_we_owe(self):
        owed = self.ask('north', 'obligation', 'add', '--side', 'customer', '--what', 'access to the test network',
                        '--due', str(TODAY + datetime.timedelta(days=2)), '--ticket', 'INC7')['obligation']
        self.assertEqual(owed['state'], 'OBLIGATION_STATE_ASKED')
        kept = self.ask('visser', 'obligation', 'promise', owed['id'], '--responsible', 'K. Mol')['obligation']
        self.assertEqual((kept['state'], kept['stoppedSeconds']), ('OBLIGATION_STATE_PROMISED', '7200'))
        stop, = kept['stops']
        self.assertEqual((stop['ticket'], stop['stopsClock'], stop['objectives']),
                         ('INC7', True, ['hosting-2026/restore']))
        # The same minutes are off the clock of the objective.
        shown = self.ask('visser', 'sla', 'show', '--contract', 'hosting-2026', '--objective', 'restore', '--period',
                         f'{TODAY:%Y-%m}')
        piece = [p for p in shown['pieces'] if p['ticket'] == 'INC7']
        if piece:  # an open ticket stands there once its month counts it
            self.assertEqual(piece[0]['stoppedSeconds'], '7200')
        theirs = self.ask('north', 'obligation', 'add', '--side', 'provider', '--what', 'the plan', '--due',
                          str(TODAY))['obligation']
        self.assertEqual(theirs['state'], 'OBLIGATION_STATE_PROMISED')
        self.ask('north', 'obligation', 'wait', theirs['id'], '--text', 'for the drawing')
        self.ask('visser', 'obligation', 'resume', theirs['id'])
        self.ask('north', 'obligation', 'fulfil', theirs['id'])
        scores = self.ask('north', 'obligation', 'scores')
        us, them = scores['scores']
        self.assertEqual((them['due'], them['kept'], them['keptShare']), (1, 1, '1.0000'))
        self.assertGreaterEqual(int(us['othersWaitedSeconds']), 7200)
        waited, = scores['waited']
        self.assertEqual((waited['seconds'], waited['clockSeconds'], waited['linkedSeconds']),
                         ('7200', '7200', '7200'))
        kinds = [i['kind'] for i in self.d.ask('agenda', 'list', '--provider', 'north')['items']]
        self.assertIn('obligation_due', kinds)

    def test_an_idea_of_three_parties_is_held_against_the_ledger(self):
        idea = self.ask('user', 'idea', 'propose', '--provider', 'north', '--title', 'Off at night', '--benefit',
                        'cost', '--amount', '250.00', '--currency', 'EUR')['idea']
        loud = self.ask('north', 'idea', 'propose', '--title', 'A bigger machine')['idea']
        for who in ('visser', 'north'):
            self.ask(who, 'idea', 'endorse', idea['id'])
        # All three come first: 3 + 1/8 before 1 + 1/2.
        self.assertEqual([(i['id'], i['agreement']) for i in self.ask('visser', 'idea', 'list')['ideas']],
                         [(idea['id'], '3.1250'), (loud['id'], '1.5000')])
        self.assertIn('idea_agreed', [i['kind'] for i in self.d.ask('agenda', 'list')['items']])
        self.ask('visser', 'idea', 'accept', idea['id'], '--text', 'Yes, this quarter.')
        self.ask('north', 'idea', 'start', idea['id'])
        self.ask('north', 'idea', 'realise', idea['id'])
        self.assertEqual(self.ask('user', 'idea', 'show', idea['id'])['ideas'][0]['feedback'], 'Yes, this quarter.')
        checked = self.ask('visser', 'idea', 'check', idea['id'], '--before-from', month(4)[0], '--before-to',
                           month(3)[0], '--after-from', month(2)[0], '--after-to', month(1)[0])['idea']
        check, = checked['checks']
        # 1,000.00 before, 700.00 after: 300.00 better, 250.00 were expected.
        self.assertEqual((check['before'], check['after'], check['benefit'], check['asExpected']),
                         ('1000.00', '700.00', '300.00', True))
        self.assertIn('net cost', check['method']['text'])
        self.assertIn('may not call', self.refused('user', 'escalation', 'list'))
        self.assertEqual(self.ask('south', 'idea', 'list').get('ideas', []), [])

    def test_a_pulse_keeps_nobody(self):
        made = self.ask('visser', 'pulse', 'create', '--provider', 'north', '--service', 'hosting')
        path = made['path']
        code, headers, html = self.page(path)
        self.assertEqual(code, 200)
        self.assertIn('Hoe tevreden bent u over deze dienst?', html)
        self.assertIn("default-src 'none'", headers['Content-Security-Policy'])
        self.assertNotIn('<script', html)
        # Looking answers nothing, and neither does a form without a score.
        self.assertEqual(self.page(path, {'word': 'no score'})[0], 400)
        for i in range(21):
            code, _, html = self.page(path, {'score': '2', 'word': f'traag <b>{i}</b>'}, f'127.0.1.{i + 1}')
            self.assertEqual(code, 200, html)
        self.assertIn('Dank u wel', html)
        # One address gives ten at once, this machine's own too, and cannot be another by saying so.
        codes = [self.page(path, {'score': '0'}, '127.0.2.1', **{'X-Forwarded-For': f'192.0.2.{i}'})[0] for i in range(14)]
        self.assertEqual(codes[-1], 429)
        results = self.ask('visser', 'pulse', 'results')['experience']
        row = [r for r in results if r['service'] == 'hosting'][0]
        self.assertEqual((row['answers'], row['satisfied'], row['state']), (21, '0.0', 'EXPERIENCE_STATE_RED'))
        self.assertIn('traag <b>3</b>', [w['word'] for w in row['words']])
        self.assertNotIn('watermelon', row)  # no level is known
        self.d.write('report.pdf', '%PDF-1.4 a report')
        self.ask('visser', 'measurement', 'add', '--provider', 'north', '--objective', 'availability', '--contract',
                 'levels-2026', '--period', month(1)[0], '--value', '99.95', '--document',
                 os.path.join(self.d.folder, 'report.pdf'))
        row = [r for r in self.ask('visser', 'pulse', 'results')['experience'] if r['service'] == 'hosting'][0]
        self.assertEqual((row['levels'], row['levelsMet'], row['watermelon']), ('LEVEL_STATE_GREEN', 1, True))
        self.assertIn('watermelon:north/hosting', [i['id'] for i in self.d.ask('agenda', 'list')['items']])
        theirs = [r for r in self.ask('north', 'pulse', 'results')['experience'] if r['service'] == 'hosting'][0]
        self.assertEqual((theirs['satisfied'], theirs.get('words', [])), ('0.0', []))
        self.assertEqual([p for p in self.d.ask('overview')['providers'] if p['id'] == 'north'][0]['coverage']
                         ['experience'], 'COVERAGE_KIND_MEASURED')
        self.assertEqual(self.page('/pulse/rgs_nobody')[0], 404)
        self.assertEqual(self.page(path, {'score': '5'}, Origin='https://evil.example')[0], 403)
        self.ask('visser', 'pulse', 'close', made['pulse']['id'])
        self.assertEqual(self.page(path)[0], 404)

    def test_a_period_is_frozen_under_both_names(self):
        last = month(1)[0]
        self.d.write('report.pdf', '%PDF-1.4 a report')
        sign = ('sla', 'sign', '--contract', 'levels-2026', '--period', last)
        self.assertIn('is not known', self.refused('visser', *sign))
        enter = ('measurement', 'add', '--provider', 'north', '--objective', 'availability', '--contract',
                 'levels-2026', '--period', last, '--document', os.path.join(self.d.folder, 'report.pdf'))
        self.ask('visser', *enter, '--value', '99.95')
        first = self.ask('north', *sign)['signOff']
        self.assertEqual(first['state'], 'SIGN_OFF_STATE_ONE_SIDE')
        both = self.ask('visser', *sign)['signOff']
        self.assertEqual((both['state'], both['customerName'], both['providerName']),
                         ('SIGN_OFF_STATE_FROZEN', 'M. Visser', 'J. Bos'))
        figure, = both['figures']
        self.assertEqual((figure['objective'], figure['verdict'], figure['now']), ('availability', 'met', ''))
        self.assertIn('frozen', self.refused('north', *sign))
        # What a figure would be since stands beside what was signed.
        self.ask('visser', *enter, '--value', '99.50')
        seen, = self.ask('north', 'sla', 'signed')['signOffs']
        self.assertEqual((seen['state'], seen['figures'][0]['verdict']), ('SIGN_OFF_STATE_FROZEN', 'met'))
        self.assertIn('breached', seen['figures'][0]['now'])
        self.assertEqual(self.ask('south', 'sla', 'signed').get('signOffs', []), [])
        self.assertIn('nothing of that name', self.refused('south', *sign))

    def test_a_review_shows_answers_when_both_gave_theirs(self):
        review = self.ask('visser', 'review', 'open', '--provider', 'north')['review']
        scores = lambda n: ','.join(f'{a["question"]}={n}' for a in review['answers'])
        self.ask('visser', 'review', 'score', review['id'], '--scores', scores(2))
        seen = self.ask('north', 'review', 'show', review['id'])['reviews'][0]
        self.assertTrue(seen['customerAnswered'])
        self.assertNotIn('customer', seen['answers'][0])
        self.assertIn('when both sides', self.refused('north', 'review', 'sign', review['id']))
        both = self.ask('north', 'review', 'score', review['id'], '--scores', scores(4))['review']
        self.assertEqual((both['answers'][0]['customer'], both['answers'][0]['gap'], both['customerMean']),
                         (2, -2, '2.00'))
        self.ask('visser', 'obligation', 'add', '--provider', 'north', '--side', 'customer', '--what',
                 'decide in a week', '--due', str(TODAY + datetime.timedelta(days=30)), '--review', review['id'])
        self.ask('visser', 'review', 'sign', review['id'])
        done = self.ask('north', 'review', 'sign', review['id'])['review']
        self.assertEqual((done['state'], done['customerName'], done['providerName'], len(done['actions'])),
                         ('REVIEW_STATE_SIGNED', 'M. Visser', 'J. Bos', 1))
        self.assertNotIn('bakker', json.dumps(done))

    def test_a_plan_is_proposed_from_a_file_and_agreed_by_the_other_side(self):
        due = str(TODAY + datetime.timedelta(days=200))
        joint = 'customer: M. Visser, provider: J. Bos, due: ' + due
        plan = os.path.join(self.d.folder, 'plan.yaml')
        self.d.write('plan.yaml', f'''purpose: Hosting that nobody has to think about
stage: working_together
exit_strategy: Data back within a month
objectives:
  - {{id: cheaper, statement: It costs less, {joint}, measure: {{kind: cost, target: "800.00", currency: EUR}}}}
  - {{id: up, statement: It is up, {joint}, measure: {{kind: service_level, of: levels-2026/availability, target: 99.9%}}}}
  - {{id: one-team, statement: We plan together, {joint}}}
''')
        made = self.ask('visser', 'plan', 'propose', '--provider', 'north', plan, '--text', 'as we said')['plan']
        self.assertEqual((made['state'], made['waitsFor'], made['stage']),
                         ('PLAN_STATE_PROPOSED', 'PARTY_PROVIDER', 'RELATIONSHIP_STAGE_WORKING_TOGETHER'))
        # (1000 + 700 + 700) / 3 = 800, which we see and the partner not before it agreed.
        self.assertEqual((made['objectives'][0]['progress']['figure'], made['objectives'][0]['progress']['met']),
                         ('800.00', True))
        self.assertNotIn('progress', json.dumps(self.ask('north', 'plan', 'show', 'north')))
        self.assertIn('the provider decides', self.refused('visser', 'plan', 'agree', made['id']))
        self.assertIn(('plan', 'proposed'), [(e['kind'], e['move']) for e in
                                             self.ask('north', 'inbox', 'list')['entries'] if e['waits']])
        self.ask('north', 'plan', 'comment', made['id'], '--text', 'fine with us')
        self.ask('visser', 'plan', 'comment', made['id'], '--text', 'we may leave them', '--internal')
        agreed = self.ask('north', 'plan', 'agree', made['id'])['plan']
        self.assertEqual((agreed['state'], agreed['customerName'], agreed['providerName']),
                         ('PLAN_STATE_AGREED', 'M. Visser', 'J. Bos'))
        self.assertNotIn('we may leave them', json.dumps(agreed))
        self.assertEqual((agreed['objectives'][0]['progress']['figure'], agreed['count']['met'],
                          agreed['count']['unknown']), ('800.00', 1, 2))
        # Only what is said changes; the partner answers it with its own.
        self.ask('visser', 'plan', 'propose', '--provider', 'north', '--stage', 'value_creation')
        own = self.ask('north', 'plan', 'propose', '--provider', 'north', '--stage', 'staying_together')['plan']
        self.assertEqual([o['id'] for o in own['objectives']], ['cheaper', 'up', 'one-team'])
        self.assertIn('plan_to_agree', [i['kind'] for i in self.d.ask('agenda', 'list')['items']])
        self.ask('visser', 'plan', 'agree', own['id'])
        self.assertEqual([(p['version'], p['state']) for p in self.ask('north', 'plan', 'history', 'north')['plans']],
                         [(3, 'PLAN_STATE_AGREED'), (2, 'PLAN_STATE_ANSWERED'), (1, 'PLAN_STATE_REPLACED')])
        self.assertEqual(self.ask('south', 'plan', 'list').get('plans', []), [])
        self.assertIn('nothing', self.refused('south', 'plan', 'agree', own['id']))
        self.assertNotEqual(self.run_as('user', 'plan', 'list').returncode, 0)
        self.d.write('wrong.yaml', 'purpose: p\nstage: married\n')
        self.assertIn("plan:2", self.refused('visser', 'plan', 'propose', '--provider', 'north',
                                             os.path.join(self.d.folder, 'wrong.yaml')))
        self.assertEqual(self.d.run('audit', 'verify').returncode, 0)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

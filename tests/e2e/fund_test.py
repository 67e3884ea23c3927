"""The joint fund: a credit pays for an idea, and what that saves pays it back. Both sides act with their own tokens; expected
values are worked out by hand beside them; the product is the one that is started."""
import json
import os
import subprocess
import unittest

import product
from product import Daemon
from cost_test import bill, month
from partnership_test import TODAY
from spine_test import focus

CONTRACT = f'''id: hosting-2026
provider: north
title: Managed hosting
currency: EUR
services: [hosting]
term: {{start: {TODAY.year - 1}-01-01, initial: 48 months, renewal: none}}
pricing:
  - {{component: platform, form: fixed, amount: "10000.00", per: month}}
governance:
  improvement_fund: {{credits: 50 %, gains: 50 %, gains_to_provider: 20 %}}
objectives:
  - id: availability
    kind: availability
    service: hosting
    target: 99.9
    window: {{calendar: month, time_zone: UTC}}
    measured_by: reported
    credits: [{{below: 99.9, percent: 10}}]
    credit_base: platform
    claim_within: {{days: 60}}
'''


def config():
    services = [{'id': 'hosting', 'name': 'Hosting'}]
    return {'portfolio': {'name': 'Gemeente Voorbeeld', 'time_zone': 'UTC'},
            'providers': [
                {'id': 'north', 'name': 'North B.V.', 'tier': 'strategic', 'services': services,
                 'sources': [{'id': 'bills', 'adapter': 'focus', 'every': '24h', 'expect': '1000 days',
                              'options': {'path': 'bills/*.csv'}}]},
                {'id': 'south', 'name': 'South B.V.', 'tier': 'tactical', 'services': services}],
            'contracts': ['contracts/*.yaml']}


class Fund(unittest.TestCase):

    def setUp(self):
        # 1,000.00 a month until three months ago, 700.00 in the two behind it.
        bills = {f'bills/{i}.csv': focus(bill(back, amount, ProviderName='North'))
                 for i, (back, amount) in enumerate([(4, '1000.00'), (3, '1000.00'), (2, '700.00'), (1, '700.00')])}
        self.d = Daemon(config(), {'contracts/hosting.yaml': CONTRACT, 'report.pdf': '%PDF-1.4 a report', **bills}).start()
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

    def test_a_credit_pays_for_an_idea_that_pays_it_back(self):
        last = month(1)[0]
        self.ask('visser', 'measurement', 'add', '--provider', 'north', '--objective', 'availability', '--contract',
                 'hosting-2026', '--period', last, '--value', '99.5', '--document',
                 os.path.join(self.d.folder, 'report.pdf'))
        claim, = [c for c in self.ask('visser', 'credit', 'list')['claims'] if c['state'] == 'CLAIM_STATE_ELIGIBLE']
        # 10 % of 10,000.00.
        self.assertEqual(claim['amount'], '1000.00')
        self.ask('visser', 'credit', 'file', claim['id'], '--document', 'letter 1')
        before = self.run_as('south', 'fund', 'list').stdout
        self.ask('north', 'credit', 'grant', claim['id'])
        fund, = self.ask('north', 'fund', 'list')['funds']
        self.assertEqual((fund['provider'], fund['currency'], fund['credits'], fund['free']),
                         ('north', 'EUR', '500.00', '500.00'))
        idea = self.ask('north', 'idea', 'propose', '--service', 'hosting', '--title', 'Off at night', '--benefit', 'cost',
                        '--amount', '250.00', '--currency', 'EUR')['idea']['id']
        self.ask('visser', 'idea', 'accept', idea, '--text', 'Yes.')
        # More than there is, by neither side; nobody says yes to what the own side asked for.
        for who in ('north', 'visser'):
            self.assertIn('the 500.00 that is free', self.refused(who, 'fund', 'draw', '--provider', 'north', '--idea', idea,
                                                                 '--amount', '500.01'))
        draw = self.ask('visser', 'fund', 'draw', '--provider', 'north', '--idea', idea, '--amount', '400.00')['transfer']
        self.assertEqual((draw['state'], draw['waitsFor']), ('TRANSFER_STATE_ASKED', 'PARTY_PROVIDER'))
        waiting = [e for e in self.ask('north', 'inbox', 'list')['entries'] if e.get('waits') and e['kind'] == 'fund']
        self.assertEqual([e['move'] for e in waiting], ['proposed'])
        self.assertIn('the customer asked for it', self.refused('visser', 'fund', 'agree', draw['id']))
        self.assertIn('nothing of that name', self.refused('south', 'fund', 'agree', draw['id']))
        agreed = self.ask('north', 'fund', 'agree', draw['id'])['transfer']
        self.assertEqual((agreed['state'], agreed['answeredName']), ('TRANSFER_STATE_RESERVED', 'J. Bos'))
        self.ask('north', 'idea', 'start', idea)
        self.ask('north', 'idea', 'realise', idea)
        # 1,000.00 before and 700.00 after: 300.00 in each of two months, 600.00: 300.00 into the fund, 120.00 for the
        # provider, 180.00 for us.
        checked = self.ask('visser', 'idea', 'check', idea, '--before-from', month(4)[0], '--before-to', month(3)[0],
                           '--after-from', month(2)[0], '--after-to', last)['idea']
        funding, = checked['funding']
        self.assertEqual((funding['spent'], funding['saved'], funding['gained'], funding['toProvider'], funding['toCustomer']),
                         ('400.00', '600.00', '300.00', '120.00', '180.00'))
        # 500.00 in, 400.00 out, 300.00 in.
        lines = self.ask('visser', 'fund', 'entries', '--provider', 'north')['entries']
        self.assertEqual([(e['kind'].removeprefix('FUND_ENTRY_KIND_'), e['amount'], e['balance'], e['free']) for e in lines],
                         [('CREDIT', '500.00', '500.00', '500.00'), ('RESERVED', '-400.00', '500.00', '100.00'),
                          ('SPENT', '-400.00', '100.00', '100.00'), ('GAIN', '300.00', '400.00', '400.00')])
        # The partner sees the same, another one what it saw before, a user of the service nothing.
        self.assertEqual(self.ask('north', 'fund', 'entries')['entries'], lines)
        self.assertEqual(self.ask('north', 'fund', 'show'), self.ask('visser', 'fund', 'show', '--provider', 'north'))
        self.assertEqual(self.run_as('south', 'fund', 'list').stdout, before)
        self.assertIn('may not call', self.refused('user', 'fund', 'list'))
        self.assertEqual(self.ask('user', 'idea', 'show', idea)['ideas'][0].get('funding', []), [])
        # A partner's wish stands on our agenda; without a limit in money nobody of ours can agree.
        wish = self.ask('north', 'fund', 'deposit', '--amount', '50.00', '--text', 'Our part of the pilot')['transfer']['id']
        self.assertIn('fund_to_answer', [i['kind'] for i in self.ask('visser', 'agenda', 'list')['items']])
        self.assertIn('has no limit', self.refused('visser', 'fund', 'agree', wish))
        self.ask('north', 'fund', 'release', wish)
        self.assertNotIn('fund_to_answer', [i['kind'] for i in self.ask('visser', 'agenda', 'list')['items']])
        self.assertEqual(self.ask('north', 'fund', 'show')['fund']['balance'], '400.00')
        self.assertEqual(self.d.run('audit', 'verify').returncode, 0)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

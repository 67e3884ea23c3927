"""What a contract leaves room for, by people with roles: extras within a mandate and beyond it, hours lot by lot, and a
next version that both sides accept, which no file can contradict."""
import datetime
import json
import os
import unittest

import product
from product import Daemon
from promises_test import Proxy

TODAY = datetime.date.today()
MONTHS = TODAY.month - 1  # over, of this year
NEXT = TODAY.year + 1

# 1,000.00 a month since January: what is spent under the ceiling is known without any bill. It leaves 1,500.00.
CONTRACT = f'''id: beheer
provider: north
title: Beheer
currency: EUR
owner: m.visser
term: {{start: {TODAY.year}-01-01, initial: 36 months, notice: 3 months, internal_notice: 77 days}}
value: {{maximum: "{MONTHS * 1000 + 1500}.00", reference: TED 2025/S 123-456}}
pricing:
  - {{component: platform, form: fixed, amount: "1000.00", per: month}}
extras:
  - {{name: DDoS test, price: "950.00", lead_time: 5 days}}
  - {{name: label, price: "10.00"}}
mandate: {{change: "20.00", amount: 25.00 per month}}
'''
CARD = f'''id: kaart
provider: south
title: Strippenkaart
currency: EUR
term: {{start: {TODAY.year}-01-01, initial: 36 months}}
pricing:
  - {{component: card, form: prepaid, units: 80, price: "8400.00", valid: 24 months, step: 15 minutes, ordered: [{TODAY.year}-01-01]}}
'''
# As the partner sends it: without what is ours alone.
OFFER = f'''id: beheer
provider: north
title: Beheer by use
currency: EUR
valid_from: {NEXT}-01-01
term: {{start: {TODAY.year}-01-01, initial: 36 months, notice: 3 months}}
pricing:
  - {{component: platform, form: fixed, amount: "900.00", per: month}}
'''
PEOPLE = {'contracts': {'role': 'contract_manager', 'limit': '500.00 EUR'},
          'ict': {'role': 'cio', 'limit': '50000.00 EUR'},
          'north': {'role': 'provider', 'provider': 'north'}, 'south': {'role': 'provider', 'provider': 'south'}}
EXTRAS, HOURS = 'room.v1.ExtraService/', 'room.v1.HourService/'
TALK = 'negotiation.v1.NegotiationService/'


class Room(unittest.TestCase):
    def setUp(self):
        self.requests = 0

    def call(self, d, group, method, **body):
        """(HTTP code, answer) of a named person of that group."""
        self.requests += 1
        if not method.split('/')[1].startswith('List'):
            body.setdefault('request_id', f'r{self.requests}')
        c = Proxy(os.path.join(d.folder, 'proxy.sock'))
        self.addCleanup(c.close)
        c.request('POST', '/regisseur.' + method, json.dumps(body),
                  {'Content-Type': 'application/json', 'X-Remote-User': f'someone@{group}.example.nl',
                   'X-Remote-Groups': group})
        with c.getresponse() as response:
            return response.status, json.loads(response.read() or b'{}')

    def do(self, d, group, method, **body):
        code, answer = self.call(d, group, method, **body)
        self.assertEqual(code, 200, answer)
        return answer

    def daemon(self):
        return Daemon({'providers': [{'id': p, 'name': p.title(), 'tier': 'tactical'} for p in ('north', 'south')],
                       'contracts': ['contracts/*.yaml'],
                       'identity_proxy': {'socket': 'proxy.sock', 'hosts': ['regisseur.example.nl'],
                                          'groups': PEOPLE}},
                      {'contracts/beheer.yaml': CONTRACT, 'contracts/kaart.yaml': CARD})

    def test_extras_are_ordered_within_the_mandate_and_refused_beyond_the_ceiling(self):
        with self.daemon() as d:
            d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
            label = self.do(d, 'north', EXTRAS + 'OrderExtra', contract='beheer', extra='label')['extra']
            self.assertEqual(label['state'], 'EXTRA_STATE_ORDERED')
            test = self.do(d, 'contracts', EXTRAS + 'OrderExtra', contract='beheer', extra='DDoS test')['extra']
            self.assertEqual(test['state'], 'EXTRA_STATE_PROPOSED')
            self.assertIn('waits for a second person', d.run('agenda').stdout.replace('\n', ' '))
            code, no = self.call(d, 'contracts', EXTRAS + 'ApproveExtra', id=test['id'])
            self.assertEqual(code, 403, no)
            done = self.do(d, 'ict', EXTRAS + 'ApproveExtra', id=test['id'])['extra']
            self.assertEqual((done['state'], done['amount']), ('EXTRA_STATE_ORDERED', '950.00'))
            # 1,500.00 less 10.00 and 950.00 that are ordered and not billed.
            code, no = self.call(d, 'ict', EXTRAS + 'OrderExtra', contract='beheer', extra='DDoS test')
            self.assertNotEqual(code, 200)
            self.assertIn('refused by value.maximum: 540.00 EUR', no['message'])
            self.assertIn('TED 2025/S 123-456', no['message'])
            forced = self.do(d, 'ict', EXTRAS + 'OrderExtra', contract='beheer', extra='DDoS test', override=True,
                             reason='the attack is now')['extra']
            self.assertEqual(forced['state'], 'EXTRA_STATE_PROPOSED')
            self.assertEqual(forced['overriddenClause'], 'value.maximum')
            # The partner sees what is ordered, and not what we consider or why.
            seen = self.do(d, 'north', EXTRAS + 'ListExtras')
            self.assertEqual({e['id'] for e in seen['extras']}, {label['id'], test['id']})
            self.assertNotIn('value.maximum', json.dumps(seen))
            # Nor whether it took a second person of ours.
            self.assertEqual([s['move'] for e in seen['extras'] for s in e['steps']], ['ordered', 'ordered'])
            self.assertEqual(self.do(d, 'south', EXTRAS + 'ListExtras')['extras'], [])
            self.do(d, 'north', EXTRAS + 'DeliverExtra', id=test['id'])
            self.assertIn(f'delivered {TODAY}', d.run('extra', 'list', env={'COLUMNS': '200'}).stdout)
            self.assertEqual(d.run('audit', 'verify').returncode, 0)

    def test_hours_count_once_they_are_accepted(self):
        with self.daemon() as d:
            d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
            # 62:10 is 62:15 by the step of the contract.
            hours = self.do(d, 'south', HOURS + 'BookHours', contract='kaart', hours='62:10', day=str(TODAY),
                            document='werkbon.pdf')['hours']
            self.assertEqual(d.ask('hours', 'balance')['balances'][0]['left'], '80')
            code, no = self.call(d, 'south', HOURS + 'AcceptHours', id=hours['id'])
            self.assertEqual(code, 403, no)
            self.assertEqual(self.do(d, 'north', HOURS + 'ListHours')['hours'], [])
            self.do(d, 'ict', HOURS + 'AcceptHours', id=hours['id'])
            balance = d.ask('hours', 'balance')['balances'][0]
            self.assertEqual((balance['used'], balance['left'], balance['leftAmount']),
                             ('62.25', '17.75', '1863.75'))
            self.assertEqual(balance['nextLapse'], f'{NEXT}-12-31')

    def test_a_version_that_both_sides_accepted_is_in_force_and_no_file_says_otherwise(self):
        def title(d, day):
            return d.ask('contract', 'show', 'beheer', '--on', day)['title']
        with self.daemon() as d:
            d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
            code, no = self.call(d, 'north', TALK + 'ProposeContractVersion', contract='beheer',
                                 text=OFFER + 'mandate: {hours: 99 per month}\n', reason='pay by use')
            self.assertEqual(code, 400, no)
            self.assertIn('is the customer\'s own', no['message'])
            offer = self.do(d, 'north', TALK + 'ProposeContractVersion', contract='beheer', text=OFFER,
                            reason='pay by use')['proposal']
            # What it changes, and nothing of what is ours alone.
            changed = {c['key']: (c.get('before'), c.get('after')) for c in offer['changes']}
            self.assertEqual(changed['pricing[platform].amount'], ('1000.00', '900.00'))
            for ours in ('m.visser', 'mandate', 'maximum'):
                self.assertNotIn(ours, json.dumps(offer))
            self.assertFalse(offer['draft']['term'].get('internalNoticeDays'))
            code, nothing = self.call(d, 'south', TALK + 'CommentOnContractProposal', id=offer['id'], text='hm')
            self.assertEqual(code, 404, nothing)
            self.do(d, 'contracts', TALK + 'CommentOnContractProposal', id=offer['id'], text='who pays the audit?')
            self.do(d, 'north', TALK + 'AcceptContractProposal', id=offer['id'])
            self.assertEqual(title(d, f'{NEXT}-02-01'), 'Beheer')
            agreed = self.do(d, 'ict', TALK + 'AcceptContractProposal', id=offer['id'],
                             document='amendment 2')['proposal']
            self.assertEqual(agreed['state'], 'CONTRACT_PROPOSAL_STATE_AGREED')
            self.assertIn('north', agreed['providerName'])
            self.assertIn('ict', agreed['customerName'])
            # At once, from its day on.
            self.assertEqual(title(d, f'{NEXT}-02-01'), 'Beheer by use')
            self.assertEqual(title(d, str(TODAY)), 'Beheer')
            self.assertEqual(d.ask('contract', 'show', 'beheer', '--on', f'{NEXT}-02-01')['owner'], 'm.visser')
            # A daemon that is started anew holds it too.
            self.assertEqual(d.stop(), 0)
            d.start()
            d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
            self.assertEqual(title(d, f'{NEXT}-02-01'), 'Beheer by use')
            text = d.ask('contract', 'proposals', '--id', offer['id'])['proposals'][0]['text']
            self.assertIn('signed: "amendment 2"', text)
            lint = d.run('contract', 'lint')
            self.assertEqual(lint.returncode, 0, lint.stdout)
            self.assertIn('no file has it', ' '.join(lint.stdout.split()))
            # A file that says otherwise is refused, one that says the same takes its place.
            d.write('contracts/next.yaml', text.replace('900.00', '950.00'))
            lint = d.run('contract', 'lint')
            self.assertEqual(lint.returncode, 7, lint.stdout)
            self.assertIn('pricing[platform].amount', lint.stdout)
            d.write('contracts/next.yaml', '# amendment 2\n' + text)
            lint = d.run('contract', 'lint')
            self.assertEqual(lint.returncode, 0, lint.stdout)
            self.assertNotIn('no file has it', ' '.join(lint.stdout.split()))
            self.assertEqual(d.run('audit', 'verify').returncode, 0)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

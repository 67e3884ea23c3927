"""Flexible contracts from the command line: an indexation letter (S7), seats and a card of hours (S9), and the three
worked cases of docs/flexible-contracts.md with their figures."""
import datetime
import os
import re
import unittest

import product
from invoice_test import ubl
from product import Daemon, provider
from spine_test import charge, focus

TODAY = datetime.date.today()


def month(back):
    """The first day of the month so many months before this one."""
    year, index = divmod(TODAY.year * 12 + TODAY.month - 1 - back, 12)
    return datetime.date(year, index + 1, 1)


def name(day):
    return day.strftime('%Y-%m')


STATLINE = ('"ID";"CPA2015";"Perioden";"Prijsindex_1";"JaarmutatiePrijsindex_2"\n'
            '"0";"62";"2022KW04";"118.6";"."\n"1";"62";"2023KW04";"123.5*";"4.1"\n')
HOSTING = '''
id: hosting
provider: cloud
title: Hosting
currency: EUR
term: {start: 2022-01-01, initial: none, notice: 3 months}
pricing: [{component: platform, form: fixed, amount: "9500.00"}]
indices: [CBS-DPI.csv]
indexation: {series: CBS-DPI-62, yearly: 04-01, first: 2024, compare: [Q4, Q4], measure: MEASURE, announce: 1 month,
  announced: [{year: 2024, received: LETTER}]}
'''


def words(d, *arguments):
    return re.sub(r'\s+', ' ', d.run(*arguments, env={'COLUMNS': '240'}).stdout)


class Indexation(unittest.TestCase):
    """S7, with the invoice of last month."""

    def price(self, measure='published_change', letter='2024-02-28', cap=''):
        text = HOSTING.replace('MEASURE', measure + cap).replace('LETTER', letter)
        with Daemon({'providers': [provider('cloud')], 'contracts': ['hosting.yaml']},
                    {'hosting.yaml': text, 'CBS-DPI.csv': STATLINE}) as d:
            indexed = d.ask('contract', 'show', 'hosting')['indexed']
            return indexed[-1]['pricing'][0]['amount'] if indexed else '9500.00'

    def test_the_clause_says_what_the_price_becomes(self):
        self.assertEqual(self.price(), '9889.50')
        self.assertEqual(self.price('ratio'), '9892.50')
        self.assertEqual(self.price(cap=', cap: 3%'), '9785.00')
        self.assertEqual(self.price(letter='2024-03-05'), '9500.00')

    def test_what_is_invoiced_above_the_clause_is_on_the_agenda(self):
        last = month(1)
        text = HOSTING.replace('MEASURE', 'published_change').replace('LETTER', '2024-02-28')
        bill = ubl('F1', [('1', 'Platform', '1', 'C62', '10000.00', '10000.00')], issued=f'{month(0)}',
                   period=(f'{last}', f'{month(0) - datetime.timedelta(days=1)}'))
        cloud = provider('cloud', 'invoice')
        cloud['sources'][0]['options'] = {'path': 'in/*.xml'}
        with Daemon({'providers': [cloud], 'contracts': ['hosting.yaml']},
                    {'hosting.yaml': text, 'CBS-DPI.csv': STATLINE, 'in/F1.xml': bill}) as d:
            d.collect()
            items = [i for i in d.ask('agenda')['items'] if i['kind'] == 'price_above_clause']
            self.assertEqual([(i['amountAtStake'], i['currency']) for i in items], [('1326.00', 'EUR')], items)
            self.assertIn('the clause allows 9889.50: 1326.00 EUR a year too much', items[0]['title'])
            self.assertIn('2024-04 (provisional)', words(d, 'contract', 'show', 'hosting'))


class Seats(unittest.TestCase):
    """S9; the contract year ends at the end of next month, whenever this runs."""

    def test_seats_that_grew_cost_next_year(self):
        start = month(-2).replace(year=month(-2).year - 1)
        sixth = month(6 - 1)
        text = f'''
id: seats
provider: saas
title: Seats
currency: EUR
term: {{start: {start}, initial: 36 months, renewal: none}}
pricing:
  - component: more
    form: per_unit
    price: "18.00"
    meter: {{quantities: {{{name(start)}: 400, {name(sixth)}: 437}}, holds_on: true, take: peak_to_date, period: contract_year, beyond: 400, reduce_notice: 1 month}}
'''
        with Daemon({'providers': [provider('saas')], 'contracts': ['seats.yaml']}, {'seats.yaml': text}) as d:
            item, = [i for i in d.ask('agenda')['items'] if i['kind'] == 'seats']
            self.assertEqual(item['amountAtStake'], '7992.00')
            self.assertIn('grew from 400 to 437', item['title'])
            # Received a month before the year ends, on a working day.
            self.assertLess(item['decideBy'], f'{month(-1)}')
            self.assertGreaterEqual(item['decideBy'], f'{month(-1) - datetime.timedelta(days=5)}')


DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../docs/flexible-contracts.md')


class Cases(unittest.TestCase):
    """The worked cases, with the forms as the page has them."""

    @classmethod
    def setUpClass(cls):
        with open(DOCS, encoding='utf-8') as page:
            cls.forms = re.findall(r'```yaml\n(.*?)```', page.read(), re.S)

    def replay(self, form, rows, months, contract=None):
        files = {'use.csv': focus(*rows), 'form.yaml': self.forms[form]}
        p = provider('p', 'focus', path='use.csv')
        config = {'providers': [p]}
        if contract:
            files['contract.yaml'] = contract
            config['contracts'] = ['contract.yaml']
        with Daemon(config, files) as d:
            d.collect()
            return d.ask('contract', 'replay', '--provider', 'p', '--form', os.path.join(d.folder, 'form.yaml'), '--from',
                         '2025-01', '--to', f'2025-{months:02}', *(['--contract', 'now'] if contract else []))

    @staticmethod
    def row(i, billed, **values):
        following = f'2025-{i + 1:02}' if i < 12 else '2026-01'
        return charge(billed, month=f'2025-{i:02}', following=following, **values)

    def test_hosting(self):
        rows = []
        for i in range(1, 13):
            rows += [self.row(i, '9500.00', ChargeCategory='Purchase', ServiceName='Platform'),
                     self.row(i, '0.00', ServiceName='vcpu', PricingQuantity='200000' if i <= 6 else '240000',
                              PricingUnit='Hours')]
        now = ('id: now\nprovider: p\ntitle: Hosting\ncurrency: EUR\nterm: {start: 2024-01-01, initial: 36 months}\n'
               'pricing: [{component: platform, form: fixed, amount: "9500.00"}]\n')
        x = self.replay(0, rows, 12, now)
        self.assertEqual((x['total']['actualCost'], x['total']['replayedCost'], x['total']['difference'], x['breakEven']),
                         ('114000.00', '110880.00', '-3120.00', '1.0281'))
        self.assertEqual([s['replayedCost'] for s in x['scenarios'] if s['usage'] == '0.5'], ['55440.00'])
        x = self.replay(1, rows, 12, now)
        self.assertEqual((x['total']['replayedCost'], x['breakEven']), ('109440.00', '1.0480'))

    def test_seats(self):
        rows = [self.row(i, '7200.00' if i <= 5 else '7866.00', ServiceName='Suite',
                         PricingQuantity='400' if i <= 5 else '437', PricingUnit='Seats') for i in range(1, 13)]
        x = self.replay(2, rows, 12)
        self.assertEqual((x['total']['actualCost'], x['total']['replayedCost'], x['breakEven']),
                         ('91062.00', '78414.50', '1.3846'))
        self.assertEqual([s['replayedCost'] for s in x['scenarios'] if s['usage'] == '0.5'], ['45531.00'])

    def test_workplace(self):
        tickets = (900, 1100, 1200, 850, 1000, 1050)
        rows = [self.row(i, f'{n * 50}.00', ServiceName='Tickets', PricingQuantity=str(n), PricingUnit='Tickets')
                for i, n in enumerate(tickets, 1)]
        x = self.replay(3, rows, 6)
        self.assertEqual((x['total']['actualCost'], x['total']['replayedCost']), ('305000.00', '303000.00'))
        at = {s['usage']: s['replayedCost'] for s in x['scenarios']}
        self.assertEqual((at['1.2'], at['0.8']), ('336900.00', '282600.00'))


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

"""Stories of a controller: what will it cost, does it fit, why is it another figure, what does the year's end need. Expected
values are worked out by hand beside them; the product is the one that is started."""
import calendar
import csv
import datetime
import decimal
import io
import os
import subprocess
import unittest

import product
from product import Daemon, wait_until
from spine_test import charge, focus

NOW = datetime.datetime.now(datetime.timezone.utc)


def month(back):
    """The month `back` months before the running one, and the one behind it, as texts."""
    n = NOW.year * 12 + NOW.month - 1 - back
    text = lambda m: f'{m // 12}-{m % 12 + 1:02}'
    return text(n), text(n + 1)


RUNNING, LAST = month(0)[0], month(1)[0]
# The last October that is over.
YEAR = NOW.year if NOW.month >= 11 else NOW.year - 1


def bill(back, amount, **values):
    start, end = month(back)
    values = {'ChargeCategory': 'Purchase', 'ChargeFrequency': 'Recurring', 'ServiceName': 'Hosting', **values}
    return charge(amount, month=start, following=end, **values)


def licence():
    """120,000.00 for the whole of YEAR, billed in January."""
    return charge('120000.00', month=f'{YEAR}-01', following=f'{YEAR}-02', ChargeCategory='Purchase',
                  ChargePeriodEnd=f'{YEAR + 1}-01-01T00:00:00Z', ServiceName='Licence', ProviderName='Soft')


def source(pid):
    return {'id': pid, 'name': pid.title(), 'tier': 'tactical',
            'sources': [{'id': pid + '-bill', 'adapter': 'focus', 'every': '24h', 'expect': '1000 days',
                         'options': {'path': pid + '/*.csv'}}]}


CONTRACT = f'''id: hosting
provider: north
title: Managed hosting
currency: EUR
term: {{start: {YEAR - 1}-01-01, initial: 48 months, renewal: none}}
pricing:
  - {{component: platform, form: fixed, amount: "9500.00", per: month}}
'''


def moment():
    return datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%fZ')


def cents(text):
    return decimal.Decimal(text).quantize(decimal.Decimal('0.01'), decimal.ROUND_HALF_UP)


class YearEndTest(unittest.TestCase):
    """S11, in the last year of which October is over."""

    def test_licence_accrual_obligations_and_the_same_bytes_later(self):
        files = {'soft/licence.csv': focus(licence()), 'contracts/hosting.yaml': CONTRACT,
                 'north/old.csv': focus(bill(2, '9500.00'))}
        with Daemon({'providers': [source('north'), source('soft')], 'contracts': ['contracts/*.yaml']}, files) as d:
            d.collect()
            days = 366 if calendar.isleap(YEAR) else 365

            def licence_in(period):
                rows = d.ask('cost', 'accruals', '--period', period)['accruals']
                return [r for r in rows if r['provider'] == 'soft'][0]

            october = licence_in(f'{YEAR}-10')
            self.assertEqual(october['billed'], '0.00')
            self.assertEqual(october['effective'], str(cents(decimal.Decimal(120000) * 31 / days)))
            june = licence_in(f'{YEAR}-06')
            self.assertEqual(june['prepaid'], str(cents(decimal.Decimal(120000) * 184 / days)))
            if days == 365:
                self.assertEqual((october['effective'], june['prepaid']), ('10191.78', '60493.15'))

            # Hosting of the last month is not invoiced yet.
            rows = d.ask('cost', 'accruals', '--period', LAST)['accruals']
            hosting = [r for r in rows if r['provider'] == 'north'][0]
            self.assertEqual((hosting['contract'], hosting['billed'], hosting['accrual']),
                             ('hosting', '0.00', '9500.00'))
            ledger = d.run('-o', 'csv', 'cost', 'accruals', '--period', LAST)
            self.assertIn('"north","hosting"', ledger.stdout)

            # 9,500.00 a month, from YEAR - 1 for four years: two remain after YEAR.
            on = f'{YEAR}-12-31'
            owed = d.ask('cost', 'obligations', '--on', on)['obligations']
            self.assertEqual([(o['until'], o['withinOneYear'], o['oneToFiveYears'], o['later']) for o in owed],
                             [(f'{YEAR + 2}-12-31', '114000.00', '114000.00', '0.00')])

            then = moment()
            questions = [['cost', 'obligations', '--on', on], ['cost', 'accruals', '--period', f'{YEAR}-10'],
                         ['cost', 'accruals', '--period', LAST], ['cost', 'forecast', '--by', 'service']]
            before = [d.run('-o', 'json', *q, '--as-known-on', then).stdout for q in questions]
            # Later everything is another: the price, the bills, the licence.
            d.write('contracts/hosting.yaml', CONTRACT.replace('9500.00', '1.00'))
            d.write('north/old.csv', focus(bill(2, '1.00'), bill(1, '9500.00')))
            d.write('soft/licence.csv', focus())
            self.assertTrue(wait_until(lambda: d.ask('cost', 'obligations', '--on', on)['obligations'][0]
                                       ['withinOneYear'] == '12.00'))
            d.collect()
            self.assertEqual([d.run('-o', 'json', *q, '--as-known-on', then).stdout for q in questions], before)

    def test_a_credit_for_a_closed_month_stands_in_the_open_one(self):
        with Daemon({'providers': [source('north')]}, {'north/bill.csv': focus(bill(1, '9500.00'))}) as d:
            d.collect()
            early = d.run('period', 'close', RUNNING)
            self.assertEqual(early.returncode, 1, early.stderr)
            self.assertIn('is not over', early.stderr)
            closed = d.ask('period', 'close', LAST, '--request-id', 'close-1')
            self.assertTrue(closed['period']['closed'])
            # The same request again is the same act; another one is none.
            self.assertEqual(d.ask('period', 'close', LAST, '--request-id', 'close-1'), closed)
            self.assertNotEqual(d.run('period', 'close', LAST).returncode, 0)

            d.write('north/bill.csv', focus(bill(1, '9500.00'), bill(1, '-250.00', ChargeCategory='Credit')))
            d.collect()
            self.assertEqual([t['billedCost'] for t in d.ask('period', 'show', LAST)['totals']], ['9500.00'])
            shown = d.ask('period', 'show', RUNNING)
            self.assertEqual([(r['provider'], r['billingPeriod'], r['difference']) for r in shown['restatements']],
                             [('north', LAST, '-250.00')])
            self.assertIn('took the place of', shown['restatements'][0]['message'])
            self.assertEqual([t['billedCost'] for t in shown['totals']], ['-250.00'])
            # The partner's month is what it is now.
            summary = d.ask('cost', 'summary', '--by', 'billing_period')['rows']
            self.assertEqual([r['billedCost'] for r in summary], ['9250.00'])
            acts = [a['method'] for a in d.ask('audit', 'list')['acts']]
            self.assertEqual(sum(a.endswith('ClosePeriod') for a in acts), 1)


class WhyTest(unittest.TestCase):
    def test_a_restatement_is_explained_line_by_line(self):
        vm = dict(ChargeCategory='Usage', ServiceName='Compute')
        with Daemon({'providers': [source('north')]},
                    {'north/bill.csv': focus(bill(1, '9500.00'), bill(1, '120.00', ChargeDescription='VM-1', **vm))}) as d:
            d.collect()
            then = moment()
            d.write('north/bill.csv', focus(bill(1, '90.00', ChargeDescription='VM-1', **vm), bill(1, '9500.00')))
            d.collect()
            change, = d.ask('cost', 'diff', '--between', then)['changes']
            self.assertEqual((change['cause'], change['before'], change['after'], change['difference']),
                             ('COST_CHANGE_CAUSE_CORRECTION', '9620.00', '9590.00', '-30.00'))
            line, = change['lineChanges']
            self.assertEqual((line['before']['line'], line['after']['line']), ('3', '2'))
            self.assertTrue(line['after']['file'].endswith('bill.csv'))
            table = d.run('cost', 'diff', '--between', then)
            self.assertIn('~ bill.csv:3: 120.00 → bill.csv:2: 90.00 EUR', table.stdout)
            lines = d.ask('cost', 'lines', '--provider', 'north', '--from', LAST, '--service', 'Comp*')['lines']
            self.assertEqual([(x['line'], x['billedCost']) for x in lines], [('2', '90.00')])

    def test_an_anomaly_comes_with_its_lines(self):
        usual = ['1000.00', '1010.00', '990.00', '1005.00', '995.00']
        rows = [bill(6 - i, a, ChargeCategory='Usage', ServiceName='Compute', ChargeDescription='VM')
                for i, a in enumerate(usual)]
        rows += [bill(1, '1000.00', ChargeCategory='Usage', ServiceName='Compute', ChargeDescription='VM'),
                 bill(1, '2000.00', ChargeCategory='Usage', ServiceName='Compute', ChargeDescription='GPU')]
        with Daemon({'providers': [source('north')]}, {'north/bill.csv': focus(*rows)}) as d:
            d.collect()
            found, = d.ask('cost', 'anomalies')['anomalies']
            self.assertEqual((found['month'], found['service'], found['usual'], found['difference'],
                              found['deviations']), (LAST, 'Compute', '1000.00', '2000.00', '269.8'))
            # The VM costs what it did in the month that cost the usual 1,000.00.
            self.assertEqual([(x['description'], x['line']) for x in found['lines']], [('GPU', '8')])


class BudgetTest(unittest.TestCase):
    def test_forecast_budget_overview_and_agenda_say_the_same(self):
        rows = [bill(back, '9500.00') for back in range(1, 7)] + [bill(0, '9500.00')]
        budgets = [{'id': 'tight', 'provider': 'north', 'from': month(6)[0], 'to': month(-1)[0], 'amount': '70000.00'},
                   {'id': 'hosting', 'provider': 'north', 'month': RUNNING, 'amount': '10000.00'}]
        with Daemon({'providers': [source('north')], 'budgets': budgets}, {'north/bill.csv': focus(*rows)}) as d:
            d.collect()
            forecast, = d.ask('cost', 'forecast')['forecasts']
            self.assertEqual([m['expected'] for m in forecast['months']], ['9500.00'] * 3)
            self.assertEqual(forecast['method'], 'FORECAST_METHOD_FLAT')
            self.assertEqual(forecast['error']['meanAbsoluteError'], '0.00')
            # Seven months of 9,500.00 are 66,500.00; the eighth makes 76,000.00.
            tight, hosting = d.ask('budget', 'list')['budgets']
            self.assertEqual((tight['spent'], tight['forecast'], tight['room'], tight['roomByForecast']),
                             ('66500.00', '76000.00', '3500.00', '-6000.00'))
            self.assertEqual(tight['exceededMonth'], month(-1)[0])
            self.assertEqual((hosting['spent'], hosting['room']), ('9500.00', '500.00'))
            row, = d.ask('overview')['providers']
            self.assertEqual((row['cost']['forecast'], row['cost']['budget']), ('9500.00', '10000.00'))
            items = {i['id']: i for i in d.ask('agenda')['items']}
            self.assertEqual(items['budget:tight']['estimated'], '6000.00')
            self.assertLess(items['budget:tight']['decideBy'], tight['exceededOn'])
            # 95 % of the month is spent, and it holds.
            self.assertIn('holds', items['budget:hosting']['ifNothing'])
            self.assertIn('66,500.00', d.run('budget', 'list').stdout)

    def test_a_budget_that_cannot_be_is_refused_with_its_line(self):
        with Daemon({'providers': [source('north')]}) as d:
            path = os.path.join(d.folder, 'bad.yaml')
            with open(path, 'w') as f:
                f.write('portfolio: {name: P}\nproviders: []\nbudgets:\n'
                        '  - {provider: south, year: 2026, amount: "1"}\n  - {year: 2026, amount: none}\n')
            r = subprocess.run([product.BIN + '/regisseurd', '--check', '--config', path], capture_output=True, text=True)
            self.assertNotEqual(r.returncode, 0)
            self.assertIn("bad.yaml:4: budgets[0].provider is 'south', which is no provider", r.stderr)
            self.assertIn("bad.yaml:5: budgets[1].amount is 'none': write an amount", r.stderr)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main(verbosity=2)

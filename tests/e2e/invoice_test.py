"""Stories of the controller: what invoices say, whether they are right, and what they cost. Expected values are worked out
by hand beside them or in docs/reconciliation.md."""
import os
import re
import unittest
from decimal import Decimal
from xml.sax.saxutils import escape

import product
import promises_test
from product import Daemon, provider
from spine_test import charge, focus

UBL = 'urn:oasis:names:specification:ubl:schema:xsd:'


def party(element, name, vat, country='NL'):
    return (f'<cac:{element}><cac:Party><cbc:EndpointID schemeID="0190">00000001003214345000</cbc:EndpointID>'
            f'<cac:PostalAddress><cbc:StreetName>Plein 1</cbc:StreetName><cbc:CityName>Stad</cbc:CityName>'
            f'<cbc:PostalZone>1000 AA</cbc:PostalZone><cac:Country><cbc:IdentificationCode>{country}'
            f'</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>{vat}'
            f'</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>'
            f'<cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}</cbc:RegistrationName>'
            f'<cbc:CompanyID schemeID="0106">57151520</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:{element}>')


def ubl(number, lines, issued='2026-10-31', due='2026-11-30', period=('2026-10-01', '2026-10-31'), category='S', rate='21',
        contract='', preceding='', prepaid='0.00', seller='CloudNine B.V.', vat='NL812345678B01', country='NL', credit=False,
        note=''):
    """A UBL invoice; `lines` are (id, name, quantity, unit, price, net) as texts."""
    def money(name, value):
        return f'<cbc:{name} currencyID="EUR">{value}</cbc:{name}>'
    net = sum(Decimal(line[5]) for line in lines)
    tax = (net * Decimal(rate) / 100).quantize(Decimal('0.01'))
    kind = 'CreditNote' if credit else 'Invoice'
    exempt = ('<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>'
              '<cbc:TaxExemptionReason>Reverse charge</cbc:TaxExemptionReason>') if category == 'AE' else ''
    scheme = f'<cbc:ID>{category}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>'
    vat_scheme = '<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>'
    quantity = 'CreditedQuantity' if credit else 'InvoicedQuantity'
    rows = ''.join(
        f'<cac:{kind}Line><cbc:ID>{i}</cbc:ID><cbc:{quantity} unitCode="{unit}">{q}</cbc:{quantity}>'
        f'{money("LineExtensionAmount", amount)}<cac:Item><cbc:Name>{escape(name)}</cbc:Name><cac:ClassifiedTaxCategory>'
        f'{scheme}{vat_scheme}</cac:ClassifiedTaxCategory></cac:Item><cac:Price>{money("PriceAmount", price)}</cac:Price>'
        f'</cac:{kind}Line>' for i, name, q, unit, price, amount in lines)
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{UBL}{kind}-2" xmlns:cac="{UBL}CommonAggregate'
            f'Components-2" xmlns:cbc="{UBL}CommonBasicComponents-2"><cbc:CustomizationID>urn:cen.eu:en16931:2017'
            f'</cbc:CustomizationID><cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>'
            + ('' if credit else f'<cbc:DueDate>{due}</cbc:DueDate>')
            + f'<cbc:{kind}TypeCode>{"381" if credit else "380"}</cbc:{kind}TypeCode>'
            + (f'<cbc:Note>{escape(note)}</cbc:Note>' if note else '')
            + f'<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>KP-11</cbc:BuyerReference>'
            + (f'<cac:InvoicePeriod><cbc:StartDate>{period[0]}</cbc:StartDate><cbc:EndDate>{period[1]}</cbc:EndDate>'
               f'</cac:InvoicePeriod>' if period else '')
            + (f'<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{preceding}</cbc:ID>'
               f'</cac:InvoiceDocumentReference></cac:BillingReference>' if preceding else '')
            + (f'<cac:ContractDocumentReference><cbc:ID>{contract}</cbc:ID></cac:ContractDocumentReference>'
               if contract else '')
            + party('AccountingSupplierParty', seller, vat, country)
            + party('AccountingCustomerParty', 'Gemeente Voorbeeld', 'NL001234567B01')
            + '<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>'
              '<cbc:ID>NL02ABNA0123456789</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>'
            + f'<cac:TaxTotal>{money("TaxAmount", tax)}<cac:TaxSubtotal>{money("TaxableAmount", net)}'
              f'{money("TaxAmount", tax)}<cac:TaxCategory>{scheme}{exempt}{vat_scheme}</cac:TaxCategory></cac:TaxSubtotal>'
              f'</cac:TaxTotal><cac:LegalMonetaryTotal>{money("LineExtensionAmount", net)}'
              f'{money("TaxExclusiveAmount", net)}{money("TaxInclusiveAmount", net + tax)}{money("PrepaidAmount", prepaid)}'
              f'{money("PayableAmount", net + tax - Decimal(prepaid))}</cac:LegalMonetaryTotal>{rows}</{kind}>')


def october(billed, **values):
    values = {'BillingAccountId': 'acc', **values}
    return charge(billed, month='2026-10', following='2026-11', **values)




class WorkedCase(unittest.TestCase):
    """docs/reconciliation.md, as it stands there."""

    def setUp(self):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../docs/reconciliation.md')) as page:
            self.page = page.read().split('## A worked case', 1)[1]
        self.tables = []
        for block in re.findall(r'(?:^\|.*\n)+', self.page, re.M):
            rows = [[cell.strip() for cell in line.strip().strip('|').split('|')] for line in block.splitlines()]
            self.tables.append(rows[2:])
        self.contract = re.search(r'```yaml\n(.*?)```', self.page, re.S).group(1)

    def files(self):
        charged, invoiced = self.tables[0], self.tables[1]
        rows = [october(billed, ServiceName=service, ChargeCategory=category, PricingQuantity=quantity, PricingUnit=unit,
                        ChargeDescription=service, InvoiceId='F2026-0417')
                for service, category, quantity, unit, billed in charged]
        return {'contracts/c.yaml': self.contract, 'charges.csv': focus_with_invoice(rows),
                'in/F2026-0417.xml': ubl('F2026-0417', invoiced, contract='C-2026-17')}

    def daemon(self):
        return Daemon({'providers': [{'id': 'cloudnine', 'name': 'CloudNine', 'tier': 'strategic', 'sources': [
            {'id': 'charges', 'adapter': 'focus', 'every': '24h', 'options': {'path': 'charges.csv'}},
            {'id': 'invoices', 'adapter': 'invoice', 'every': '24h', 'options': {'path': 'in/*.xml'}}]}],
            'contracts': ['contracts/*.yaml']}, self.files())

    def test_the_differences_are_those_of_the_page(self):
        with self.daemon() as d:
            d.collect()
            answer = d.ask('invoice', 'reconcile')
            one, = answer['invoices']
            self.assertEqual(one['state'], 'RECONCILIATION_STATE_DIFFERENT', one)
            self.assertEqual((one['basis'], one['matchedBy'], one['contract']),
                             ('charges', 'invoice_id', 'cloudnine-hosting'))
            self.assertEqual((one['invoicedNet'], one['expectedNet'], one['differenceNet']),
                             ('9756.20', '9592.00', '164.20'))
            self.assertEqual((one['dueDate'], one['objectBy'], one['tolerance']), ('2026-11-30', '2026-11-30', '0.05'))
            got = sorted((x['class'].removeprefix('DIFFERENCE_CLASS_').lower(), x['line'], Decimal(x['amount']))
                         for x in one['differences'])
            self.assertEqual(got, sorted((kind, line, Decimal(money)) for kind, line, money, _ in self.tables[2]))
            self.assertEqual({x['class']: x['amount'] for x in answer['totals']},
                             {'DIFFERENCE_CLASS_MISSING_LINE': '150.00', 'DIFFERENCE_CLASS_QUANTITY': '4.20',
                              'DIFFERENCE_CLASS_PRICE': '10.00', 'DIFFERENCE_CLASS_TAX': '34.48'})
            # One amount, a great tolerance: matched.
            one, = d.ask('invoice', 'reconcile', '--tolerance', '200')['invoices']
            self.assertEqual(one['state'], 'RECONCILIATION_STATE_MATCHED')
            before = d.ask('overview')['asOf']
            # A credit note puts it right.
            d.write('in/C2026-0031.xml', ubl('C2026-0031', [('1', 'Correction', '1', 'C62', '164.20', '164.20')],
                                             issued='2026-11-12', credit=True, preceding='F2026-0417'))
            d.collect()
            answer = d.ask('invoice', 'reconcile')
            self.assertEqual({x['number']: x['state'] for x in answer['invoices']},
                             {'F2026-0417': 'RECONCILIATION_STATE_MATCHED', 'C2026-0031': 'RECONCILIATION_STATE_MATCHED'})
            self.assertEqual(answer['totals'], [])
            credit = d.ask('invoice', 'show', 'C2026-0031')
            self.assertEqual((credit['payableAmount'], credit['signedNetCost']), ('198.68', '-164.20'))
            # As it was known then.
            one, = d.ask('invoice', 'reconcile', '--as-known-on', before)['invoices']
            self.assertEqual(one['state'], 'RECONCILIATION_STATE_DIFFERENT')


def focus_with_invoice(rows):
    """The charges with a column InvoiceId, which FOCUS 1.2 has."""
    lines = focus(*[{k: v for k, v in row.items() if k != 'InvoiceId'} for row in rows]).splitlines()
    return '\n'.join([lines[0] + ',InvoiceId'] + [line + ',' + row.get('InvoiceId', '')
                                                   for line, row in zip(lines[1:], rows)]) + '\n'


class WhatItCosts(unittest.TestCase):
    """S8. A Dutch invoice of 9,500.00 and 1,995.00 VAT, of which 2,000.00 were prepaid; an Irish one of 100,000.00 with
    reverse charge. An insurer recovers no VAT: 11,495.00 and 121,000.00. A municipality recovers 90 %: 9,500 + 199.50 and
    100,000 + 2,100."""

    def files(self):
        return {'nl.xml': ubl('NL-1', [('1', 'Platform', '1', 'C62', '9500.00', '9500.00')], prepaid='2000.00'),
                'ie.xml': ubl('IE-1', [('1', 'Cloud usage', '1', 'C62', '100000.00', '100000.00')], category='AE', rate='0',
                              seller='Cloud Ireland Ltd', vat='IE6388047V', country='IE'),
                'ie.csv': focus_with_invoice([october('60000.00', InvoiceId='IE-1', ServiceName='Compute'),
                                              october('40000.00', InvoiceId='IE-1', ServiceName='Storage')])}

    def config(self, recoverable, with_charges):
        irish = [{'id': 'ie-invoices', 'adapter': 'invoice', 'every': '24h', 'options': {'path': 'ie.xml'}}]
        if with_charges:
            irish.append({'id': 'ie-charges', 'adapter': 'focus', 'every': '24h', 'options': {'path': 'ie.csv'}})
        return {'providers': [provider('dutch', 'invoice', path='nl.xml'),
                              {'id': 'irish', 'name': 'Irish', 'tier': 'strategic', 'sources': irish}],
                'vat': {'recoverable': recoverable, 'reverse_charge': '21%'}}

    def test_burden_is_net_and_what_is_not_recovered(self):
        for recoverable, dutch, irish in (('0%', '11495.00', '121000.00'), ('90%', '9699.50', '102100.00')):
            for with_charges in (False, True):
                with Daemon(self.config(recoverable, with_charges), self.files()) as d:
                    d.collect()
                    invoices = {x['number']: x for x in d.ask('invoice', 'list')['invoices']}
                    self.assertEqual(invoices['NL-1']['burden'], dutch)
                    self.assertEqual(invoices['IE-1']['burden'], irish)
                    self.assertEqual(invoices['NL-1']['payableAmount'], '9495.00')
                    # Net is the same in all of them, whether charges stand beside the Irish invoice or not.
                    rows = d.ask('cost', 'summary', '--by', 'provider')['rows']
                    net = {x['keys']['provider']: Decimal(x['billedCost']) - Decimal(x['taxCost']) for x in rows}
                    self.assertEqual(net, {'dutch': Decimal('9500'), 'irish': Decimal('100000')})

    def test_tax_that_is_not_in_the_data_and_prepaid_are_no_difference(self):
        config = self.config('90%', with_charges=True)
        config['contracts'] = ['dutch.yaml']
        contract = ('id: dutch-hosting\nprovider: dutch\ntitle: Hosting\ncurrency: EUR\nterm: {start: 2026-01-01, initial: '
                    '36 months}\npricing:\n  - {component: platform, form: fixed, amount: "9500.00", per: month}\n')
        with Daemon(config, {**self.files(), 'dutch.yaml': contract}) as d:
            d.collect()
            answer = {x['number']: x for x in d.ask('invoice', 'reconcile')['invoices']}
            self.assertEqual([answer[n]['state'] for n in ('NL-1', 'IE-1')], ['RECONCILIATION_STATE_MATCHED'] * 2, answer)
            self.assertEqual((answer['NL-1']['basis'], answer['IE-1']['basis']), ('contract', 'charges'))
            self.assertIn('reconcile-prepaid', [n['rule'] for n in answer['NL-1']['notes']])
            self.assertIn('reconcile-tax-not-in-data', [n['rule'] for n in answer['IE-1']['notes']])


class CreditArrived(unittest.TestCase):
    """A credit that settles itself is open until it is seen. October's hosting was down for 16,200 of 2,682,000 s: below
    99.9 %, so 10 % of 9,500.00 are due."""

    def test_a_credit_is_open_until_an_invoice_shows_it(self):
        contract = promises_test.CONTRACT + 'remedy: {settle: automatic}\n'
        north = promises_test.portfolio(
            promises_test.PAGE, {'id': 'north-invoices', 'adapter': 'invoice', 'every': '24h',
                                 'options': {'path': 'in/*.xml'}})
        year = promises_test.YEAR
        with Daemon(north, {'contracts/hosting.yaml': contract,
                            'in/F1.xml': ubl('F1', [('1', 'Platform', '1', 'C62', '9500.00', '9500.00')],
                                             issued=f'{year}-10-31', due=f'{year}-11-30',
                                             period=(f'{year}-10-01', f'{year}-10-31')),
                            **{f'north.{i}.jsonl': promises_test.captures(*part)
                               for i, part in enumerate(promises_test.BAD)}}) as d:
            d.collect()

            def claim():
                return next(c for c in d.ask('credit', 'list')['claims']
                            if c['id'] == f'hosting-2026/availability/{year}-10-31')
            self.assertEqual((claim()['state'], claim()['amount'], claim()['arrivals']),
                             ('CLAIM_STATE_DUE_ON_INVOICE', '950.00', []))
            before = d.ask('overview')['asOf']
            # The same amount less one cent is not it.
            d.write('in/C1.xml', ubl('C1', [('1', 'Goodwill', '1', 'C62', '949.99', '949.99')], issued=f'{year}-11-01',
                                     period=None, credit=True))
            d.collect()
            self.assertEqual(claim()['arrivals'], [])
            d.write('in/C2.xml', ubl('C2', [('1', 'Service credit October', '1', 'C62', '950.00', '950.00')],
                                     issued=f'{year}-11-02', period=None, credit=True))
            d.collect()
            got = claim()
            arrival, = got['arrivals']
            self.assertEqual((arrival['kind'], arrival['reference'], arrival['line'], arrival['amount'],
                              arrival['certain']), ('invoice', 'C2', '1', '950.00', True))
            self.assertEqual((got['state'], got['received'], Decimal(got['open'])),
                             ('CLAIM_STATE_RECEIVED', '950.00', 0))
            self.assertIn({'kind': 'invoice', 'reference': 'C2 line 1'}, got['evidence'])
            then = d.ask('credit', 'list', '--as-known-on', before)['claims']
            self.assertEqual({c['id']: c['state'] for c in then}[got['id']], 'CLAIM_STATE_DUE_ON_INVOICE')
            self.assertEqual(len(d.ask('credit', 'list', '--state', 'received')['claims']), 1)


class Check(unittest.TestCase):
    """A document is judged without being kept."""

    def test_says_whether_a_document_is_valid(self):
        good = ubl('F1', [('1', 'Platform', '1', 'C62', '9500.00', '9500.00')])
        with Daemon({'providers': []}, {'good.xml': good, 'broken.xml': good.replace('11495.00', '11496.00'),
                                        'attack.xml': '<!DOCTYPE x [<!ENTITY a "b">]>' + good.split('?>', 1)[1],
                                        'text.xml': 'no invoice'}) as d:
            def check(name):
                return d.run('-o', 'json', 'invoice', 'check', os.path.join(d.folder, name))
            r = check('good.xml')
            self.assertEqual(r.returncode, 0, r.stdout + r.stderr)
            r = check('broken.xml')
            self.assertEqual(r.returncode, 7, r.stdout + r.stderr)
            self.assertIn('BR-CO-15', r.stdout)
            for name in ('attack.xml', 'text.xml'):
                r = check(name)
                self.assertEqual(r.returncode, 7, r.stdout + r.stderr)
            self.assertEqual(check('gone.xml').returncode, 3)
            self.assertEqual(d.ask('invoice', 'list')['invoices'], [])
            self.assertIn('valid', d.run('invoice', 'check', os.path.join(d.folder, 'good.xml')).stdout)


class List(unittest.TestCase):
    def test_a_corrected_document_takes_the_place_of_the_earlier(self):
        line = ('1', 'Platform', '1', 'C62', '9500.00', '9500.00')
        with Daemon({'providers': [provider('p', 'invoice', path='in/*.xml')]}, {'in/a.xml': ubl('F1', [line])}) as d:
            d.collect()
            known = d.ask('overview')['asOf']
            d.write('in/a.xml', ubl('F1', [('1', 'Platform', '1', 'C62', '9400.00', '9400.00')]))
            d.collect()
            now, = d.ask('invoice', 'list')['invoices']
            then, = d.ask('invoice', 'list', '--as-known-on', known)['invoices']
            self.assertEqual((now['taxExclusiveAmount'], then['taxExclusiveAmount']), ('9400.00', '9500.00'))
            self.assertEqual(now['lineCount'], 1)
            self.assertEqual(now['taxBreakdown'][0]['taxAmount'], '1974.00')
            r = d.run('invoice', 'show', 'F9')
            self.assertEqual(r.returncode, 3, r.stderr)
            self.assertEqual(d.run('-o', 'csv', 'invoice', 'list').returncode, 0)
            self.assertIn('F1', d.run('invoice', 'list').stdout)
            self.assertEqual(d.run('audit', 'verify').returncode, 0)

    def test_what_the_ledger_says_was_paid_is_not_open(self):
        ledger = ('creditor;invoice;net;vat;posting date;paid on\n'
                  'CloudNine B.V.;F1;100,00;21,00;2026-10-31;2026-11-12\nCloudNine B.V.;F2;50,00;10,50;2026-10-31;\n')
        sources = [{'id': 'inbox', 'adapter': 'invoice', 'every': '24h', 'options': {'path': 'in/*.xml'}},
                   {'id': 'finance', 'adapter': 'ledger', 'every': '24h', 'basis': 'ledger',
                    'options': {'path': 'ledger.csv'}}]
        with Daemon({'providers': [{'id': 'cloudnine', 'name': 'CloudNine', 'tier': 'tactical', 'sources': sources}]},
                    {'ledger.csv': ledger,
                     'in/1.xml': ubl('F1', [('1', 'Platform', '1', 'C62', '100.00', '100.00')], due='2020-01-31'),
                     'in/2.xml': ubl('F2', [('1', 'Desk', '1', 'C62', '50.00', '50.00')], due='2020-01-31')}) as d:
            d.collect()
            paid = {x['number']: (x['paidDate'], x['overdue']) for x in d.ask('invoice', 'list')['invoices']}
            self.assertEqual(paid, {'F1': ('2026-11-12', False), 'F2': ('', True)})
            self.assertEqual([x['number'] for x in d.ask('invoice', 'list', '--overdue')['invoices']], ['F2'])
            # Invoices are the cost, the ledger stands beside them.
            row, = d.ask('cost', 'summary', '--by', 'provider')['rows']
            self.assertEqual((row['billedCost'], row['taxCost']), ('181.50', '31.50'))

    def test_a_shared_source_gives_invoices_by_their_seller(self):
        with Daemon({'providers': [provider('cloudnine'), provider('snel')],
                     'sources': [{'id': 'inbox', 'adapter': 'invoice', 'every': '24h', 'options': {'path': 'in/*.xml'},
                                  'assign': {'by': 'invoice_issuer', 'CloudNine B.V.': 'cloudnine'}}]},
                    {'in/a.xml': ubl('F1', [('1', 'Platform', '1', 'C62', '1.00', '1.00')]),
                     'in/b.xml': ubl('F2', [('1', 'Desk', '1', 'C62', '2.00', '2.00')], seller='Niemand B.V.',
                                     vat='NL822222222B01')}) as d:
            d.collect()
            of = {x['number']: x['provider'] for x in d.ask('invoice', 'list')['invoices']}
            self.assertEqual(of, {'F1': 'cloudnine', 'F2': 'unassigned'})


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

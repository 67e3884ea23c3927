"""Stories of contract managers: what was promised, what came of it, what follows. Expected values are worked out by hand
beside them; the product is the one that is started."""
import datetime
import hashlib
import http.client
import json
import os
import socket
import unittest
import zoneinfo

import product
from product import Daemon, provider
from spine_test import charge, focus, page

AMSTERDAM = zoneinfo.ZoneInfo('Europe/Amsterdam')
NOW = datetime.datetime.now(datetime.timezone.utc)
# The last October that is over: every one has 31 days and an hour, 2,682,000 s.
YEAR = NOW.year if (NOW.month, NOW.day) >= (11, 3) else NOW.year - 1
OCTOBER = f'{YEAR}-10'
HOSTING = [{'id': 'hosting', 'name': 'Hosting', 'components': ['Web*']}]


def at(month, day, hour=0, minute=0, second=0, zone=AMSTERDAM):
    return datetime.datetime(YEAR, month, day, hour, minute, second, tzinfo=zone).astimezone(datetime.timezone.utc)


def utc(t):
    return t.astimezone(datetime.timezone.utc)


def captures(*seen):
    """A page that was polled at (time, state). A capture holds until the next; behind the last nothing is known."""
    return ''.join(json.dumps({'polled_at': f'{utc(t):%Y-%m-%dT%H:%M:%SZ}', 'commit': '',
                               'body': page([('web', 'Web', state)], updated=f'{utc(t):%Y-%m-%dT%H:%M:%SZ}')}) + '\n'
                   for t, state in seen)


def portfolio(*sources, **more):
    return {'providers': [{'id': 'north', 'name': 'North', 'tier': 'tactical', 'services': HOSTING,
                           'sources': list(sources)},
                          {'id': 'south', 'name': 'South', 'tier': 'tactical'}],
            'contracts': ['contracts/*.yaml'], **more}


PAGE = {'id': 'north-page', 'adapter': 'statuspage', 'every': '1h', 'options': {'path': 'north.*.jsonl'}}

CONTRACT = f'''id: hosting-2026
provider: north
title: Managed hosting
currency: EUR
term: {{start: {YEAR}-01-01, initial: 36 months}}
pricing:
  - {{component: platform, form: fixed, amount: "9500.00", per: month}}
objectives:
  - id: availability
    kind: availability
    service: hosting
    target: 99.9
    window: {{calendar: month, time_zone: Europe/Amsterdam}}
    credits: [{{below: 99.9, percent: 10}}, {{below: 99.0, percent: 25}}]
    credit_base: platform
    claim_within: {{days: 60}}
'''


def october(*parts):
    """A daemon that knows what each part recorded."""
    return Daemon(portfolio(PAGE), {'contracts/hosting.yaml': CONTRACT,
                                    **{f'north.{i}.jsonl': captures(*part) for i, part in enumerate(parts)}})


# Down for 20 minutes, and nobody recorded anything for 5 hours.
QUIET = ([(at(9, 30), 'operational'), (at(10, 7, 9), 'major_outage'), (at(10, 7, 9, 20), 'operational'),
          (at(10, 7, 12), 'operational')],
         [(at(10, 7, 17), 'operational'), (at(11, 2), 'operational')])
# Down for four and a half hours, and silent for 80.
BAD = ([(at(9, 30), 'operational'), (at(10, 7, 9), 'major_outage'), (at(10, 7, 13, 30), 'operational'),
        (at(10, 10), 'operational')],
       [(at(10, 13, 8), 'operational'), (at(11, 2), 'operational')])


class Silence(unittest.TestCase):
    """S4. October has 31 days and an hour in Amsterdam: 2,682,000 s, of which 99.9 % leaves 2,682 s."""

    def test_silence_is_neither_kept_nor_missed(self):
        with october(*QUIET) as d:
            d.collect()
            level, = d.ask('sla', 'report', '--period', OCTOBER)['objectives']
            self.assertEqual(level['agreedSeconds'], '2682000')
            # 1 - (1,200 + 18,000) / 2,682,000 and 1 - 1,200 / 2,682,000, cut off.
            self.assertEqual((level['attainedAtLeast'], level['attainedAtMost']), ('99.284116', '99.955257'))
            self.assertEqual(level['verdict'], 'VERDICT_UNKNOWN')
            self.assertNotIn('credit', level)
            self.assertEqual(d.ask('credit', 'list')['claims'], [])
            # Who was silent.
            cause, = level['unknownCauses']
            self.assertEqual(cause['seconds'], '18000')
            self.assertIn('north-page', cause['message'])
            shown = d.run('sla', 'report', '--period', OCTOBER).stdout
            self.assertIn('99.284–99.955 %', shown)
            self.assertIn('north-page', shown)
            self.assertIn('north-page', d.run('agenda').stdout)

    def test_the_kindest_reading_can_be_a_breach(self):
        with october(*BAD) as d:
            d.collect()
            level, = d.ask('sla', 'report', '--period', OCTOBER)['objectives']
            # 1 - 16,200 / 2,682,000, and with 288,000 s more 1 - 304,200 / 2,682,000.
            self.assertEqual((level['attainedAtMost'], level['attainedAtLeast']), ('99.395973', '88.657718'))
            self.assertEqual(level['verdict'], 'VERDICT_BREACHED')
            credit = level['credit']
            # At least 10 % of 9,500.00; the last day to claim is 60 days after 31 October.
            self.assertEqual((credit['amount'], credit['percent'], credit['atLeast'], credit['claimBy']),
                             ('950.00', '10', True, f'{YEAR}-12-30'))

    def test_the_overview_and_the_list_of_objectives_say_so(self):
        # Down for four and a half hours in the middle of last month, watched until now: between 99.3 and 99.4 %.
        today = NOW.astimezone(AMSTERDAM)
        month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1, hour=0, minute=0, second=0,
                                                                             microsecond=0)
        down = month.replace(day=15)
        text = CONTRACT.replace(f'{YEAR}-01-01', f'{month.year - 1}-01-01')
        seen = captures((month - datetime.timedelta(days=1), 'operational'), (down, 'major_outage'),
                        (down + datetime.timedelta(hours=4.5), 'operational'), (NOW, 'operational'))
        with Daemon(portfolio(PAGE), {'contracts/hosting.yaml': text, 'north.0.jsonl': seen}) as d:
            d.collect()
            rows = {p['id']: p for p in d.ask('overview')['providers']}
            sla = rows['north']['sla']
            self.assertEqual((sla['breached'], sla['met'], sla['unknown'], sla['credits'], sla['currency']),
                             (1, 0, 0, '950.00', 'EUR'))
            self.assertIn('attention-sla-breached', [a['rule'] for a in rows['north']['attention']])
            self.assertEqual(rows['north']['coverage']['serviceLevel'], 'COVERAGE_KIND_REPORTED')
            # Who promises nothing has no column, and nothing is made up.
            self.assertFalse(any(v for v in rows['south'].get('sla', {}).values()))
            shown = d.run('overview').stdout
            self.assertIn('1 breached', shown)
            self.assertIn('availability of hosting-2026 was missed', shown)

            objective, = d.ask('objective', 'list')['objectives']
            self.assertEqual((objective['lastVerdict'], objective['running']['objective'], objective['running']['closed']),
                             ('VERDICT_BREACHED', 'availability', False))
            # A window that runs is never met.
            self.assertNotEqual(objective['running']['verdict'], 'VERDICT_MET')
            # The four windows of two clocks each.
            self.assertEqual([(b['longSeconds'], b['shortSeconds']) for b in objective['burnRates']],
                             [('3600', '300'), ('21600', '1800'), ('86400', '7200'), ('259200', '21600')])
            self.assertEqual(d.ask('objective', 'list', '--provider', 'south')['objectives'], [])
            self.assertIn('breached', d.run('objective', 'list', '--contract', 'hosting-2026').stdout)

    def test_the_authors_of_a_credit_clause_get_their_answer(self):
        # tests/agreements has the clause; 0.3 % of October's 2,682,000 s in London are 8,046 s, which leaves 99.7 %.
        clause = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../agreements/testdata/credit-clause.yaml')
        with open(clause) as f:
            text = f.read()
        for theirs, ours in (('2026-10-01', OCTOBER + '-01'), ('service-provider', 'north'),
                             ('service: web', 'service: hosting')):
            text = text.replace(theirs, ours)
        down = at(10, 7, 9)
        up = down + datetime.timedelta(seconds=8046)
        seen = captures((at(9, 30), 'operational'), (down, 'major_outage'), (up, 'operational'),
                        (at(11, 2), 'operational'))
        with Daemon(portfolio(PAGE), {'contracts/clause.yaml': text, 'north.0.jsonl': seen}) as d:
            d.collect()
            level, = d.ask('sla', 'report', '--period', OCTOBER)['objectives']
            self.assertEqual((level['attained'], level['verdict']), ('99.700000', 'VERDICT_BREACHED'))
            credit = level['credit']
            # 2 % of 10.00; it comes off the next invoice by itself.
            self.assertEqual((credit['amount'], credit['currency'], credit['automatic']), ('0.20', 'GBP', True))
            self.assertEqual(credit['claimBy'], '')


DESK = '''id: desk-2026
provider: north
title: Service desk
currency: EUR
term: {start: 2026-01-01, initial: 36 months}
objectives:
''' + ''.join(f'''  - id: {name}
    kind: restore_time
    service: hosting
    window: {{calendar: month, time_zone: Europe/Amsterdam}}
    support_hours: {{mon-fri: "08:00-18:00"}}
    holidays: nl
    levels: [{{priority: P1, within: 4 hours, share: 90}}]
    {more}
''' for name, more in (('with-the-wait', 'clock_stops: [waiting_for_customer]'),
                       ('without', 'weight: 1'),
                       ('few', 'small_number: {below: 10, allowed_misses: 1}')))


def tickets():
    """One over Easter, and eight that took an hour of a Wednesday."""
    rows = ['id;kind;state;priority;opened;updated;restored']
    for state, updated, restored in (('new', '03 16:30', ''), ('waiting_for_customer', '07 08:00', ''),
                                     ('in_progress', '07 08:45', ''), ('resolved', '07 11:00', '2026-04-07 11:00')):
        rows.append(f'EASTER;incident;{state};P1;2026-04-03 16:30;2026-04-{updated};{restored}')
    for i in range(8):
        for state, hour, restored in (('new', 9, ''), ('resolved', 10, '2026-04-08 10:00')):
            rows.append(f'T{i};incident;{state};P1;2026-04-08 09:00;2026-04-08 {hour:02}:00;{restored}')
    # One of May: the desk's data reaches to the end of April.
    for state, hour, restored in (('new', 9, ''), ('resolved', 10, '2026-05-04 10:00')):
        rows.append(f'MAY;incident;{state};P1;2026-05-04 09:00;2026-05-04 {hour:02}:00;{restored}')
    return '\n'.join(rows) + '\n'


class Easter(unittest.TestCase):
    """S5. Friday 3 April 2026 16:30 to Tuesday 11:00: 1:30 and 3:00, of which 0:45 waited; Monday is Easter."""

    def test_a_ticket_over_easter(self):
        desk = {'id': 'desk', 'adapter': 'tickets', 'every': '1h',
                'options': {'path': 'desk.csv', 'time_zone': 'Europe/Amsterdam'}}
        with Daemon(portfolio(desk), {'contracts/desk.yaml': DESK, 'desk.csv': tickets()}) as d:
            d.collect()

            def clock(objective):
                shown = d.ask('sla', 'show', '--contract', 'desk-2026', '--objective', objective, '--period', '2026-04')
                piece, = [p for p in shown['pieces'] if p['ticket'] == 'EASTER']
                return piece['seconds'], piece['stoppedSeconds'], piece['countsAs']
            self.assertEqual(clock('with-the-wait'), (str(3 * 3600 + 45 * 60), '2700', 'COUNTS_AS_IN_TIME'))
            self.assertEqual(clock('without')[:2], (str(4 * 3600 + 30 * 60), '0'))
            self.assertNotEqual(clock('without')[2], 'COUNTS_AS_IN_TIME')

            levels = {x['objective']: x for x in d.ask('sla', 'report', '--period', '2026-04')['objectives']}
            self.assertEqual((levels['with-the-wait']['attained'], levels['with-the-wait']['verdict']),
                             ('100.000000', 'VERDICT_MET'))
            # 8 of 9, cut off, against 90 %.
            self.assertEqual((levels['without']['attained'], levels['without']['verdict']),
                             ('88.888888', 'VERDICT_BREACHED'))
            few = levels['few']
            self.assertEqual((few['attained'], few['verdict']), ('88.888888', 'VERDICT_MET'))
            row, = few['levels']
            self.assertEqual((row['counted'], row['inTime'], row['bySmallNumber']), (9, 8, True))
            # And that is said.
            self.assertIn('kept because there are few: 1 of 9', few['notes'][0]['message'])
            self.assertIn('kept because there are few: 1 of 9', d.run('sla', 'report', '--period', '2026-04').stdout)


# Two promises under one cap; there is time to claim whenever this test runs.
TWO = CONTRACT.replace('{days: 60}', '{days: 3660}').replace('objectives:\n', '''  - {component: desk, form: fixed, amount: "2500.00", per: month}
at_risk_cap: {percent: 15, per: month}
objectives:
  - id: portal
    kind: availability
    service: hosting
    target: 99.9
    window: {calendar: month, time_zone: Europe/Amsterdam}
    credits: [{below: 99.9, percent: 10}]
    claim_within: {days: 3660}
''', 1)


class Proxy(http.client.HTTPConnection):
    """The reverse proxy that signs people in, on its socket."""

    def __init__(self, path):
        super().__init__('regisseur.example.nl', timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


class Claims(unittest.TestCase):
    """S6, and what a partner sees of what was promised."""

    def daemon(self, *parts, seen=None):
        proxy = {'socket': 'proxy.sock', 'hosts': ['regisseur.example.nl'], 'groups': {
            'contracts': {'role': 'contract_manager', 'limit': '5000.00 EUR'},
            'trainees': {'role': 'contract_manager', 'limit': '49.99 EUR'},
            'ict': {'role': 'cio', 'limit': '50000.00 EUR'}, 'audit': 'auditor',
            'north': {'role': 'provider', 'provider': 'north'}, 'south': {'role': 'provider', 'provider': 'south'}}}
        ours = {**PAGE, 'id': 'our-eyes', 'origin': 'measured', 'options': {'path': 'seen.jsonl'}}
        return Daemon(portfolio(PAGE, *([ours] if seen else []), identity_proxy=proxy),
                      {'contracts/hosting.yaml': TWO,
                       **({'seen.jsonl': captures(*seen)} if seen else {}),
                       **{f'north.{i}.jsonl': captures(*part) for i, part in enumerate(parts)}})

    def administer(self, d):
        """From here on the command line is the one on the machine itself: everybody else has to say who they are."""
        d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
        d.collect()

    def call(self, d, group, verb, **body):
        """(HTTP code, answer) of a person of that group, by way of the proxy."""
        c = Proxy(os.path.join(d.folder, 'proxy.sock'))
        self.addCleanup(c.close)
        c.request('POST', '/regisseur.' + verb, json.dumps(body),
                  {'Content-Type': 'application/json', 'X-Remote-User': f'someone@{group}.example.nl',
                   'X-Remote-Groups': group})
        with c.getresponse() as response:
            return response.status, json.loads(response.read() or b'{}')

    def test_credits_cap_arrival_and_four_eyes(self):
        availability, portal = f'hosting-2026/availability/{OCTOBER}-31', f'hosting-2026/portal/{OCTOBER}-31'
        with self.daemon(BAD[0][:3] + [(at(11, 2), 'operational')]) as d:
            self.administer(d)
            # 10 % of 9,500.00 and of 12,000.00 are 2,150.00; 15 % of 12,000.00 is 1,800.00.
            # 950 × 1,800 / 2,150 = 795.35, and 1,004.65.
            claims = {c['id']: c for c in d.ask('credit', 'list')['claims']}
            self.assertEqual({i: (c['uncapped'], c['amount']) for i, c in claims.items()},
                             {availability: ('950.00', '795.35'), portal: ('1200.00', '1004.65')})

            for i in (availability, portal):
                self.assertEqual(self.call(d, 'contracts', 'claim.v1.ClaimService/FileClaim', id=i,
                                           document='letter 118', request_id='file ' + i)[0], 200)
            code, answer = self.call(d, 'contracts', 'claim.v1.ClaimService/ReceiveCredit', contract='hosting-2026',
                                     net='1750.00', vat='367.50', document='credit note 118', request_id='receive')
            self.assertEqual(code, 200, answer)
            self.assertEqual({c['id']: (c['received'], c['open']) for c in answer['claims']},
                             {availability: ('795.35', '0.00'), portal: ('954.65', '50.00')})

            def approve(group, request, **more):
                return self.call(d, group, 'claim.v1.ClaimService/ApproveWaiver', id=portal, request_id=request, **more)
            self.assertEqual(self.call(d, 'contracts', 'claim.v1.ClaimService/ProposeWaiver', id=portal,
                                       reason='not worth another letter', request_id='waive')[0], 200)
            code, refusal = approve('contracts', 'own yes')
            self.assertEqual(code, 403)
            self.assertIn('who proposed it does not approve it', refusal['message'])
            code, refusal = approve('trainees', 'yes within 49.99')
            self.assertEqual(code, 403)
            self.assertIn('the limit', refusal['message'])
            # Whoever is on the machine is nobody.
            self.assertEqual(d.run('credit', 'approve', portal).returncode, 4)
            # The partner is not told that somebody thinks of it.
            code, answer = self.call(d, 'north', 'claim.v1.ClaimService/ListClaims')
            self.assertEqual(code, 200)
            self.assertNotIn('another letter', json.dumps(answer))
            self.assertFalse(any(c.get('waiverProposed') for c in answer['claims']))

            code, answer = approve('ict', 'a second yes', reason='agreed')
            self.assertEqual(code, 200, answer)
            self.assertEqual((answer['claim']['waived'], answer['claim']['open'], answer['claim']['state']),
                             ('50.00', '0.00', 'CLAIM_STATE_RECEIVED'))
            # In the audit trail for ever, with who and the proof.
            code, trail = self.call(d, 'audit', 'evidence.v1.EvidenceService/ListActs')
            self.assertEqual(code, 200, trail)
            acts = [(a['method'].rsplit('.')[-1], a['identity']) for a in trail['acts'] if a['subject'] == 'claim ' + portal]
            self.assertIn(('ProposeWaiver', 'proxy:someone@contracts.example.nl'), acts)
            self.assertEqual([who for method, who in acts if method == 'ApproveWaiver'],
                             ['proxy:someone@ict.example.nl'])
            self.assertEqual(d.run('audit', 'verify').returncode, 0)

    def test_a_partner_sees_its_own_promises_and_no_more(self):
        report = 'service_level.v1.ServiceLevelService/ListServiceLevels'
        # We saw it down for an hour more than its page tells.
        seen = [(at(9, 30), 'operational'), (at(10, 7, 9), 'major_outage'), (at(10, 7, 14, 30), 'operational'),
                (at(11, 2), 'operational')]
        with self.daemon(*BAD, seen=seen) as d:
            self.administer(d)
            code, ours = self.call(d, 'contracts', report, period=OCTOBER)
            self.assertEqual(code, 200, ours)
            code, theirs = self.call(d, 'north', report, period=OCTOBER)
            self.assertEqual(code, 200, theirs)
            self.assertEqual([x['objective'] for x in theirs['objectives']], [x['objective'] for x in ours['objectives']])
            # The figures are the same: it can be talked about.
            for mine, its in zip(ours['objectives'], theirs['objectives']):
                for field in ('attained', 'attainedAtLeast', 'attainedAtMost', 'verdict', 'downtimeSeconds',
                              'unknownSeconds', 'errorBudgetLeftSeconds'):
                    self.assertEqual(its.get(field), mine.get(field), field)
                # What we mean to claim it learns when we do.
                self.assertIn('credit', mine)
                self.assertNotIn('credit', its)
                # Both see both words. What the difference is worth, and how much of it is let pass, is ours.
                self.assertEqual((mine['downtimeSeconds'], mine['origin']), ('19800', 'ORIGIN_MEASURED'))
                self.assertEqual([(x['origin'], x['downtimeSeconds']) for x in its['others']],
                                 [('ORIGIN_REPORTED', '16200')])
                self.assertEqual([x['minutes'] for x in mine['disagreements']], ['60.0'])
                self.assertFalse(its.get('disagreements'))
                self.assertFalse(its.get('consequences'))
            self.assertNotIn('tolerance', json.dumps(theirs).lower())
            # Another partner learns nothing: not that there is a contract, nor who has it.
            code, others = self.call(d, 'south', report, period=OCTOBER)
            self.assertEqual((code, others['objectives']), (200, []))
            self.assertNotIn('north', json.dumps(others).lower())
            named = [self.call(d, 'south', report, period=OCTOBER, contract=c) for c in ('hosting-2026', 'no-such-one')]
            self.assertEqual(json.dumps(named[0]).replace('hosting-2026', '?'),
                             json.dumps(named[1]).replace('no-such-one', '?'))
            # Nor does it see the whole portfolio.
            self.assertEqual(self.call(d, 'south', 'portfolio.v1.PortfolioService/GetOverview')[0], 403)



# A partner that sends paper: no source tells anything about it.
PAPER = '''id: north-desk
provider: north
title: Service desk
currency: EUR
owner: m.visser
term: {start: 2020-01-01, initial: 600 months}
pricing:
  - {component: desk, form: fixed, amount: "1000.00", per: month}
objectives:
  - id: answered
    kind: indicator
    service: hosting
    indicator: answered in time
    unit: "%"
    direction: at_least
    target: 90
    window: {calendar: month, time_zone: Europe/Amsterdam}
    evidence: {report_due: 1 days}
'''


class Paper(unittest.TestCase):
    """U3: what only paper says is entered in one step, with name, document and expiry."""

    def test_a_figure_from_paper(self):
        first = NOW.astimezone(AMSTERDAM).replace(day=1)
        last = first - datetime.timedelta(days=1)
        before = last.replace(day=1) - datetime.timedelta(days=1)
        report = b'answered in time: 92.5 %'
        with Daemon(portfolio(), {'contracts/desk.yaml': PAPER, 'report.pdf': report}) as d:
            document = os.path.join(d.folder, 'report.pdf')

            def add(period, *more):
                return [*more, 'measurement', 'add', '--provider', 'north', '--objective', 'answered', '--period',
                        f'{period:%Y-%m}', '--value', '92.5', '--document', document, '--remark', 'page 2']
            # Due and absent: an item with an owner.
            overdue = f'report_overdue:north-desk:answered:{before:%Y-%m-%d}'
            items = {x['id']: x for x in d.ask('agenda')['items']}
            self.assertEqual(items[overdue]['owner'], 'm.visser')
            row, = [x for x in d.ask('overview')['providers'] if x['id'] == 'north']
            self.assertEqual(row['agendaItems'], sum(x['provider'] == 'north' for x in items.values()))
            self.assertEqual(row['coverage']['serviceLevel'], 'COVERAGE_KIND_ABSENT')

            # Whoever is on the machine is nobody in particular.
            refused = d.run(*add(before))
            self.assertEqual(refused.returncode, 4, refused.stderr)
            self.assertIn('named person', refused.stderr)
            token = os.path.join(d.folder, 'token')
            made = d.run('identity', 'create', '--role', 'administrator', '--kind', 'person', '--name', 'A. Person',
                         '--token-to', token)
            self.assertEqual(made.returncode, 0, made.stderr)

            def ask(*arguments):
                return d.ask('--token-file', token, *arguments)
            for month in (before, last):
                entered = ask(*add(month))['figure']
                self.assertEqual((entered['contract'], entered['state']),
                                 ('north-desk', 'ENTERED_FIGURE_STATE_IN_FORCE'))
            sha256 = hashlib.sha256(report).hexdigest()
            self.assertEqual(entered['documentSha256'], sha256)
            # Both months name one file.
            self.assertTrue(os.path.exists(os.path.join(d.folder, 'data/originals', sha256 + '.zst')))

            shown, = ask('sla', 'report', '--period', f'{last:%Y-%m}')['objectives']
            self.assertEqual((shown['attained'], shown['verdict'], shown['origin']),
                             ('92.5', 'VERDICT_MET', 'ORIGIN_REPORTED'))
            self.assertEqual((shown['byHand']['document'], shown['byHand']['name']), ('report.pdf', 'A. Person'))
            row, = [x for x in ask('overview')['providers'] if x['id'] == 'north']
            self.assertEqual(row['coverage']['serviceLevel'], 'COVERAGE_KIND_BY_HAND')
            self.assertNotIn(overdue, [x['id'] for x in ask('agenda')['items']])
            table = d.run('--token-file', token, 'measurement', 'list', '--provider', 'north')
            self.assertIn('entered by A. Person', ' '.join(table.stdout.split()))

            moment = entered['steps'][0]['time']
            back = ask('measurement', 'withdraw', entered['id'], '--reason', 'another month')['figure']
            self.assertEqual(back['state'], 'ENTERED_FIGURE_STATE_WITHDRAWN')
            # Now nobody tells it; when it was entered it was 92.5.
            answer = ask('sla', 'report', '--period', f'{last:%Y-%m}')
            self.assertNotIn('attained', answer['objectives'][0])
            self.assertIn('sla-figure-missing', [g['rule'] for g in answer['gaps']])
            known, = ask('sla', 'report', '--period', f'{last:%Y-%m}', '--as-known-on', moment)['objectives']
            self.assertEqual(known['attained'], '92.5')
            methods = [a['method'].rsplit('.')[-1] for a in ask('audit', 'list')['acts']]
            self.assertEqual((methods.count('EnterFigure'), methods.count('WithdrawFigure')), (2, 1))
            self.assertEqual(d.run('--token-file', token, 'audit', 'verify').returncode, 0)


class Replay(unittest.TestCase):
    """What last year's usage would have cost under other forms, before anybody signs."""

    def test_two_offers_in_one_question(self):
        # 1,000 tickets at 50,000.00 with a band of 10 %: 900 to 1,100 cost the same, 1,200 are 100 beyond its edge.
        baseline = ('currency: EUR\npricing:\n  - {component: tickets, form: baseline, units: 1000, amount: "50000.00", '
                    'dead_band: 10%, arc: "45.00", rrc: "30.00", meter: {service_name: Tickets}}\n')
        each = ('currency: EUR\npricing:\n  - {component: tickets, form: per_unit, price: "48.00", '
                'meter: {service_name: Tickets}}\n')
        charges = focus(*(charge(billed, month, after, PricingQuantity=count, PricingUnit='Ticket', ServiceName='Tickets')
                          for month, after, count, billed in (('2025-01', '2025-02', '900', '49500.00'),
                                                              ('2025-02', '2025-03', '1200', '66000.00'))))
        with Daemon({'providers': [provider('north', 'focus', path='bill.csv')]},
                    {'bill.csv': charges, 'baseline.yaml': baseline, 'each.yaml': each,
                     'broken.yaml': baseline.replace('units: 1000, ', '')}) as d:
            d.collect()

            def replay(*forms):
                return ('contract', 'replay', '--provider', 'north', '--form',
                        ','.join(os.path.join(d.folder, form) for form in forms), '--from', '2025-01', '--to', '2025-03')
            answer = d.ask(*replay('baseline.yaml', 'each.yaml'))
            self.assertEqual([(m['month'], m.get('actualCost'), m.get('replayedCost'), m.get('difference'))
                              for m in answer['months']],
                             [('2025-01', '49500.00', '50000.00', '500.00'),
                              ('2025-02', '66000.00', '54500.00', '-11500.00'), ('2025-03', None, None, None)])
            self.assertEqual((answer['total']['difference'], answer['worstMonth'], answer['bestMonth']),
                             ('-11000.00', '2025-01', '2025-02'))
            # 900 x 48 and 1,200 x 48; 115,500 / 100,800 = 1.14583.
            other, = answer['others']
            self.assertEqual([m.get('replayedCost') for m in other['months']], ['43200.00', '57600.00', None])
            self.assertTrue(other['breakEven'].startswith('1.145'), other['breakEven'])
            # A month that nobody delivered is no zero.
            self.assertIn('replay-months-missing', [g['rule'] for g in answer['gaps']])
            self.assertEqual(d.run('--fail-on-gaps', *replay('each.yaml')).returncode, 6)
            refused = d.run(*replay('broken.yaml'))
            self.assertEqual(refused.returncode, 2, refused.stderr)
            self.assertIn('broken.yaml:3', refused.stderr)
            self.assertIn('units', refused.stderr)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

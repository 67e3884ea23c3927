"""Forty things that a hostile partner can try, by the numbers of docs/security.md, and what becomes of each."""
import gzip
import http.client
import json
import os
import re
import socket
import threading
import unittest

import product
from partner_test import Partner, kpi
from promises_test import OCTOBER, YEAR

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'docs', 'security.md')
SEEN = set()


def attack(*numbers):
    """Marks a test as the one of these lines of the page."""
    SEEN.update(numbers)
    return lambda test: test


def raw(d, text, seconds=10):
    """What the gateway says to exactly these bytes."""
    host, port = d.http.rsplit(':', 1)
    with socket.create_connection((host, int(port)), timeout=seconds) as s:
        s.sendall(text if isinstance(text, bytes) else text.encode('latin-1'))
        answer = b''
        while piece := s.recv(65536):
            answer += piece
        return answer.decode('latin-1')


class Attacks(Partner):
    """One daemon for all of them: none may disturb the next."""

    @classmethod
    def setUpClass(cls):
        from partner_test import daemon
        cls.d = daemon(sources=[])
        cls.d.stop()
        cls.d.config['providers'][1]['sources'].append({'id': 'south-late', 'adapter': 'kpi', 'push': True})
        cls.d.config['sources'] = [{'id': 'ledger', 'adapter': 'ledger', 'push': True, 'assign': {
            'by': 'supplier', 'map': {'South*': 'south'}}}]
        cls.d.write('regisseur.yaml', json.dumps(cls.d.config))
        tokens = cls.d.tokens
        cls.d.start()
        cls.d.tokens, cls.d.tcp = tokens, cls.d.grpc
        cls.d.grpc = 'unix:' + os.path.join(cls.d.folder, 'data/regisseur.sock')
        south = cls('code_of')
        south.push(cls.d, 'south-kpi', kpi(), who='south')
        south.call(cls.d, 'objective.v1.ObjectiveService/RaiseObjection', who='south', contract='south-2026',
                   objective='availability', period=OCTOBER, figure='99.95', reason='No.', evidence='log',
                   request_id='s1')

    @classmethod
    def tearDownClass(cls):
        cls.d.__exit__(None, None, None)

    def code_of(self, *arguments, **more):
        return self.push(self.d, 'north-kpi', kpi(), *arguments, **more)[0]

    def head(self, *lines, target='/push/north-kpi', host=None, body=''):
        return raw(self.d, '\r\n'.join([f'POST {target} HTTP/1.1', f'Host: {host or self.d.http}', 'Connection: close',
                                        f'Content-Length: {len(body)}', *lines, '', body]))

    def same(self, method, others, nonsense, **body):
        """Another partner's and nonsense get one answer; the code of it."""
        one, other = (self.call(self.d, method, **{**body, **what}) for what in (others, nonsense))
        self.assertEqual(one, other, method)
        return one[0]

    @attack(1, 2, 4, 5, 10)
    def test_without_a_token(self):
        self.assertEqual(self.code_of(who=None), 401)
        # Not one byte of the body is waited for.
        self.assertIn(' 401 ', raw(self.d, f'POST /push/north-kpi HTTP/1.1\r\nHost: {self.d.http}\r\n'
                                           'Content-Length: 1000000\r\n\r\n'))
        unknown = self.push(self.d, 'north-kpi', kpi(), who=None, Authorization='Bearer rgs_' + 'A' * 43)
        self.assertEqual(unknown[0], 401)
        self.assertEqual(self.code_of(who=None, Authorization='Basic bm9ydGg6eA=='), 401)
        bearer = 'Authorization: Bearer ' + self.d.tokens['north']
        self.assertIn(' 400 ', self.head(bearer, bearer))
        for target in ('/push/north-kpi?token=', '/push/north-kpi?access_token='):
            self.assertRegex(self.head(target=target + self.d.tokens['north']), ' 40[01] ')

    @attack(3)
    def test_a_revoked_token(self):
        made = self.d.ask('identity', 'create', '--role', 'provider', '--provider', 'north', '--name', 'gone')
        self.assertEqual(self.code_of(who=None, query='?dry_run=1', Authorization='Bearer ' + made['token']), 200)
        self.d.ask('identity', 'revoke', made['identity']['id'])
        revoked = self.push(self.d, 'north-kpi', kpi(), who=None, Authorization='Bearer ' + made['token'])
        self.assertEqual(revoked, self.push(self.d, 'north-kpi', kpi(), who=None,
                                            Authorization='Bearer rgs_' + 'A' * 43))

    @attack(6, 7, 8, 9)
    def test_from_a_browser(self):
        bearer = 'Authorization: Bearer ' + self.d.tokens['north']
        self.assertIn(' 403 ', self.head(bearer, 'X-Remote-User: cio@example.nl', 'X-Remote-Groups: ict'))
        self.assertIn(' 403 ', self.head(bearer, host='evil.example'))
        for origin in ('https://evil.example', 'null'):
            answer = self.head(bearer, 'Origin: ' + origin)
            self.assertIn(' 403 ', answer)
            self.assertNotIn('access-control', answer.lower())
        for form in ('application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'):
            self.assertIn(' 401 ', self.head('Content-Type: ' + form, body='x'))

    @attack(11, 12, 13, 14, 15, 16, 17, 18, 19, 20)
    def test_what_is_anothers(self):
        for query in ('', '?dry_run=1'):
            one = self.push(self.d, 'south-kpi', kpi(), query=query)
            self.assertEqual(one, self.push(self.d, 'nonsense', kpi(), query=query))
            self.assertEqual(one[0], 404)
            self.assertEqual(one, self.push(self.d, 'ledger', kpi(), query=query))
        p = 'partner.v1.PartnerService/'
        source = {'source': 'south-feed'}, {'source': 'nonsense'}
        provider = {'provider': 'south'}, {'provider': 'nonsense'}
        self.assertEqual(self.same(p + 'PushMeasurement', *source, measurement={'indicator': 'x'}), 404)
        self.assertEqual(self.same(p + 'PushIncident', *source, components=[{'id': 'w'}]), 404)
        self.assertEqual(self.same(p + 'PushFacts', *source, batch={'run': 'x', 'number': '1', 'last': True}), 404)
        self.assertEqual(self.same('source.v1.SourceService/GetSource', {'id': 'south-kpi'}, {'id': 'nonsense'}), 404)
        self.assertEqual(self.same('source.v1.SourceService/GetSource', {'id': 'ledger'}, {'id': 'nonsense'}), 404)
        for method in ('portfolio.v1.PortfolioService/ListMeasurements', 'status.v1.StatusService/ListIncidents',
                       'evidence.v1.EvidenceService/ListReceipts', 'contract.v1.ContractService/ListContracts',
                       'claim.v1.ClaimService/ListClaims', p + 'ListInbox', p + 'GetProviderPack'):
            self.assertEqual(self.same(method, *provider), 404, method)
        self.assertEqual(self.same('evidence.v1.EvidenceService/GetReceipt', *provider, number='1'), 404)
        for method in ('WatchInbox', 'ExportProvider'):
            streams = [self.stream(method, {**body, 'only_now': True} if method == 'WatchInbox' else body)
                       for body in provider]
            self.assertEqual(*streams)
            self.assertIn('not_found', streams[0])
        claims = self.d.ask('objective', 'objections')['objections']
        theirs = next(o['id'] for o in claims if o['contract'] == 'south-2026')
        for method in ('claim.v1.ClaimService/GrantClaim', 'claim.v1.ClaimService/RefuseClaim',
                       'objective.v1.ObjectiveService/WithdrawProposal',
                       'negotiation.v1.NegotiationService/AcceptContractProposal'):
            body = {'request_id': 'x1', 'reason': 'no'} if 'Refuse' in method or 'Withdraw' in method \
                else {'request_id': 'x1'}
            self.assertEqual(self.same(method, {'id': theirs}, {'id': 'nonsense'}, **body), 404, method)
        self.assertEqual(self.same(
            'objective.v1.ObjectiveService/RaiseObjection', {'contract': 'south-2026'}, {'contract': 'nonsense'},
            objective='availability', period=OCTOBER, figure='1', reason='r', evidence='e', request_id='x2'), 404)
        self.assertEqual(self.same(
            'negotiation.v1.NegotiationService/ProposeContractVersion', {'contract': 'south-2026'},
            {'contract': 'nonsense'}, text='id: south-2026\n', reason='r', request_id='x3'), 404)

    def stream(self, method, body):
        message = json.dumps(body).encode()
        c = http.client.HTTPConnection(self.d.http, timeout=30)
        self.addCleanup(c.close)
        c.request('POST', '/regisseur.partner.v1.PartnerService/' + method,
                  b'\0' + len(message).to_bytes(4, 'big') + message,
                  {'Content-Type': 'application/connect+json', 'Authorization': 'Bearer ' + self.d.tokens['north']})
        return c.getresponse().read().decode()

    @attack(21, 22, 23, 24, 26)
    def test_what_is_not_for_a_partner(self):
        for method in ('portfolio.v1.PortfolioService/GetOverview', 'portfolio.v1.PortfolioService/ListProviders',
                       'agenda.v1.AgendaService/ListAgendaItems', 'budget.v1.BudgetService/ListBudgets',
                       'cost.v1.CostService/SummarizeCost', 'cost.v1.CostService/ForecastCost',
                       'contract.v1.ContractService/ReplayContract', 'source.v1.SourceService/CheckSource',
                       'identity.v1.IdentityService/ListIdentities', 'identity.v1.IdentityService/CreateIdentity',
                       'identity.v1.IdentityService/ApproveIdentity', 'identity.v1.IdentityService/RevokeIdentity',
                       'operation.v1.OperationService/GetDoctorReport', 'operation.v1.OperationService/GetMetrics',
                       'operation.v1.OperationService/CreateBackup', 'evidence.v1.EvidenceService/ListActs',
                       'objective.v1.ObjectiveService/ApproveProposal', 'room.v1.HourService/AcceptHours'):
            code, answer = self.call(self.d, method)
            self.assertEqual((code, answer['code']), (403, 'permission_denied'), method)
        request = raw(self.d, f'GET /metrics HTTP/1.1\r\nHost: {self.d.http}\r\nConnection: close\r\n'
                              f'Authorization: Bearer {self.d.tokens["north"]}\r\n\r\n')
        self.assertIn(' 403 ', request)

    @attack(25)
    def test_what_is_ours_alone(self):
        code, contract = self.call(self.d, 'contract.v1.ContractService/GetContract', id='hosting-2026')
        self.assertEqual(code, 200)
        self.assertEqual((contract['term']['internalNoticeDays'], contract['owner']), (0, ''))
        self.assertNotIn('mandate', contract)
        for ours in ('77', 'bakker', '16 per month'):
            self.assertNotIn(ours, json.dumps(contract))

    @attack(27, 28, 29, 30)
    def test_names_and_paths(self):
        bearer = 'Authorization: Bearer ' + self.d.tokens['north']
        for name in ('..', '../north-kpi', '../../etc/passwd', '%2e%2e%2fnorth-kpi', '%00', 'a' * 5000,
                     '\xff\xfe', 'north-kpi%0d%0aX: y', '*', '.'):
            answer = self.head(bearer, target='/push/' + name, body='x')
            self.assertRegex(answer, '^HTTP/1.1 (404|400) ', name)
        for query in ('?name=../../x', '?path=/etc/passwd', '?dry_run=1&file=x'):
            self.assertIn(' 400 ', self.head(bearer, target='/push/north-kpi' + query, body='x'))
        inbox = os.path.join(self.d.folder, 'data/inbox')
        self.assertEqual([f for _, _, files in os.walk(inbox) for f in files], [])
        xxe = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
        answer = self.push(self.d, 'north-kpi', xxe, query='?dry_run=1')
        self.assertNotIn('root:', json.dumps(answer))

    @attack(31, 34, 35)
    def test_too_large(self):
        limit = 32 << 20
        told = raw(self.d, f'POST /push/north-kpi HTTP/1.1\r\nHost: {self.d.http}\r\nConnection: close'
                           f'\r\nAuthorization: Bearer {self.d.tokens["north"]}\r\n'
                           f'Content-Length: {limit + 1}\r\n\r\n')
        self.assertIn(' 413 ', told)
        self.assertIn(f'longer than {limit} bytes', told)

        def chunks():
            for _ in range(34):
                yield b'x' * (1 << 20)
        c = http.client.HTTPConnection(self.d.http, timeout=60)
        self.addCleanup(c.close)
        try:
            c.request('POST', '/push/north-kpi', chunks(), encode_chunked=True, headers={
                'Authorization': 'Bearer ' + self.d.tokens['north'], 'Transfer-Encoding': 'chunked'})
            self.assertEqual(c.getresponse().status, 413)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it closed while we still sent
        before = self.d.resident_bytes()
        bomb = gzip.compress(b'0' * (256 << 20), 9)
        self.assertIn(self.push(self.d, 'north-kpi', bomb, query='?dry_run=1')[0], (400, 503))
        self.assertLess(self.d.resident_bytes() - before, 128 << 20)
        deep = '{"measurement":' * 10000 + '{}' + '}' * 10000
        code, _ = self.d.post('regisseur.partner.v1.PartnerService/PushMeasurement', deep,
                              Authorization='Bearer ' + self.d.tokens['north'])
        self.assertEqual(code, 400)

    @attack(32, 33)
    def test_too_many(self):
        # Of another source, so that the others have theirs left.
        self.assertGreaterEqual(self.flood(self.d, 'south-late', 'south'), 30)
        seen = []
        threads = [threading.Thread(target=lambda: seen.append(
            self.push(self.d, 'north-page', '{}', query='?dry_run=1')[0])) for _ in range(6)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertLessEqual(set(seen), {200, 400, 429})

    @attack(36)
    def test_too_many_watchers(self):
        message = b'{}'
        watchers, answers = [], []
        for _ in range(5):
            c = http.client.HTTPConnection(self.d.http, timeout=60)
            watchers.append(c)
            self.addCleanup(c.close)
            c.request('POST', '/regisseur.partner.v1.PartnerService/WatchInbox',
                      b'\0' + len(message).to_bytes(4, 'big') + message,
                      {'Content-Type': 'application/connect+json',
                       'Authorization': 'Bearer ' + self.d.tokens['south']})
        for c in watchers:
            # South has one entry; whoever is one too many hears why.
            answers.append(c.getresponse().read1(65536).decode('latin-1'))
        self.assertEqual(sum('resource_exhausted' in a for a in answers), 1, answers)
        self.assertEqual(self.call(self.d, 'portfolio.v1.PortfolioService/GetProvider', id='north')[0], 200)
        self.assertEqual(self.code_of(query='?dry_run=1'), 200)

    @attack(37)
    def test_a_slow_body_keeps_nobody(self):
        host, port = self.d.http.rsplit(':', 1)
        with socket.create_connection((host, int(port)), timeout=10) as s:
            s.sendall(f'POST /push/south-kpi HTTP/1.1\r\nHost: {self.d.http}\r\nContent-Length: 100\r\n'
                      f'Authorization: Bearer {self.d.tokens["south"]}\r\n\r\nx'.encode())
            self.assertEqual(self.code_of(query='?dry_run=1'), 200)
            self.assertEqual(self.call(self.d, 'portfolio.v1.PortfolioService/GetProvider', id='north')[0], 200)

    @attack(38, 39)
    def test_hostile_texts(self):
        texts = ['=HYPERLINK("http://evil.example","x")', '+1+1', '@SUM(A1)', '<script>alert(1)</script>',
                 '<img src=x onerror=alert(1)>', '\u202egnp.exe', '\u2066x\u2069', 'a\u0007b\u001b[2Jc', '{{7*7}}', '${7*7}',
                 "'; DROP TABLE act; --", '%s%s%n', '\\x00', 'line\r\nX-Evil: 1']
        for i, text in enumerate(texts):
            code, told = self.call(self.d, 'partner.v1.PartnerService/PushIncident', source='north-feed', incident={
                'id': f'h{i}' + text, 'title': text, 'startTime': f'{YEAR}-11-02T10:00:{i:02}Z', 'url': text,
                'updates': [{'id': text, 'text': text, 'phase': text, 'displayTime': f'{YEAR}-11-02T10:00:00Z'}]},
                components=[{'id': f'h{i}', 'name': text, 'group': text, 'state': 'OPERATIONAL_STATE_OPERATIONAL'}])
            self.assertEqual(code, 200, told)
        titles = [i['title'] for i in self.d.ask('incident', 'list', '--provider', 'north')['incidents']]
        self.assertLessEqual(set(texts), set(titles))
        for shown in (self.d.run('incident', 'list', '--provider', 'north'),
                      self.d.run('component', 'list', '--provider', 'north')):
            for control in '\x1b\x07\u202e\u2066\r':
                self.assertNotIn(control, shown.stdout)
        for cell in re.findall(r'"((?:[^"]|"")*)"', self.d.run('-o', 'csv', 'incident', 'list', '--provider',
                                                                'north').stdout):
            self.assertNotRegex(cell, r'^[=+@]')
        # Not UTF-8, and a megabyte.
        self.assertEqual(self.d.post('regisseur.partner.v1.PartnerService/PushIncident',
                                     '{"source":"north-feed"}', Authorization='Bearer ' + self.d.tokens['north'])[0], 400)
        answer = self.push(self.d, 'north-kpi', b'dienst;indicator;periode;realisatie\n\xff\xfe;x;' + OCTOBER.encode() +
                           b';1\n', query='?dry_run=1')
        self.assertIn(answer[0], (200, 400))
        large = 'x' * (1 << 20)
        code, _ = self.call(self.d, 'partner.v1.PartnerService/PushIncident', source='north-feed',
                            incident={'id': 'm', 'title': large, 'startTime': f'{YEAR}-11-02T10:00:00Z'})
        self.assertEqual(code, 413)
        code, told = self.push(self.d, 'north-kpi', f'dienst;indicator;periode;realisatie\n{large};x;{OCTOBER};1\n')
        self.assertIn(code, (200, 400))
        self.assertLess(len(json.dumps(told)), 100000)

    @attack(40)
    def test_impossible_batches(self):
        good = {'run': 'r', 'number': '1', 'last': True, 'dictionary': [''], 'deliveries': [
            {'scope': 's', 'completeness': 'COMPLETENESS_COMPLETE'}]}
        row = {'service': 's', 'indicator': 'i', 'value': '1', 'periodStartTime': f'{YEAR}-10-01T00:00:00Z',
               'periodEndTime': f'{YEAR}-11-01T00:00:00Z'}
        wrong = ({'number': '0'}, {'number': '-1'}, {'run': ''}, {'dictionary': ['x']},
                 {'measurements': [{**row, 'delivery': 9}]}, {'measurements': [{**row, 'delivery': -1}]},
                 {'measurements': [{**row, 'value': '1e999999999'}]},
                 {'measurements': [{**row, 'periodEndTime': f'{YEAR}-01-01T00:00:00Z'}]},
                 {'measurements': [{**row, 'value': 'NaN'}]},
                 {'observations': [{'observedTime': '9999-12-31T00:00:00Z', 'components': {'id': [5], 'name': []}}]},
                 {'charges': {'delivery': [0, 7], 'line': ['1']}})
        for change in wrong:
            code, told = self.call(self.d, 'partner.v1.PartnerService/PushFacts', source='north-feed',
                                   batch={**good, **change})
            self.assertEqual(code, 400, (change, told))
        code, told = self.call(self.d, 'partner.v1.PartnerService/PushFacts', source='north-feed',
                               batch={**good, 'number': '2'})
        self.assertNotEqual(code, 200, told)
        measured = self.d.ask('measurement', 'list', '--provider', 'north')['measurements']
        self.assertNotIn('north-feed', {m['source'] for m in measured})


class TheList(unittest.TestCase):

    def test_every_line_of_the_page_is_tried(self):
        with open(PAGE, encoding='utf-8') as f:
            listed = [int(n) for n in re.findall(r'^\| (\d+) \|', f.read(), re.M)]
        self.assertEqual(listed, list(range(1, 41)))
        self.assertEqual(SEEN, set(listed))


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

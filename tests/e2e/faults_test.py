"""What partners and machines do to it: what must hold whatever happens."""
import gzip
import json
import shutil
import socket
import threading
import unittest

import product
from product import Daemon, provider, wait_until
from spine_test import charge, focus, page


class Partner:
    """A web server of a partner that answers as a test wants: each connection is handed to `answer(socket)`."""

    def __init__(self, answer):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = 'http://127.0.0.1:%d' % self.listener.getsockname()[1]
        self.answer = answer
        self.open = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection):
        try:
            connection.recv(65536)
            if self.answer(connection):
                connection.close()
        except OSError:
            pass

    def close(self):
        self.listener.close()
        for connection in self.open:
            connection.close()


def says(body, headers=b'Content-Type: application/json\r\n', status=b'200 OK'):
    def answer(connection):
        connection.sendall(b'HTTP/1.1 ' + status + b'\r\nConnection: close\r\n' + headers +
                           b'Content-Length: %d\r\n\r\n' % len(body) + body)
        return True
    return answer


def hangs(connection):
    return False


def half(connection):
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{"page":')
    return True


GOOD = json.dumps(page([('web', 'Web', 'operational')])).encode()
BOMB = gzip.compress(b'[' + b' ' * (200 << 20) + b']', 9)

FAULTS = {
    'garbage': says(b'\x00\xff<html>'),
    'empty': says(b''),
    'bomb': says(BOMB, b'Content-Encoding: gzip\r\n'),
    'latin1': says(GOOD.replace(b'"Web"', b'"W\xe9b"')),
    'half': half,
    'error': says(b'oops', status=b'500 Internal Server Error'),
    'redirect': says(b'', b'Location: http://127.0.0.1:1/\r\n', b'302 Found'),
    'deep': says(b'[' * 200000),
    'hang': hangs,
}


class Partners(unittest.TestCase):

    def test_each_fault_is_shown_and_spoils_nobody_else(self):
        partners = {name: Partner(answer) for name, answer in {**FAULTS, 'good': says(GOOD)}.items()}
        config = {'providers': [provider(name, 'statuspage', url=p.url + '/api/v2/summary.json', allow_private=True,
                                         timeout='2s') for name, p in partners.items()]}
        with Daemon(json.loads(json.dumps(config).replace('true', '"true"'))) as d:
            d.collect()
            rows = {p['id']: p for p in d.ask('overview')['providers']}
            self.assertEqual(rows['good']['state'], 'OPERATIONAL_STATE_OPERATIONAL')
            self.assertEqual(rows['good']['freshness'], 'FRESHNESS_FRESH')
            for name in FAULTS:
                with self.subTest(name):
                    source = d.ask('source', 'show', name + '-source')
                    if name == 'latin1' and 'failure' not in source:
                        # Repaired text is a finding; the state is still what the partner said.
                        self.assertTrue(source['findings'])
                        continue
                    self.assertEqual(rows[name]['state'], 'OPERATIONAL_STATE_UNKNOWN')
                    self.assertIn(rows[name]['freshness'], ('FRESHNESS_MISSING', 'FRESHNESS_FAILED'))
                    self.assertTrue(source['failure']['message'])
            self.assertLess(d.resident_bytes(), 512 << 20)
        for p in partners.values():
            p.close()

    def test_a_page_that_breaks_keeps_its_last_state(self):
        answers = [says(json.dumps(page([('web', 'Web', 'partial_outage')])).encode()), says(b'')]
        partner = Partner(lambda connection: answers[0](connection))
        with Daemon({'providers': [provider('p', 'statuspage', url=partner.url + '/s.json', allow_private='true')]}) as d:
            d.collect()
            answers.pop(0)
            d.collect()
            component, = d.ask('component', 'list', '--provider', 'p')['components']
            self.assertEqual(component['state'], 'OPERATIONAL_STATE_PARTIAL_OUTAGE')
            self.assertEqual(d.ask('source', 'show', 'p-source')['freshness'], 'FRESHNESS_FAILED')
        partner.close()

    def test_a_private_address_is_asked_only_when_allowed(self):
        partner = Partner(says(GOOD))
        with Daemon({'providers': [provider('p', 'statuspage', url=partner.url + '/s.json')]}) as d:
            d.collect()
            failure = d.ask('source', 'show', 'p-source')['failure']
            self.assertEqual(failure['kind'], 'PROBLEM_KIND_CONFIGURATION')
            self.assertIn('allow_private', failure['message'])
        partner.close()


class Machine(unittest.TestCase):

    ROWS = 60000

    def test_killed_in_mid_collection_it_counts_wholly_and_once(self):
        line = focus(charge('1.25')).splitlines()[1] + '\n'
        text = focus() + line * self.ROWS
        d = Daemon({'providers': [provider('p', 'focus', path='big.csv')]}, {'big.csv': text})
        for _ in range(4):
            d.start()
            started = d.run('source', 'collect', '--all')
            self.assertEqual(started.returncode, 0, started.stderr)
            wait_until(lambda: d.ask('source', 'show', 'p-source')['cursor'], 20)
            d.kill()
        d.start()
        rows = d.ask('cost', 'summary')['rows']
        if rows:  # a life may have been long enough; then it is all there
            self.assertEqual(rows[0]['chargeCount'], str(self.ROWS))
        d.collect()
        row, = d.ask('cost', 'summary')['rows']
        # 60,000 x 1.25 = 75,000.00
        self.assertEqual((row['chargeCount'], row['billedCost']), (str(self.ROWS), '75000.00'))
        self.assertEqual(d.stop(), 0)
        shutil.rmtree(d.folder)

    def test_a_large_file_takes_bounded_memory(self):
        line = focus(charge('1.25')).splitlines()[1] + '\n'
        with Daemon({'providers': [provider('p', 'focus', path='big.csv.gz')]},
                    {'big.csv.gz': gzip.compress((focus() + line * 300000).encode(), 1)}) as d:
            d.collect()
            self.assertEqual(d.ask('cost', 'summary')['rows'][0]['billedCost'], '375000.00')
            self.assertLess(d.resident_bytes(), 256 << 20)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main(verbosity=1)

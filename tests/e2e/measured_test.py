"""What we measure ourselves, beside what partners report."""
import json
import socket
import time
import unittest
import urllib.parse

import product
from faults_test import Partner, says
from product import Daemon
from spine_test import page

# As Prometheus lays out its answers; a minute is a step.
STEP = 60


def prometheus(sample):
    """Answers query_range: `sample(seconds)` is the value's text, or None where there is none."""
    def answer(connection, request):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.split()[1].decode()).query)
        start, end = int(query['start'][0]), int(query['end'][0])
        values = [[t, sample(t)] for t in range(start, end + 1, STEP) if sample(t) is not None]
        return says(json.dumps({'status': 'success', 'data': {
            'resultType': 'matrix', 'result': [{'metric': {}, 'values': values}]}}).encode())(connection)
    return answer


class Server(Partner):
    """One that wants to see the request."""

    def one(self, connection):
        try:
            if self.answer(connection, connection.recv(65536)):
                connection.close()
        except OSError:
            pass


def closed_port():
    """A port that nobody listens at while the socket is held."""
    s = socket.socket()
    s.bind(('127.0.0.1', 0))
    return s, s.getsockname()[1]


class Measured(unittest.TestCase):
    def provider(self, *sources):
        return {'providers': [{'id': 'north', 'name': 'North', 'tier': 'strategic', 'sources': list(sources),
                               'services': [{'id': 'web', 'name': 'Website', 'components': ['id:web']}]}]}

    def test_what_is_measured_counts_before_what_is_reported(self):
        site = Partner(says(b'<h1>We are sorry</h1>', status=b'503 Unavailable'))
        reference = Partner(says(b'hello'))
        self.addCleanup(site.close)
        self.addCleanup(reference.close)
        probe = {'id': 'north-probe', 'adapter': 'probe', 'every': '1h', 'options': {
            'targets': f'web (Website) {site.url}', 'references': f'r {reference.url}', 'pause': '0s',
            'allow_private': 'true'}}
        reported = {'id': 'north-page', 'adapter': 'statuspage', 'every': '1h', 'options': {'path': 'page.json'}}
        with Daemon(self.provider(probe, reported), {'page.json': json.dumps(page([('web', 'Website', 'operational')]))}) as d:
            d.collect()
            states = {(c['source'], c['id']): c['state'] for c in d.ask('component', 'list', '--provider', 'north')['components']}
            self.assertEqual(states[('north-page', 'web')], 'OPERATIONAL_STATE_OPERATIONAL')
            self.assertEqual(states[('north-probe', 'web')], 'OPERATIONAL_STATE_MAJOR_OUTAGE')
            row, = d.ask('overview')['providers']
            self.assertEqual(row['state'], 'OPERATIONAL_STATE_MAJOR_OUTAGE')
            findings = d.ask('source', 'show', 'north-probe')['findings']
            self.assertIn('it answers HTTP 503', json.dumps(findings))

    def test_who_is_offline_himself_blames_nobody(self):
        held, port = closed_port()
        self.addCleanup(held.close)
        probe = {'id': 'north-probe', 'adapter': 'probe', 'every': '1h', 'options': {
            'targets': f'web http://127.0.0.1:{port}', 'references': f'r tcp://127.0.0.1:{port}', 'pause': '0s',
            'allow_private': 'true'}}
        with Daemon(self.provider(probe)) as d:
            source, = d.collect()['sources']
            self.assertEqual(source['failure']['kind'], 'PROBLEM_KIND_TRANSIENT')
            self.assertIn('offline itself', source['failure']['message'])
            self.assertEqual(d.ask('overview')['providers'][0]['state'], 'OPERATIONAL_STATE_UNKNOWN')

    def test_prometheus_tells_the_past_with_its_gaps(self):
        now = int(time.time()) // STEP * STEP

        def sample(t):
            ago = now - t
            if 7200 < ago <= 10800:
                return None  # nobody scraped for an hour
            return '0' if 3600 < ago <= 5400 else '1'
        server = Server(prometheus(sample))
        self.addCleanup(server.close)
        source = {'id': 'north-prometheus', 'adapter': 'prometheus', 'every': '1h', 'options': {
            'url': server.url, 'queries': 'web (Website) up: up', 'history': '1d', 'allow_private': 'true'}}
        with Daemon(self.provider(source)) as d:
            d.collect()
            at = [time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(now - ago)) for ago in (12000, 1200)]
            told = d.ask('status', 'history', '--provider', 'north', '--from', at[0], '--to', at[1])
            row, = told['rows']
            # A moment's sample holds for its minute: an outage of 30 samples, a gap of 60.
            self.assertEqual((row['operationalSeconds'], row['majorOutageSeconds'], row['unknownSeconds']),
                             (str(10800 - 1800 - 3600), '1800', '3600'))
            # And now it is up.
            self.assertEqual(d.ask('overview')['providers'][0]['state'], 'OPERATIONAL_STATE_OPERATIONAL')


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

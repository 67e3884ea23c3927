"""The hour of an outage (USERS U24, story S12) by real programs: a partner's page that goes down, the same with the page
dead, two tickets and a named person, and the clocks of reporting; and the calendar at an address of its own."""
import datetime
import json
import re
import unittest
import urllib.error
import urllib.request

import product
from product import Daemon

UTC = datetime.timezone.utc
NOW = datetime.datetime.now(UTC).replace(microsecond=0, second=0)
# The component went down a minute ago; everything else of the story counts from there.
DOWN = NOW - datetime.timedelta(minutes=1)


def iso(time):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ')


def after(**length):
    return iso(DOWN + datetime.timedelta(**length))


CONTRACT = '''id: cloudnine-hosting
provider: cloudnine
title: Managed hosting
currency: EUR
owner: m.visser
term: {start: 2026-01-01, initial: 36 months, renewal: 12 months, notice: 3 months, internal_notice: 21 days}
services: [hosting]
objectives:
  - {id: reaction, service: hosting, kind: reaction_time, window: {calendar: month, time_zone: Europe/Amsterdam}, levels: [{priority: P1, within: 30 minutes, share: 90}, {priority: P2, within: 2 hours, share: 90}]}
  - {id: restore, service: hosting, kind: restore_time, window: {calendar: month, time_zone: Europe/Amsterdam}, levels: [{priority: P1, within: 4 hours, share: 90}, {priority: P2, within: 8 hours, share: 90}]}
contacts:
  - {name: A. de Boer, role: escalation, level: 1, side: provider, reach: {phone: "+31 20 555 0101", email: noc@cloudnine.example}}
  - {name: C. Vos, role: escalation, level: 2, side: provider}
governance: {review: quarterly, outage_updates: 1 hour}
'''


def page(state, down=None):
    incidents = []
    if down:
        incidents = [{'id': 'i1', 'name': 'Web is down', 'status': 'investigating', 'impact': 'critical',
                      'created_at': iso(down), 'started_at': iso(down), 'updated_at': iso(down),
                      'shortlink': 'https://status.example/i1', 'components': [{'id': 'w', 'name': 'Web frontend'}],
                      'incident_updates': [{'id': 'u1', 'status': 'investigating', 'body': 'We look into it.',
                                            'created_at': iso(down), 'display_at': iso(down),
                                            'updated_at': iso(down)}]}]
    return json.dumps({'page': {'id': 'p', 'name': 'CloudNine', 'url': 'https://status.example', 'time_zone': 'Etc/UTC',
                                'updated_at': iso(NOW)},
                       'status': {'indicator': 'none', 'description': ''},
                       'components': [{'id': 'w', 'name': 'Web frontend', 'status': state,
                                       'created_at': '2024-01-01T00:00:00Z', 'updated_at': iso(down or NOW),
                                       'position': 1, 'description': None, 'showcase': False, 'start_date': None,
                                       'group_id': None, 'page_id': 'p', 'group': False, 'only_show_if_degraded': False}],
                       'incidents': incidents, 'scheduled_maintenances': []})


def tickets(*rows):
    lines = ['id,kind,supplier,service,state,priority,opened,updated']
    for number, opened in rows:
        lines.append(f'{number},incident,CloudNine B.V.,Hosting,new,P1,{iso(opened)},{iso(opened)}')
    return '\n'.join(lines) + '\n'


def config():
    return {'portfolio': {'name': 'Gemeente Voorbeeld', 'clocks': ['dora']},
            'providers': [{'id': 'cloudnine', 'name': 'CloudNine B.V.', 'tier': 'strategic', 'country': 'NL',
                           'services': [{'id': 'hosting', 'name': 'Managed hosting', 'components': ['Web*'],
                                         'tickets': ['Hosting']}],
                           'sources': [{'id': 'page', 'adapter': 'statuspage', 'every': '1h',
                                        'options': {'path': 'summary.json'}}]}],
            'functions': [{'id': 'burgerzaken', 'name': 'Burgerzaken', 'critical': True, 'rto': '4 hours',
                           'needs': ['cloudnine/hosting']},
                          {'id': 'sociaal', 'name': 'Sociaal domein', 'needs': ['cloudnine/hosting']}],
            'contracts': ['contracts/*.yaml']}


class Outage(unittest.TestCase):
    def same_page(self, row):
        """What holds by whomever's word it is out."""
        self.assertEqual(row['since_time' if 'since_time' in row else 'sinceTime'], iso(DOWN))
        self.assertEqual(row['state'], 'OPERATIONAL_STATE_MAJOR_OUTAGE')
        self.assertEqual(row['functions'], ['burgerzaken', 'sociaal'])
        self.assertEqual(row['call']['level'], 1)
        self.assertEqual(row['call']['callees'][0]['name'], 'A. de Boer')
        self.assertEqual(row['reaction']['dueTime'], after(minutes=30))
        self.assertEqual(row['restore']['dueTime'], after(hours=4))
        # 75 % of four hours.
        self.assertEqual(row['nextRung']['callTime'], after(hours=3))
        self.assertEqual(row['nextRung']['callees'][0]['name'], 'C. Vos')

    def test_story_by_the_feed(self):
        with Daemon(config(), {'summary.json': page('major_outage', DOWN),
                               'contracts/hosting.yaml': CONTRACT}) as d:
            d.collect()
            answer = d.ask('now')
            self.assertEqual([f['name'] for f in answer['functions']], ['Burgerzaken', 'Sociaal domein'])
            self.assertEqual(answer['functions'][0]['recoveryDueTime'], after(hours=4))
            row = answer['outages'][0]
            self.same_page(row)
            self.assertEqual([s['kind'] for s in row['sayings']], ['SAYING_KIND_PARTNER'])
            self.assertFalse(row['feedSilent'])
            self.assertEqual(row['lastWord']['text'], 'We look into it.')
            self.assertEqual(row['nextWord']['dueTime'], after(hours=1))

            aware = DOWN + datetime.timedelta(seconds=20)
            which = ['--provider', 'cloudnine', '--service', 'hosting']
            done = d.ask('outage', 'aware', *which, '--time', iso(aware))
            initial = done['outage']['reports'][0]
            self.assertTrue(initial['conditional'])
            self.assertEqual(initial['dueTime'], iso(aware + datetime.timedelta(hours=24)))
            agenda = [i for i in d.ask('agenda')['items'] if i['kind'] == 'incident_to_classify']
            self.assertEqual(len(agenda), 1)

            major = DOWN + datetime.timedelta(seconds=40)
            done = d.ask('outage', 'classify', *which, '--as', 'major', '--time', iso(major))
            initial = done['outage']['reports'][0]
            self.assertEqual(initial['dueTime'], iso(major + datetime.timedelta(hours=4)))
            self.assertEqual(initial['neverAfterTime'], iso(aware + datetime.timedelta(hours=24)))
            self.assertFalse(initial['conditional'])

            filed = DOWN + datetime.timedelta(seconds=50)
            done = d.ask('outage', 'report', 'initial', *which, '--time', iso(filed), '--reference', 'DNB-1')
            self.assertEqual(done['outage']['reports'][1]['dueTime'], iso(filed + datetime.timedelta(hours=72)))
            d.ask('outage', 'tell', *which, '--whom', 'the board', '--what', 'counters are closed')
            d.ask('outage', 'hear', *which, '--what', 'a disk is replaced',
                  '--next-update', after(minutes=45))
            row = d.ask('now')['outages'][0]
            self.assertEqual(row['lastWord']['text'], 'a disk is replaced')
            self.assertEqual(row['nextWord']['dueTime'], after(minutes=45))
            told = [s for s in row['outage']['steps'] if s['act'] == 'told']
            self.assertEqual((told[0]['whom'], told[0]['text']), ('the board', 'counters are closed'))
            # The same over HTTP, and readable at 80 columns.
            code, over_http = d.post('regisseur.outage.v1.OutageService/GetNow', '{}')
            self.assertEqual(code, 200)
            self.assertEqual(over_http['outages'][0]['restore']['dueTime'], after(hours=4))
            table = d.run('now', env={'COLUMNS': '80'})
            self.assertEqual(table.returncode, 0, table.stderr)
            self.assertLessEqual(max(len(line) for line in table.stdout.splitlines()), 80, table.stdout)
            self.assertIn('A. de Boer', table.stdout)

            d.ask('outage', 'close', *which)
            self.assertEqual(len(d.ask('now')['reportsDue']), 1)
            self.assertEqual(d.run('outage', 'close', *which).returncode, 3)
            self.assertEqual(d.ask('audit', 'verify').get('problems', []), [])

    def test_story_with_the_feed_dead(self):
        c = config()
        c['sources'] = [{'id': 'desk', 'adapter': 'tickets', 'every': '1h', 'options': {'path': 'tickets.csv'},
                         'assign': {'by': 'supplier', 'map': {'CloudNine*': 'cloudnine'}}}]
        with Daemon(c, {'summary.json': 'this is no page', 'contracts/hosting.yaml': CONTRACT,
                        'tickets.csv': tickets(('T1', DOWN), ('T2', DOWN + datetime.timedelta(seconds=30)))}) as d:
            d.collect()
            d.ask('outage', 'declare', '--provider', 'cloudnine', '--service', 'hosting', '--since', iso(DOWN),
                  '--person', 'H. Bakker', '--reason', 'nobody can log in')
            answer = d.ask('now')
            self.assertEqual([f['name'] for f in answer['functions']], ['Burgerzaken', 'Sociaal domein'])
            row = answer['outages'][0]
            self.same_page(row)
            self.assertTrue(row['feedSilent'])
            self.assertEqual(sorted(s['kind'] for s in row['sayings']),
                             ['SAYING_KIND_PERSON', 'SAYING_KIND_TICKET', 'SAYING_KIND_TICKET'])
            person = [s for s in row['sayings'] if s['kind'] == 'SAYING_KIND_PERSON'][0]
            self.assertEqual(person['person'], 'H. Bakker')
            self.assertTrue(any(g['source'] == 'page' for g in answer['gaps']), answer['gaps'])
            self.assertIn('No feed of the partner', d.run('now').stdout)
            # Once more is refused, and so is what nobody in particular says.
            again = d.run('outage', 'declare', '--provider', 'cloudnine', '--service', 'hosting', '--person', 'x')
            self.assertNotEqual(again.returncode, 0)
            nobody = d.run('outage', 'declare', '--provider', 'cloudnine')
            self.assertEqual(nobody.returncode, 2, nobody.stderr)
            self.assertIn('person', nobody.stderr)
            self.assertEqual(d.run('outage', 'declare', '--provider', 'cloudnine', '--service', 'hoofd',
                                   '--person', 'x').returncode, 3)
            self.assertEqual(d.run('outage', 'declare', '--provider', 'cloudnine', '--person', 'x', '--since',
                                   'soon').returncode, 2)


def unfold(text):
    """The content lines of an iCalendar stream (RFC 5545, 3.1) by a reader of our own."""
    assert text.endswith('\r\n') and '\n' not in text.replace('\r\n', ''), 'lines end in CRLF'
    for line in text.encode().split(b'\r\n'):
        assert len(line) <= 75, line
    return text.replace('\r\n ', '').replace('\r\n\t', '').split('\r\n')[:-1]


class Calendar(unittest.TestCase):
    def get(self, d, path, **headers):
        try:
            with urllib.request.urlopen(urllib.request.Request(f'http://{d.http}{path}', headers=headers),
                                        timeout=30) as response:
                return response.status, response.headers, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def test_feed(self):
        with Daemon(config(), {'summary.json': page('operational'), 'contracts/hosting.yaml': CONTRACT}) as d:
            d.collect()
            listed = d.ask('calendar', 'list')['dates']
            notice = [x for x in listed if x['kind'] == 'review']
            self.assertTrue(notice, listed)
            link = d.ask('calendar', 'link', 'create', '--name', 'my telephone')
            self.assertTrue(re.fullmatch(r'/calendar/rgs_[A-Za-z0-9_-]+\.ics', link['path']), link)
            code, headers, text = self.get(d, link['path'])
            self.assertEqual(code, 200, text)
            self.assertEqual(headers['Content-Type'], 'text/calendar; charset=utf-8')
            lines = unfold(text)
            self.assertEqual((lines[0], lines[-1]), ('BEGIN:VCALENDAR', 'END:VCALENDAR'))
            self.assertIn('VERSION:2.0', lines)
            events = '\n'.join(lines).split('BEGIN:VEVENT')[1:]
            self.assertEqual(len(events), len(listed))
            uids = re.findall(r'^UID:(.*)$', '\n'.join(lines), re.M)
            self.assertEqual(len(set(uids)), len(listed))
            for event in events:
                for field in ('DTSTAMP:', 'DTSTART;VALUE=DATE:', 'SUMMARY:', 'END:VEVENT'):
                    self.assertIn(field, event)
            days = sorted(x['day'].replace('-', '') for x in listed)
            self.assertEqual(sorted(re.findall(r'^DTSTART;VALUE=DATE:(\d{8})$', '\n'.join(lines), re.M)), days)
            self.assertNotIn('EUR', text)
            # Asked again with its tag nothing is sent; the address stays the same and tells nobody a secret.
            self.assertEqual(self.get(d, link['path'], **{'If-None-Match': headers['ETag']})[0], 304)
            self.assertNotIn(link['path'].split('/')[2][:-4], json.dumps(d.ask('calendar', 'link', 'list')))
            # Nobody else's, and not after it was revoked.
            self.assertEqual(self.get(d, '/calendar/rgs_nobody.ics')[0], 404)
            d.ask('calendar', 'link', 'revoke', link['link']['id'])
            self.assertEqual(self.get(d, link['path'])[0], 404)
            self.assertEqual(d.ask('calendar', 'link', 'list')['links'][0]['state'], 'revoked')
            # An address of who is the administrator only while there are no identities ends with them.
            other = d.ask('calendar', 'link', 'create', '--name', 'before there were identities')
            self.assertEqual(self.get(d, other['path'])[0], 200)
            token = d.ask('identity', 'create', '--name', 'admin', '--role', 'administrator', '--kind',
                          'machine')['token']
            self.assertTrue(token.startswith('rgs_'))
            self.assertEqual(self.get(d, other['path'])[0], 404)

    def test_the_whole(self):
        with Daemon(config(), {'summary.json': page('operational'), 'contracts/hosting.yaml': CONTRACT}) as d:
            d.collect()
            self.assertEqual(d.ask('portfolio', 'concentration', '--by', 'country')['currency'], 'EUR')
            leaving = d.ask('portfolio', 'rehearsal', '--provider', 'cloudnine')
            self.assertEqual(leaving['contracts'][0]['noticeReceivedBy'], '2028-09-29')
            self.assertEqual([f['id'] for f in leaving['functions']], ['burgerzaken', 'sociaal'])
            self.assertTrue(leaving['missing'])
            self.assertEqual(d.run('portfolio', 'rehearsal', '--provider', 'nobody').returncode, 3)
            month = DOWN.strftime('%Y-%m')
            chains = d.ask('portfolio', 'chains', '--from', month)['chains']
            self.assertEqual(chains[0]['function'], 'burgerzaken')
            d.ask('portfolio', 'overlaps')
            for words in (['portfolio', 'concentration'], ['portfolio', 'chains', '--from', month],
                          ['portfolio', 'overlaps'], ['portfolio', 'rehearsal', '--provider', 'cloudnine'],
                          ['calendar', 'list']):
                table = d.run(*words, env={'COLUMNS': '80'})
                self.assertEqual(table.returncode, 0, table.stderr)
                self.assertLessEqual(max(len(x) for x in table.stdout.splitlines()), 80, table.stdout)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

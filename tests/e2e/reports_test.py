"""Reports that appear by themselves: made on their date, archived, issued once, delivered, and corrected."""
import asyncio
import email
import email.policy
import hashlib
import base64
import hmac
import http.server
import json
import os
import ssl
import subprocess
import threading
import unittest
import urllib.request
import urllib.error

import product
from product import Daemon, provider, wait_until

SECRET = 'whsec_' + base64.b64encode(b'a secret of thirty-two bytes, ok').decode()
HEADER = 'BillingCurrency,BilledCost,ChargeCategory,ServiceName,BillingPeriodStart,BillingPeriodEnd,' \
         'ChargePeriodStart,ChargePeriodEnd\n'


def bill(amount):
    return HEADER + (f'EUR,{amount},Usage,Compute,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,'
                     '2026-09-05T00:00:00Z,2026-09-06T00:00:00Z\n')


class MailServer:
    """SMTP with STARTTLS on a free port of the loopback; refuses recipients that are told so."""

    def __init__(self, folder):
        self.ca = os.path.join(folder, 'ca.pem')
        key = os.path.join(folder, 'ca.key')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                        '-keyout', key, '-out', self.ca, '-days', '2', '-subj', '/CN=localhost', '-addext',
                        'subjectAltName=DNS:localhost'], check=True, capture_output=True)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.ca, key)
        self.letters, self.logins, self.refuses, self.plain = [], [], False, 0
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self.thread.start()
        started.wait()

    def _run(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._talk, '127.0.0.1', 0, limit=2**26))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()
        self.loop.close()

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    async def _talk(self, reader, writer):
        secure = False

        def say(line):
            writer.write(line.encode() + b'\r\n')
        say('220 localhost')
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            if word == 'EHLO':
                say('250-localhost')
                say('250 AUTH PLAIN' if secure else '250 STARTTLS')
            elif word == 'STARTTLS':
                say('220 go')
                await writer.drain()
                await writer.start_tls(self.tls)
                secure = True
            elif word == 'AUTH':
                say('334 ')
                self.logins.append(base64.b64decode((await reader.readline()).strip()))
                say('235 welcome')
            elif word == 'MAIL' and not secure:
                self.plain += 1
                say('530 TLS first')
            elif word == 'RCPT' and self.refuses:
                say('550 no such mailbox')
            elif word == 'DATA':
                say('354 go')
                await writer.drain()
                text = (await reader.readuntil(b'\r\n.\r\n'))[:-5]
                self.letters.append(email.message_from_bytes(text, policy=email.policy.default))
                say('250 taken')
            elif word == 'QUIT':
                say('221 bye')
                break
            else:
                say('250 ok')
        writer.close()


class Hook(http.server.BaseHTTPRequestHandler):
    taken, answer = [], 200

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers['Content-Length']))
        Hook.taken.append((dict(self.headers), body))
        self.send_response(Hook.answer)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *arguments):
        pass


def portfolio(**more):
    return {'providers': [provider('north', 'focus', path='bill.csv')], **more}


def issued(d, *arguments):
    return d.ask('report', 'history', *arguments)['issues']


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Its moment comes while the other tests run; the last one looks.
        hook = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hook)
        threading.Thread(target=hook.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True).start()
        cls.addClassCleanup(hook.server_close)
        cls.addClassCleanup(hook.shutdown)
        cls.often = d = Daemon({'providers': []})
        cls.mail = mail = MailServer(d.folder)
        cls.addClassCleanup(mail.stop)
        d.write('hook.secret', SECRET)
        d.write('mail.secret', 'correct horse\n')
        d.config.update(
            mail={'server': f'localhost:{mail.port}', 'from': 'regisseur@example.nl', 'user': 'regisseur',
                  'password_file': 'mail.secret', 'ca_file': 'ca.pem'},
            reports=[{'id': 'often', 'template': 'one-pager', 'schedule': '* * * * *', 'formats': ['html', 'pdf', 'json'],
                      'deliver': [{'folder': 'out'}, {'email': ['board@example.nl', 'cio@example.nl'], 'formats': ['html', 'pdf']},
                                  {'webhook': f'http://127.0.0.1:{hook.server_port}/h', 'secret_file': 'hook.secret',
                                   'allow_private': True}]}])
        d.write('regisseur.yaml', json.dumps(d.config))
        Hook.taken.clear()
        d.start()
        cls.addClassCleanup(lambda: d.__exit__(*([None] * 3)))

    def test_one_is_made_archived_corrected_and_compared(self):
        config = portfolio(reports=[{'id': 'monthly', 'template': 'governance', 'schedule': 'last working day of the month 07:00',
                                     'period': 'previous', 'formats': ['html', 'xlsx', 'json'], 'language': 'nl'}])
        with Daemon(config, {'bill.csv': bill('10.00')}) as d:
            d.collect()
            self.assertEqual(d.ask('report', 'list')['reports'][0]['nextPeriod'][:2], '20')
            runs = d.ask('report', 'schedule', 'monthly', '--count', '3')['runs']
            self.assertEqual([r['timeZone'] for r in runs], ['Europe/Amsterdam'] * 3)
            self.assertTrue(all(r['localTime'][11:16] == '07:00' for r in runs))
            # The same days stand in the calendar, in the schedule's zone.
            dates = [x for x in d.ask('calendar', 'list')['dates'] if x['kind'] == 'own_report']
            self.assertEqual([x['day'] for x in dates[:3]], [r['localTime'][:10] for r in runs])
            self.assertEqual(dates[0]['title']['text'], 'The report monthly is made at 07:00.')
            dry = d.ask('report', 'run', 'monthly', '--period', '2026-09', '--dry-run')
            self.assertEqual((dry['issue']['revision'], issued(d)), (1, []))

            first = d.ask('report', 'run', 'monthly', '--period', '2026-09')
            self.assertEqual((first['issue']['revision'], first['unchanged']), (1, False))
            files = {f['format']: f for f in first['issue']['files']}
            self.assertEqual(sorted(files), ['html', 'json', 'xlsx'])
            folder = first['issue']['folder']
            self.assertEqual(folder, os.path.join(d.folder, 'data/reports/monthly/2026-09/1'))
            for f in files.values():
                with open(os.path.join(folder, f['name']), 'rb') as file:
                    self.assertEqual(hashlib.sha256(file.read()).hexdigest(), f['sha256'])
            with open(os.path.join(folder, files['json']['name']), encoding='utf-8') as file:
                document = json.load(file)
            self.assertEqual(document['missing'], [])
            self.assertEqual(document['answers']['cost_by_provider']['rows'][0]['billedCost'], '10.00')
            # The checksums stand in the chain, and the chain holds.
            self.assertEqual(d.run('audit', 'verify').returncode, 0)
            # The same again is no revision.
            again = d.ask('report', 'run', 'monthly', '--period', '2026-09')
            self.assertEqual((again['issue']['revision'], again['unchanged']), (1, True))

            d.write('bill.csv', bill('12.50'))
            d.collect()
            second = d.ask('report', 'run', 'monthly', '--period', '2026-09')
            self.assertEqual(second['issue']['revision'], 2)
            self.assertTrue(any('10,00' in x['from'] and '12,50' in x['to'] for x in second['differences']),
                            second['differences'])
            diff = d.ask('report', 'diff', 'monthly', '--period', '2026-09', '--between', '1', '--and', '2')
            self.assertEqual(diff['differences'], second['differences'])
            self.assertEqual((diff['between'], diff['until']), (1, 2))

            # By GET, with the tag that spares a second time.
            url = f'http://{d.http}/reports/monthly/2026-09/2/xlsx'
            with urllib.request.urlopen(url, timeout=30) as response:
                tag = response.headers['ETag']
                self.assertEqual(response.headers['Content-Type'],
                                 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
                content = response.read()
            self.assertEqual(tag.strip('"'), hashlib.sha256(content).hexdigest())
            with self.assertRaises(urllib.error.HTTPError) as known:
                urllib.request.urlopen(urllib.request.Request(url, headers={'If-None-Match': tag}), timeout=30)
            self.assertEqual(known.exception.code, 304)
            with self.assertRaises(urllib.error.HTTPError) as none:
                urllib.request.urlopen(f'http://{d.http}/reports/monthly/2026-08/1/pdf', timeout=30)
            self.assertEqual(none.exception.code, 404)

            # Another format and language are drawn from the archived document.
            out = os.path.join(d.folder, 'september.html')
            self.assertEqual(d.run('report', 'run', 'monthly', '--period', '2026-09', '--format', 'html', '--language', 'en',
                                   '--out', out).returncode, 0)
            with open(out, encoding='utf-8') as file:
                self.assertIn('<html lang="en">', file.read())
            self.assertEqual(len(issued(d)), 2)
            # Of a template, without any configuration.
            review = d.ask('report', 'run', 'partner-review', '--set', 'provider=north', '--period', '2026-Q3', '--format',
                           'json', '--request-id', 'r1')
            self.assertEqual(review['issue']['report'], 'partner-review.north')
            d.write('data/reports/monthly/2026-09/1/' + files['html']['name'], 'changed')
            bad = d.run('report', 'download', 'monthly', '--period', '2026-09', '--revision', '1', '--format', 'html', '--out',
                        os.path.join(d.folder, 'x.html'))
            self.assertNotEqual(bad.returncode, 0)
            self.assertIn('checksum', bad.stderr)
            for wrong, code in ((['run', 'nothing'], 3), (['run', 'monthly', '--period', '2026-Q3'], 2),
                                (['run', 'partner-review', '--period', '2026-Q3'], 2), (['show', 'nothing'], 3),
                                (['diff', 'monthly', '--period', '2026-08'], 3), (['run', 'monthly', '--format', 'doc'], 2)):
                r = d.run('report', *wrong)
                self.assertEqual(r.returncode, code, (wrong, r.stderr))

    def test_a_run_that_a_kill_interrupts_stands_in_the_history(self):
        d = Daemon(portfolio(), {'bill.csv': bill('10.00')})
        self.addCleanup(lambda: d.__exit__(*([None] * 3)))
        d.start()
        d.collect()
        run = subprocess.Popen([product.BIN + '/regisseur', '--server', d.grpc, 'report', 'run', 'governance', '--period',
                                '2026-09'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        archive = os.path.join(d.folder, 'data/reports')
        wait_until(lambda: os.path.isdir(archive) and [n for n in os.listdir(archive) if n.startswith('.begun-')])
        d.kill()
        run.communicate()
        self.assertNotEqual(run.returncode, 0)
        d.start()
        issues = issued(d)
        self.assertEqual([(i['report'], i['period'], i['state']) for i in issues],
                         [('governance', '2026-09', 'REPORT_STATE_MISSED')])
        self.assertIn('the daemon ended before it was made; local had asked for it at 20', issues[0]['why']['text'])
        self.assertEqual([n for n in os.listdir(archive) if n.startswith('.')], [])
        # Asked for again it is made; what happened stays in the history.
        self.assertEqual(d.ask('report', 'run', 'governance', '--period', '2026-09', '--format', 'json')['issue']['revision'], 1)
        self.assertEqual(len(issued(d)), 2)

    def test_a_letter_that_fails_is_known_and_on_the_agenda(self):
        d = Daemon({'providers': []})
        mail = MailServer(d.folder)
        self.addCleanup(mail.stop)
        mail.refuses = True
        d.config.update(
            mail={'server': f'localhost:{mail.port}', 'from': 'regisseur@example.nl', 'ca_file': 'ca.pem'},
            reports=[{'id': 'page', 'template': 'one-pager', 'formats': ['html'], 'deliver': [{'email': ['board@example.nl']}]}])
        d.write('regisseur.yaml', json.dumps(d.config))
        with d:
            d.ask('report', 'run', 'page', '--period', '2026-09')
            self.assertTrue(wait_until(lambda: issued(d)[0]['deliveries'][0]['attempts'] > 0))
            for _ in range(3):
                sent = d.ask('report', 'send', 'page', '--period', '2026-09')['issue']['deliveries'][0]
            self.assertEqual(sent['state'], 'DELIVERY_STATE_RETRYING')
            self.assertIn('550', sent['problem'])
            item = next(i for i in d.ask('agenda')['items'] if i['kind'] == 'report_not_sent')
            self.assertIn('did not reach email', item['title'])
            d.kill()
            d.start()
            self.assertGreaterEqual(issued(d)[0]['deliveries'][0]['attempts'], 3)
            mail.refuses = False
            self.assertEqual(d.ask('report', 'send', 'page', '--period', '2026-09')['issue']['deliveries'][0]['state'],
                             'DELIVERY_STATE_SENT')
            self.assertEqual(mail.letters[0]['Message-ID'], '<report_page_2026-09_1_email@example.nl>')
            self.assertNotIn('report_not_sent', [i['kind'] for i in d.ask('agenda')['items']])

    def test_what_is_scheduled_is_issued_once_over_restarts_and_delivered(self):
        d, mail = self.often, self.mail

        def earliest():
            return min(issued(d), key=lambda x: x['dueTime'], default=None)
        self.assertTrue(wait_until(lambda: earliest() and all(
            x['state'] == 'DELIVERY_STATE_SENT' for x in earliest()['deliveries']), 120), d.said())
        first = earliest()
        self.assertEqual(first['state'], 'REPORT_STATE_ISSUED')
        self.assertEqual(os.stat(d.folder + '/data').st_mode & 0o777, 0o700)
        self.assertTrue(os.path.exists(os.path.join(d.folder, 'out', first['files'][0]['name'])))
        letter = mail.letters[0]
        self.assertEqual((letter['To'], mail.plain), ('board@example.nl, cio@example.nl', 0))
        self.assertEqual(mail.logins[0], b'\0regisseur\0correct horse')
        self.assertEqual(letter['Message-ID'], f"<report_often_{first['period']}_1_email@example.nl>")
        html = letter.get_body(('html',)).get_content()
        self.assertIn('<html lang="en">', html)
        self.assertEqual([a.get_content_type() for a in letter.iter_attachments()], ['text/html', 'application/pdf'])
        attached = next(a for a in letter.iter_attachments() if a.get_content_type() == 'application/pdf').get_content()
        self.assertEqual(hashlib.sha256(attached).hexdigest(),
                         next(f['sha256'] for f in first['files'] if f['format'] == 'pdf'))
        headers, body = Hook.taken[0]
        headers = {k.lower(): v for k, v in headers.items()}
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        self.assertEqual(headers['webhook-signature'], 'v1,' + base64.b64encode(
            hmac.new(b'a secret of thirty-two bytes, ok', signed, hashlib.sha256).digest()).decode())
        self.assertEqual(json.loads(body)['data']['report'], 'often')
        # Killed and started again: each due moment once, and no file without its step.
        d.kill()
        d.start()
        due = [x['dueTime'] for x in issued(d)]
        self.assertIn(first['dueTime'], due)
        self.assertEqual(len(set(due)), len(due))
        names = os.listdir(d.folder + '/data/reports')
        self.assertEqual([n for n in names if n.startswith('.')], [])


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

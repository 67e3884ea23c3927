"""What happens between both sides, told to other systems: at once, signed, each until it is taken, and to nobody else."""
import http.server
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import unittest

import product
from product import Daemon, provider, wait_until

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
sys.path.insert(0, os.path.join(ROOT, 'examples'))
from webhook_receiver import verify  # noqa: E402

SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n'


class Receiver:
    """A system on loopback that answers what the test says; `script(request)` returns a code, (code, headers) or None to
    hang up. Every request is kept as (headers, body)."""

    def __init__(self, script=lambda request: 204):
        self.requests, self.script = [], script
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                request = (self.headers, self.rfile.read(int(self.headers['Content-Length'])))
                outer.requests.append(request)
                answer = outer.script(request)
                if answer is None:
                    self.close_connection = True
                    return
                code, headers = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *what):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_port}/hook?key=hidden'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def ids(self):
        return [headers['webhook-id'] for headers, _ in self.requests]

    def events(self):
        return [json.loads(body) for _, body in self.requests]


class Webhooks(unittest.TestCase):

    def receiver(self, *script):
        r = Receiver(*script)
        self.addCleanup(r.close)
        return r

    def daemon(self, *webhooks):
        d = Daemon({'providers': [provider('north'), provider('south')],
                    'webhooks': [{'secret_file': 'hook.secret', 'allow_private': True, **w} for w in webhooks]},
                   {'hook.secret': SECRET})
        os.chmod(os.path.join(d.folder, 'hook.secret'), 0o600)
        self.addCleanup(lambda: d.__exit__(*([None] * 3)))
        return d.start()

    def token(self, d, of):
        """A partner's. Our own people come over the socket from then on."""
        d.ask('identity', 'create', '--role', 'administrator', '--kind', 'person', '--name', 'A. Person')
        d.grpc = 'unix:' + os.path.join(d.folder, 'data/regisseur.sock')
        return d.ask('identity', 'create', '--role', 'provider', '--provider', of, '--name', of)['token']

    def escalate(self, d, at='north', subject='No one can log in'):
        d.ask('escalation', 'open', '--provider', at, '--subject', subject)

    def call(self, d, token, method, **body):
        return d.post('regisseur.partner.v1.' + method, json.dumps(body), Authorization='Bearer ' + token)

    def test_the_example_hears_at_once_what_concerns_it_and_nothing_else(self):
        heard = {}
        places = []
        for name, of in (('theirs', 'north'), ('ours', '')):
            secret = os.path.join(self.folder(), 'secret')
            with open(secret, 'w') as f:
                f.write(SECRET)
            process = subprocess.Popen([sys.executable, os.path.join(ROOT, 'examples', 'webhook_receiver.py'),
                                        '--secret-file', secret], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.addCleanup(lambda p=process: (p.kill(), p.wait(), p.stdout.close(), p.stderr.close()))
            ready, url = process.stderr.readline().split()
            self.assertEqual(ready, 'ready')
            places.append({'id': name, 'url': url, **({'provider': of} if of else {})})
            lines = heard[name] = queue.Queue()
            threading.Thread(target=lambda p=process, q=lines: [q.put(json.loads(line)) for line in p.stdout],
                             daemon=True).start()
        d = self.daemon(*places)
        self.escalate(d, 'north', 'No one can log in')
        self.escalate(d, 'south', 'Invoice 12 is wrong')
        event = heard['theirs'].get(timeout=20)
        entries = d.ask('inbox', 'list', '--provider', 'north')['entries']
        opened, = [e for e in entries if e['move'] == 'opened']
        # CloudEvents 1.0: what is required, and the entry as the inbox has it.
        self.assertEqual(event['specversion'], '1.0')
        self.assertEqual(event['type'], 'nl.regisseur.escalation.opened')
        self.assertEqual(event['subject'], 'escalation/' + opened['id'])
        self.assertTrue(event['id'].startswith(f"north_{opened['number']}_0_"), event['id'])
        self.assertRegex(event['source'], r'^urn:uuid:[0-9a-f-]{36}$')
        self.assertEqual(event['time'], opened['time'])
        self.assertEqual(event['data'], opened)
        both = [heard['ours'].get(timeout=20) for _ in range(2)]
        self.assertEqual(sorted(e['data']['provider'] for e in both), ['north', 'south'])
        self.assertIn(event, both)
        # One more at each: if the other's were to come, it would come before it.
        self.escalate(d, 'south', 'Again')
        self.escalate(d, 'north', 'Again')
        self.assertEqual(heard['theirs'].get(timeout=20)['data']['provider'], 'north')
        self.assertTrue(heard['theirs'].empty())
        states = {w['id']: w for w in d.ask('webhook', 'list')['webhooks']}
        self.assertEqual({w['state'] for w in states.values()}, {'WEBHOOK_STATE_WORKING'})
        self.assertEqual(d.ask('webhook', 'show', 'theirs')['webhooks'][0]['waiting'], '0')

    def folder(self):
        import shutil
        import tempfile
        folder = tempfile.mkdtemp(prefix='regisseur-hook-')
        self.addCleanup(shutil.rmtree, folder)
        return folder

    def test_what_fails_comes_again_in_order_under_its_id_with_a_new_time(self):
        answers = iter([500, None, (429, {'Retry-After': '1'})])
        r = self.receiver(lambda request: next(answers, 200))
        d = self.daemon({'id': 'north-events', 'provider': 'north', 'url': r.url})
        self.escalate(d)
        self.assertTrue(wait_until(lambda: len(r.requests) >= 1))
        self.escalate(d, subject='The second')
        self.assertTrue(wait_until(lambda: d.ask('webhook', 'list')['webhooks'][0]['failures'] == 1))
        shown, = d.ask('webhook', 'show', 'north-events')['webhooks']
        self.assertEqual((shown['state'], shown['waiting']), ('WEBHOOK_STATE_FAILING', '2'))
        self.assertEqual(shown['problem'], 'the webhook answered 500; right is 2xx')
        self.assertNotIn('hidden', json.dumps(shown))
        doctor = d.run('doctor').stdout
        self.assertIn('webhook north-events', doctor)
        self.assertIn('answered 500', doctor)
        # The second attempt comes after 5 s, and is hung up; what follows is for another day.
        self.assertTrue(wait_until(lambda: len(r.requests) >= 2))
        self.assertEqual(len(set(r.ids())), 1)
        for headers, body in r.requests:
            self.assertTrue(verify([SECRET.strip()], headers, body, int(headers['webhook-timestamp'])))
            self.assertFalse(verify([SECRET.strip()], headers, body + b' ', int(headers['webhook-timestamp'])))
        self.assertGreater(int(r.requests[1][0]['webhook-timestamp']), int(r.requests[0][0]['webhook-timestamp']))
        # Somebody asks whether it is well again: 429; again: it is, and everything comes in order.
        self.assertEqual(d.run('webhook', 'test', 'north-events').returncode, 7)
        self.assertEqual(d.run('webhook', 'test', 'north-events').returncode, 0)
        self.assertTrue(wait_until(lambda: d.ask('webhook', 'list')['webhooks'][0]['waiting'] == '0'))
        told = [e['data']['number'] for e in r.events() if 'data' in e]
        self.assertEqual(told, sorted(told, key=int))
        self.assertEqual(len(set(told)), 2)
        taken = d.ask('webhook', 'deliveries', 'north-events', '--state', 'taken')['deliveries']
        self.assertEqual([t['attempts'] for t in taken], [1, 3])

    def test_it_dies_between_the_message_and_the_answer(self):
        hold = threading.Event()
        self.addCleanup(hold.set)
        r = self.receiver(lambda request: (hold.wait(60), 200)[1])
        d = self.daemon({'id': 'north-events', 'provider': 'north', 'url': r.url})
        self.escalate(d)
        self.assertTrue(wait_until(lambda: len(r.requests) == 1))
        d.kill()
        hold.set()
        d.start()
        self.escalate(d, subject='After it')
        self.assertTrue(wait_until(lambda: len(r.requests) == 3))
        first, again, after = r.ids()
        self.assertEqual(first, again)
        self.assertNotEqual(after, again)

    def test_a_hanging_system_keeps_neither_others_nor_the_end_waiting(self):
        hold = threading.Event()
        self.addCleanup(hold.set)
        slow = self.receiver(lambda request: (hold.wait(60), 200)[1])
        quick = self.receiver()
        d = self.daemon({'id': 'a-slow', 'url': slow.url}, {'id': 'b-quick', 'url': quick.url})
        self.escalate(d)
        self.assertTrue(wait_until(lambda: slow.requests and quick.requests, 20))
        self.assertEqual(d.stop(), 0)  # within twenty seconds, or it raises

    def test_what_is_refused_steps_aside_and_what_is_gone_stops(self):
        refused = []

        def script(request):
            number = json.loads(request[1]).get('data', {}).get('number')
            if not refused:
                refused.append(number)
            return 422 if number == refused[0] else 200
        r = self.receiver(script)
        gone = self.receiver(lambda request: 410)
        d = self.daemon({'id': 'north-events', 'provider': 'north', 'url': r.url}, {'id': 'gone', 'url': gone.url})
        self.escalate(d)
        self.assertTrue(wait_until(lambda: len(r.requests) >= 1 and len(gone.requests) == 1))
        self.escalate(d, subject='The second')
        self.assertTrue(wait_until(
            lambda: d.ask('webhook', 'deliveries', 'north-events', '--state', 'taken')['deliveries']))
        aside, = d.ask('webhook', 'deliveries', 'north-events', '--state', 'retrying')['deliveries']
        self.assertEqual((aside['code'], aside['number']), (422, refused[0]))
        self.assertTrue(aside['nextTryTime'])
        stopped, = d.ask('webhook', 'show', 'gone')['webhooks']
        self.assertEqual((stopped['state'], stopped['waiting']), ('WEBHOOK_STATE_STOPPED', '2'))
        self.assertNotIn('nextTryTime', stopped)
        self.assertEqual(len(gone.requests), 1)
        # Nothing was given up yet, and what is not among it is not found.
        self.assertEqual(d.ask('webhook', 'replay', 'north-events')['replayed'], '0')
        self.assertEqual(d.run('webhook', 'replay', 'north-events', '--event', aside['id']).returncode, 3)
        self.assertEqual(d.run('webhook', 'show', 'nothing').returncode, 3)

    def test_a_partner_sees_and_tests_its_own_only(self):
        r = self.receiver()
        d = self.daemon({'id': 'north-events', 'provider': 'north', 'url': r.url},
                        {'id': 'south-events', 'provider': 'south', 'url': r.url}, {'id': 'ours', 'url': r.url})
        north = self.token(d, 'north')
        code, listed = self.call(d, north, 'WebhookService/ListWebhooks')
        self.assertEqual((code, [w['id'] for w in listed['webhooks']]), (200, ['north-events']))
        self.assertNotIn('hidden', json.dumps(listed))
        for hook in ('south-events', 'ours', 'nothing'):
            answers = [self.call(d, north, 'WebhookService/' + method, webhook=hook, requestId='r-' + hook + method)
                       for method in ('ReplayWebhookDelivery', 'TestWebhook')]
            answers += [self.call(d, north, 'WebhookService/ListWebhookDeliveries', webhook=hook),
                        self.call(d, north, 'WebhookService/ListWebhooks', id=hook)]
            for code, answer in answers:
                self.assertEqual((code, answer['code']), (404, 'not_found'), answer)
        code, refused = self.call(d, north, 'WebhookService/ListWebhooks', provider='south')
        self.assertEqual(code, 404, refused)
        self.assertEqual(r.requests, [])
        code, tested = self.call(d, north, 'WebhookService/TestWebhook', webhook='north-events', requestId='t')
        self.assertEqual((code, tested['taken'], tested['code']), (200, True, 204))
        # The same request again is the same answer and no second message.
        self.assertEqual(self.call(d, north, 'WebhookService/TestWebhook', webhook='north-events', requestId='t'),
                         (200, tested))
        self.assertEqual(r.ids(), [tested['id']])
        self.assertEqual(d.run('audit', 'verify').returncode, 0)

    def test_it_reaches_no_address_of_our_own_unless_told_to(self):
        r = self.receiver()
        d = self.daemon({'id': 'inside', 'url': f'https://localhost:{r.server.server_port}/', 'allow_private': False})
        said = d.run('webhook', 'test', 'inside')
        self.assertEqual(said.returncode, 7)
        self.assertIn('allow_private', said.stdout)
        self.assertEqual(r.requests, [])

    def test_mistakes_are_said_at_the_start_and_at_a_reload(self):
        r = self.receiver()
        d = self.daemon({'id': 'north-events', 'provider': 'north', 'url': r.url})

        def check():
            d.write('regisseur.yaml', json.dumps(d.config))
            return subprocess.run([product.BIN + '/regisseurd', '--config', os.path.join(d.folder, 'regisseur.yaml'),
                                   '--check'], capture_output=True, text=True, timeout=60)
        good = dict(d.config['webhooks'][0])
        d.write('bad.secret', 'open sesame\n')
        for wrong, says in (({'url': 'http://hook.example/', 'allow_private': False}, 'write https://'),
                            ({'url': 'ftp://hook.example/'}, 'write https://host/path'),
                            ({'url': 'https://me:pw@hook.example/'}, 'holds a user'),
                            ({'provider': 'west'}, "is 'west', which is no provider"),
                            ({'secret_file': 'bad.secret'}, 'whsec_'),
                            ({'previous_secret_file': 'none.secret'}, 'none.secret'),
                            ({'events': ['claim.fled']}, 'claim.fled'),
                            ({'evnets': ['claim']}, "did you mean 'events'"),
                            ({'secret_file': None}, 'secret_file')):
            d.config['webhooks'] = [{k: v for k, v in {**good, **wrong}.items() if v is not None}]
            said = check()
            self.assertEqual(said.returncode, 2, (wrong, said.stderr))
            self.assertIn(says, said.stderr)
            self.assertNotIn('sesame', said.stderr)
        d.config['webhooks'] = [good, good]
        self.assertIn('another webhook has already', check().stderr)
        # The running one keeps what it had.
        d.process.send_signal(signal.SIGHUP)
        self.assertTrue(wait_until(lambda: 'another webhook has already' in d.said()))
        self.escalate(d)
        self.assertTrue(wait_until(lambda: len(r.requests) == 1))
        # A new one begins with what comes from then on.
        late = self.receiver()
        d.config['webhooks'] = [good, {**good, 'id': 'late', 'url': late.url}]
        d.write('regisseur.yaml', json.dumps(d.config))
        d.process.send_signal(signal.SIGHUP)
        self.assertTrue(wait_until(lambda: len(d.ask('webhook', 'list')['webhooks']) == 2))
        self.escalate(d, subject='From now on')
        self.assertTrue(wait_until(lambda: late.requests and len(r.requests) == 2))
        self.assertEqual(late.ids(), r.ids()[1:])


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

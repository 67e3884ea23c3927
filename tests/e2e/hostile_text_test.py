"""What either side types stays text: every field of the workspace takes markup, formulas, bidi and control characters and a
megabyte, and every reader of it (tables, CSV, YAML, reports in each format) shows it as what it is or was told why not."""
import csv
import datetime
import io
import json
import os
import re
import subprocess
import unittest
import zipfile

import partnership_test as workspace
import product
from product import Daemon

TOMORROW = str(workspace.TODAY + datetime.timedelta(days=1))
LAST_QUARTER = workspace.NOW.replace(day=1, month=(workspace.NOW.month - 1) // 3 * 3 + 1) - datetime.timedelta(days=1)
QUARTER = f'{LAST_QUARTER.year}-Q{(LAST_QUARTER.month + 2) // 3}'

TEXTS = ('=HYPERLINK("http://evil.example","x")', '+1+1', '-2+3+cmd|x', '@SUM(A1)', '\t=1+1', '<script>alert(1)</script>',
         '"><img src=x onerror=alert(1)>', '</style><link rel=stylesheet href=//x>', '&lt;b&gt;', '{{ 7*7 }}', '${7*7}', '%s%n',
         '\u202egnp.exe', '\u2066x\u2069', 'a\u0007b\u001b[2Jc', "'; DROP TABLE act; --", 'BEGIN:VEVENT\r\nX:1', '\u0661\u0662')
CONTROL = re.compile('[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]')


def acts(text):
    """(who, method, body) of every act that carries words."""
    plan = {'purpose': text, 'stage': 'RELATIONSHIP_STAGE_WORKING_TOGETHER', 'exitStrategy': text, 'objectives': [
        {'id': 'one', 'statement': text, 'customerResponsible': text, 'providerResponsible': text, 'dueOn': TOMORROW,
         'measure': {'kind': 'MEASURE_KIND_STATEMENT'}}]}
    return (('north', 'EscalationService/OpenEscalation', {'subject': text, 'text': text, 'priority': 'P3'}),
            ('north', 'ObligationService/AddObligation', {'side': 'PARTY_PROVIDER', 'what': text, 'dueOn': TOMORROW,
                                                          'responsible': text}),
            ('north', 'IdeaService/ProposeIdea', {'title': text, 'text': text}),
            ('user', 'IdeaService/ProposeIdea', {'title': text, 'text': text, 'provider': 'north'}),
            ('north', 'FundService/ProposeDeposit', {'amount': '1.00', 'text': text}),
            ('north', 'PlanService/ProposePlan', plan))


class HostileText(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        contract = workspace.CONTRACT.replace(
            'governance:\n', 'governance:\n  improvement_fund: {credits: 50 %, gains: 50 %, currency: EUR}\n')
        config = workspace.config()
        config['providers'][0]['sources'] = []
        cls.d = Daemon(config, {'contracts/hosting.yaml': contract, 'contracts/levels.yaml': workspace.LEVELS}).start()
        cls.addClassCleanup(lambda: cls.d.__exit__(*([None] * 3)))
        cls.tcp, cls.d.grpc = cls.d.grpc, 'unix:' + os.path.join(cls.d.folder, 'data/regisseur.sock')
        cls.d.ask('identity', 'create', '--role', 'administrator', '--kind', 'person', '--name', 'A. Person')
        cls.tokens = {}
        for who, options in {'visser': ('--role', 'contract_manager'), 'user': ('--role', 'end_user'),
                             'north': ('--role', 'provider', '--provider', 'north')}.items():
            cls.tokens[who] = cls.d.ask('identity', 'create', '--kind', 'person', '--name', who, *options)['token']
        cls.d.write('visser.token', cls.tokens['visser'])
        cls.token_file = os.path.join(cls.d.folder, 'visser.token')
        cls.number = 0
        cls.kept = {text: sum(cls.act(*one) == 200 for one in acts(text)) for text in TEXTS}
        review = cls.d.post('regisseur.partnership.v1.ReviewService/OpenReview',
                            json.dumps({'provider': 'north', 'quarter': QUARTER, 'requestId': 'open'}),
                            Authorization='Bearer ' + cls.tokens['visser'])[1]['review']
        for who in ('north', 'visser'):
            cls.act(who, 'ReviewService/ScoreReview', {'id': review['id'], 'scores': [
                {'question': answer['question'], 'score': 3, 'remark': text}
                for answer, text in zip(review['answers'], TEXTS)]})

    @classmethod
    def act(cls, who, method, body):
        """The HTTP code; a refusal is a sentence of ours."""
        cls.number += 1
        code, told = cls.d.post('regisseur.partnership.v1.' + method, json.dumps({**body, 'requestId': f'r{cls.number}'}),
                                Authorization='Bearer ' + cls.tokens[who])
        if code not in (200, 400, 413):
            raise AssertionError((method, body, code, told))
        if CONTROL.search(json.dumps(told, ensure_ascii=False)) and code != 200:
            raise AssertionError(('a refusal repeats a control character', method, told))
        return code

    def as_visser(self, *arguments):
        """What the command line prints."""
        done = subprocess.run([product.BIN + '/regisseur', '--server', self.tcp, '--token-file', self.token_file, *arguments],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr + self.d.said()[-2000:])
        return done.stdout

    def reports(self):
        """(template, format, bytes) of every report that shows words of both sides."""
        for template, period, more in (('governance', f'{workspace.TODAY:%Y-%m}', ()),
                                       ('partner-review', QUARTER, ('--set', 'provider=north'))):
            for form in ('html', 'xlsx', 'csv'):
                out = os.path.join(self.d.folder, f'{template}.{form}')
                self.as_visser('report', 'run', template, '--period', period, '--dry-run', '--format', form, '--out', out, *more)
                with open(out, 'rb') as file:
                    yield template, form, file.read()

    def cells_are_text(self, text, where):
        """A spreadsheet computes none of its cells."""
        for row in csv.reader(io.StringIO(text, newline='')):
            for cell in row:
                if not re.fullmatch(r'[+-]?\d+(\.\d+)?', cell):
                    self.assertNotRegex(cell, r'^[=+\-@\t\r]', where)

    def test_each_text_was_taken_or_refused_and_most_were_taken(self):
        # A line takes no control character; a text of several lines may.
        refused = {text for text, count in self.kept.items() if count == 0}
        self.assertLessEqual(refused, {text for text in TEXTS if CONTROL.search(text) or '\t' in text}, self.kept)
        ideas = self.d.ask('idea', 'list')['ideas']
        self.assertLessEqual({'<script>alert(1)</script>', '=HYPERLINK("http://evil.example","x")', '{{ 7*7 }}'},
                             {idea['title'] for idea in ideas})

    def test_a_megabyte_is_refused_in_every_field(self):
        for who, method, body in acts('x' * (1 << 20)):
            self.assertIn(self.act(who, method, body), (400, 413), method)

    def test_tables_csv_and_yaml_show_what_was_typed(self):
        for words in (('escalation', 'list'), ('obligation', 'list'), ('idea', 'list'), ('plan', 'history', 'north'),
                      ('review', 'list'), ('fund', 'transfers'), ('inbox', 'list', '--provider', 'north'), ('agenda', 'list'),
                      ('changes', '--all'), ('audit', 'list'), ('identity', 'list')):
            with self.subTest(words=words):
                shown = self.d.run(*words).stdout if words[0] in ('audit', 'identity') else self.as_visser(*words)
                self.assertIsNone(CONTROL.search(shown), repr(CONTROL.search(shown)))
                if words[0] in ('audit', 'identity'):
                    continue
                self.cells_are_text(self.as_visser('-o', 'csv', *words), words)
                self.assertIsNone(re.search('[\x00-\x08\x0b\x0c\x0e-\x1f]', self.as_visser('-o', 'yaml', *words)))
                json.loads(self.as_visser('-o', 'json', *words))

    def test_reports_show_it_as_text(self):
        for template, form, content in self.reports():
            with self.subTest(template=template, form=form):
                if form == 'html':
                    page = content.decode()
                    self.assertIn('&lt;script&gt;alert(1)&lt;/script&gt;', page)
                    self.assertIn('{{ 7*7 }}', page)
                    for wrong in ('<script', '<img', '<link', '</style><', 'Error', 'Traceback'):
                        self.assertNotIn(wrong, page)
                    continue
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    for name in archive.namelist():
                        text = archive.read(name).decode()
                        if form == 'csv':
                            self.cells_are_text(text, name)
                        elif name.startswith('xl/worksheets/'):
                            self.assertNotRegex(text, r'<f[ >]', name)
                            self.assertNotIn('hyperlink', text)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

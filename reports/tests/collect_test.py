"""The collector: one moment for every answer, and nothing silently left out."""

import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import sample  # noqa: E402
from regisseur_report import collect, library  # noqa: E402


# Read once: every question of every test is answered from them.
BOOKS = library.Library()
ANSWERS = sample.answers(3)
NAMES = {question["method"]: name
         for name, question in BOOKS.questions.items() if name in ANSWERS}


class Daemon(http.server.BaseHTTPRequestHandler):
    """Answers like the gateway, from the sample."""

    calls, pages = [], {}

    def do_POST(self):  # noqa: N802
        request = json.loads(self.rfile.read(int(self.headers[
            "Content-Length"])))
        method = self.path.removeprefix("/regisseur.")
        self.calls.append((method, request, self.headers.get("Authorization")))
        code, answer = 200, ANSWERS.get(NAMES.get(method))
        if method in self.pages:
            answer = self.pages[method][request.get("pageToken", "")]
        if answer is None:
            code, answer = 501, {"code": "unimplemented",
                                 "message": f"there is nothing at {self.path}"}
        body = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Says nothing."""


class Collect(unittest.TestCase):
    """Against a server on a free port of the loopback."""

    def setUp(self):
        Daemon.calls, Daemon.pages = [], {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Daemon)
        threading.Thread(target=self.server.serve_forever,
                         kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.address = f"127.0.0.1:{self.server.server_port}"
        self.library = BOOKS

    def collect(self, template="governance", period="2026-10", **more):
        """The document."""
        return collect.collect(self.library, collect.Gateway(self.address),
                               template, period, "nl", **more)

    def test_every_question_is_of_the_daemons_moment(self):
        document = self.collect()
        self.assertEqual(document["asOf"], sample.AS_OF)
        # One says its moments itself, one is kept without any.
        asked = [r for m, r, _ in Daemon.calls[1:]
                 if not m.endswith(("DiffCost", "ListExperience"))]
        self.assertEqual({r["asKnownOn"] for r in asked}, {sample.AS_OF})
        diff = next(r for m, r, _ in Daemon.calls if "DiffCost" in m)
        self.assertEqual(diff["until"], sample.AS_OF)

    def test_names_of_partners_are_there_without_an_answer_that_has_them(self):
        document = self.collect("contract-calendar")
        self.assertNotIn("overview", document["answers"])
        self.assertEqual(document["portfolio"]["providers"]["partner-2"],
                         "Partner 2 Dienstverlening B.V.")

    def test_answers_are_the_apis_json(self):
        document = self.collect()
        self.assertEqual(document["answers"]["levels"],
                         sample.answers(3)["levels"])

    def test_gaps_of_all_answers_each_once(self):
        document = self.collect()
        self.assertEqual([g["rule"] for g in document["gaps"]], [])
        answer = sample.answers(5)
        self.assertEqual(len(collect.collect_gaps(
            [answer["overview"], answer["levels"]])), 1)

    def test_what_the_daemon_cannot_answer_is_missing(self):
        document = self.collect("reconciliation")
        self.assertIn("accruals", [m["answer"] for m in document["missing"]])
        self.assertTrue(all(m["message"] for m in document["missing"]))

    def test_question_that_needs_an_answer_that_failed_is_missing(self):
        document = self.collect("renewal-dossier",
                                parameters={"contract": "c"})
        why = {m["answer"]: m["message"] for m in document["missing"]}
        self.assertIn("contract.provider", why["contract_cost"])

    def test_pages_are_put_together(self):
        Daemon.pages = {"claim.v1.ClaimService/ListClaims": {
            "": {"claims": [{"id": "1"}], "nextPageToken": "t", "gaps": []},
            "t": {"claims": [{"id": "2"}], "nextPageToken": "",
                  "gaps": [{"rule": "r", "message": "m"}]}}}
        answer = self.collect()["answers"]["claims"]
        self.assertEqual([c["id"] for c in answer["claims"]], ["1", "2"])
        self.assertEqual(len(answer["gaps"]), 1)
        self.assertEqual(answer["nextPageToken"], "")

    def test_parameters_and_periods_are_checked(self):
        with self.assertRaisesRegex(ValueError, "--set provider="):
            self.collect("partner-review", "2026-Q3")
        with self.assertRaisesRegex(ValueError, "right is for instance 2026-Q4"):
            self.collect("partner-review", "2026-10",
                         parameters={"provider": "x"})

    def test_a_daemon_that_is_away(self):
        with self.assertRaisesRegex(collect.Unavailable, "does not answer"):
            collect.collect(self.library, collect.Gateway("127.0.0.1:1"),
                            "governance", "2026-10", "en")

    def test_program_asks_and_renders(self):
        with tempfile.TemporaryDirectory() as folder:
            token = pathlib.Path(folder, "token")
            token.write_text("secret\n")
            done = subprocess.run(
                [str(HERE.parent / "regisseur-report"), "--server",
                 self.address, "--template", "one-pager", "--period", "2026-10",
                 "--language", "nl", "--format", "html,json", "--out", folder,
                 "--token-file", str(token)],
                capture_output=True, check=False, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            page = pathlib.Path(folder, "one-pager-2026-10-nl.html")
            self.assertIn("Portfolio op één pagina", page.read_text("utf-8"))
        self.assertEqual({call[2] for call in Daemon.calls}, {"Bearer secret"})


if __name__ == "__main__":
    unittest.main()

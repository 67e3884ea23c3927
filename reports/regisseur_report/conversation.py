"""How the daemon and this program speak: frames on stdin and stdout.

A frame is a line, `word argument length`, and so many bytes behind it. This
program asks (`ask METHOD`, a request in JSON); the daemon says `answer -` with
JSON or `problem CODE` with a sentence. The last frames are `difference -`, one
for each figure that differs from the revision before (five texts parted by
U+001F), `as-of -` and `document -`.
"""

import json

from . import collect, differences, document, page

_LONGEST = 256 * 2**20
_PART = "\x1f"


class Broken(Exception):
    """The other side does not speak like this."""


class Conversation:
    """Frames over two binary streams."""

    def __init__(self, source, sink):
        self._source, self._sink = source, sink

    def write(self, word, argument, body):
        """One frame out."""
        self._sink.write(f"{word} {argument} {len(body)}\n".encode())
        self._sink.write(body)
        self._sink.flush()

    def read(self):
        """(word, argument, body) of the next frame."""
        line = self._source.readline(4096).decode("utf-8", "replace")
        parts = line.split()
        if len(parts) != 3 or not parts[2].isdecimal():
            raise Broken("the daemon went away")
        body = self._source.read(min(int(parts[2]), _LONGEST))
        return parts[0], parts[1], body


class Gateway(collect.Asking):
    """Asks the daemon at the other end of a conversation."""

    def __init__(self, conversation):
        self._conversation = conversation

    def ask(self, method, request):
        """(answer, None) or (None, {code, message})."""
        self._conversation.write("ask", method, json.dumps(request).encode())
        word, argument, body = self._conversation.read()
        if word == "problem":
            return None, {"code": argument,
                          "message": body.decode("utf-8", "replace")}
        return json.loads(body, parse_float=str), None


def hold(books, options, parameters, source, sink):
    """Collects a document; raises what collect and document raise."""
    conversation = Conversation(source, sink)
    data = collect.collect(
        books, Gateway(conversation), options.template, options.period,
        options.language, parameters, options.as_of, options.time_zone,
        options.since, options.program_version)
    data["revision"] = options.revision
    if options.previous:
        data["differences"] = between(books, options.previous, data)
        for each in data["differences"]:
            conversation.write("difference", "-", parted(each).encode())
    conversation.write("as-of", "-", data["asOf"].encode())
    conversation.write("document", "-", json.dumps(
        data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


def between(books, older, data):
    """The differences of a document in a file and one that was just made."""
    with open(older, "rb") as file:
        before = document.read(file.read())
    return differences.compare(
        page.Report(books, before),
        page.Report(books, document.read(json.dumps(data).encode())))


def parted(difference):
    """A difference as one line."""
    return _PART.join(
        difference[key].replace(_PART, " ").replace("\n", " ")
        for key in ("table", "row", "column", "from", "to"))

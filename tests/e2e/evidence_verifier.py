"""A verifier of exports, written from docs/evidence.md alone; it shares no line with the product's own."""
import base64
import hashlib
import json
import re
import sys

# ---- Ed25519, RFC 8032 section 5.1 and 6
P = 2 ** 255 - 19
Q = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e = (y1 - x1) * (y2 - x2) % P
    f = (y1 + x1) * (y2 + x2) % P
    g = 2 * t1 * t2 * D % P
    h = 2 * z1 * z2 % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def _times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = _add(result, point)
        point = _add(point, point)
        n >>= 1
    return result


def _point(data):
    y = int.from_bytes(data, 'little')
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, 'little'))


def signed(key, message, signature):
    if len(signature) != 64:
        return False
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], 'little')
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), 'little') % Q
    left, right = _times(s, BASE), _add(r, _times(h, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# ---- canonical bytes
class Broken(Exception):
    pass


def sha(data):
    return hashlib.sha256(data).digest()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Broken('the bytes end too early')
        self.at += count
        return self.data[self.at - count:self.at]

    def letter(self):
        return self.take(1).decode('latin-1')

    def int(self):
        return int.from_bytes(self.take(8), 'little', signed=True)

    moment = int

    def text(self):
        size = shift = 0
        while True:
            byte = self.take(1)[0]
            size |= (byte & 0x7f) << shift
            if not byte & 0x80:
                if shift and not byte:
                    raise Broken('a length is written too long')
                return self.take(size)
            shift += 7
            if shift > 56:
                raise Broken('a length is written too long')

    def optional(self):
        there = self.take(1)[0]
        if there > 1:
            raise Broken('neither there nor absent')
        return self.moment() if there else None

    def hash(self):
        return self.take(32)

    def end(self):
        if self.at != len(self.data):
            raise Broken('more bytes than fields')


def write_text(text):
    size, out = len(text), b''
    while size >= 0x80:
        out += bytes([size & 0x7f | 0x80])
        size >>= 7
    return out + bytes([size]) + text


def write_int(value):
    return value.to_bytes(8, 'little', signed=True)


def read_head(data):
    r = Reader(data)
    letter = r.letter()
    head = {'act': letter == 'A', 'totals': None}
    if letter == 'E':
        r.text()
        head['chain'], head['number'] = r.text(), r.int()
        kind = r.int()
        r.text()
        completeness, recorded = r.int(), r.int()
        r.optional(), r.optional()
        r.text(), r.text(), r.text()
        head['rows'], head['known'] = r.int(), r.moment()
        count, left_out = r.int(), r.int()
        head['totals'] = (count, r.hash())
        if kind not in (1, 2, 3, 4, 5, 6) or completeness not in (1, 2) or recorded not in (0, 1) or left_out not in (0, 1):
            raise Broken('a number stands for nothing')
    elif letter == 'A':
        head['chain'], head['number'], head['known'] = r.text(), r.int(), r.moment()
        for _ in range(6):
            r.text()
        r.hash()
        for _ in range(r.int()):
            r.text(), r.text()
        for _ in range(r.int()):
            r.text(), r.hash()
        head['rows'] = r.int()
    else:
        raise Broken('neither a delivery nor an act')
    r.end()
    head['chain'] = head['chain'].decode()
    return head


def read_root(data):
    r = Reader(data)
    if r.text() != b'regisseur root 1':
        raise Broken('not a root')
    root = {'number': r.int(), 'made': r.moment(), 'known': r.moment(), 'previous': r.hash(), 'size': r.int(),
            'tree': r.hash(), 'key': r.hash(), 'program': r.text()}
    r.end()
    return root


# ---- lines
HEX = '"([0-9a-f]{64})"'
B64 = '"([A-Za-z0-9+/]*={0,2})"'
INT = '(0|[1-9][0-9]{0,17})'
NAME = '"([a-z0-9-]{1,63})"'


def listed(item):
    inner = item.replace('(', '(?:')
    return rf'\[((?:{inner}(?:,{inner})*)?)\]'


LINES = {kind: re.compile(pattern.encode()) for kind, pattern in {
    'export': rf'\{{"regisseur_evidence":1,"program":"([A-Za-z0-9 .+~-]{{1,63}})","made_us":{INT},"chains":{listed(NAME)},"key":{HEX}\}}',
    'root': rf'\{{"root":{INT},"statement":{B64},"signature":{B64}\}}',
    'proof': rf'\{{"proof":{INT},"chain":{NAME},"length":{INT},"head":{HEX},"nonce":{HEX},"index":{INT},"path":{listed(HEX)}\}}',
    'chain': rf'\{{"chain":{NAME},"length":{INT},"head":{HEX}\}}',
    'entry': rf'\{{"entry":{INT},"kept":"(all|totals)","head":{B64},"row_hash":{HEX},"hash":{HEX}\}}',
    'row': rf'\{{"row":{INT},"hash":{HEX},"bytes":{B64}\}}',
    'total': rf'\{{"total":{INT},"hash":{HEX},"bytes":{B64}\}}',
    'end': rf'\{{"end":{INT},"sha256":{HEX},"signature":{B64}\}}',
    'receipt': rf'\{{"receipt":{INT},"chain":{NAME},"statement":{B64},"signature":{B64}\}}',
}.items()}


def parse(line):
    for kind, pattern in LINES.items():
        if pattern.fullmatch(line):
            fields = json.loads(line)
            for name in ('statement', 'signature', 'bytes') + (('head',) if kind == 'entry' else ()):
                if name in fields:
                    data = base64.b64decode(fields[name])
                    if base64.b64encode(data).decode() != fields[name]:
                        raise Broken('another spelling of base64')
                    fields[name] = data
            for name in ('hash', 'sha256', 'row_hash', 'nonce', 'key') + (('head',) if kind != 'entry' else ()):
                if name in fields:
                    fields[name] = bytes.fromhex(fields[name])
            return kind, fields
    raise Broken('no line of an export')


def under_root(root, size, index, leaf, path):
    """RFC 9162 section 2.1.3.2."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = sha(b'\1' + p + r)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            r = sha(b'\1' + r + p)
        fn >>= 1
        sn >>= 1
    return sn == 0 and r == root


class Verifier:
    def __init__(self, key=None, kept=()):
        self.key, self.kept = key, [parse(line) for line in kept]
        self.line = 0

    def verify(self, data):
        """None, or (line, what) of the first thing that does not hold."""
        try:
            self._verify(data)
        except Broken as broken:
            return self.line, str(broken)
        return None

    def _need(self, holds, what):
        if not holds:
            raise Broken(what)

    def _verify(self, data):
        need = self._need
        lines = data.split(b'\n')
        whole = lines.pop() == b''
        roots, last_hash, lengths, seen, promised = [], bytes(32), {}, set(), {}
        chains, done, chain, entry, ended, roots_ended = None, 0, None, None, False, False
        read = 0

        def end_roots():
            if roots:
                need(roots[-1]['key'] == export['key'], 'the last root has another key')
            for kind, kept in self.kept:
                if kind == 'root':
                    need(kept['root'] <= len(roots), 'rolled back')

        def end_entry():
            if entry is None:
                return
            rows = entry['head']['rows'] if entry['kept'] == 'all' else 0
            need(entry['rows'] == rows, 'rows are missing')
            need(entry['kept'] != 'all' or entry['so_far'] == entry['row_hash'], 'other rows')
            totals = entry['head']['totals']
            here = totals is not None
            need(entry['totals'] == (totals[0] if here else 0), 'totals are missing')
            need(not here or entry['totals_so_far'] == totals[1], 'other totals')

        def end_chain():
            if chain is None:
                return
            end_entry()
            need(chain['count'] == chain['length'], 'entries are missing')
            need(chain['so_far'] == chain['head'], 'another end')
            need(chain['without'] <= chain['purged'], 'rows went without a record')
            need(not any(c == chain['chain'] and n > chain['count'] for c, n in promised), 'cut off')

        for text in lines:
            self.line = read + 1
            need(not ended, 'something behind the end')
            kind, f = parse(text)
            if kind == 'end':
                if not roots_ended:
                    need(chains is not None, 'empty')
                    end_roots()
                end_chain()
                need(done == len(chains), 'a chain is missing')
                need(f['end'] == read, 'other lines')
                digest = sha(b''.join(x + b'\n' for x in lines[:read]))
                need(f['sha256'] == digest, 'another file')
                statement = write_text(b'regisseur export 1') + write_int(read) + digest
                need(signed(export['key'], statement, f['signature']), 'the end is not signed')
                ended = True
                continue
            read += 1
            need((kind == 'export') == (read == 1), 'the first line stands first')
            if kind == 'export':
                export, chains = f, f['chains']
                need(self.key in (None, f['key']), 'another key')
                need(all(a < b for a, b in zip(chains, chains[1:])), 'chains are not in order')
                for what, kept in self.kept:
                    if what != 'receipt':
                        continue
                    r = Reader(kept['statement'])
                    need(r.text() == b'regisseur receipt 1', 'no receipt')
                    about = (r.text().decode(), r.int())
                    need(about == (kept['chain'], kept['receipt']), 'another receipt')
                    need(r.letter() in ('D', 'A'), 'no receipt')
                    r.text(), r.int(), r.hash()
                    promised.setdefault(about, []).append(r.hash())
                    r.moment(), r.moment()
                    r.end()
                    need(signed(f['key'], kept['statement'], kept['signature']), 'a receipt is not signed')
                    need(about[0] in chains, 'a receipt of another chain')
            elif kind == 'root':
                need(not roots_ended, 'a root behind a chain')
                root = read_root(f['statement'])
                need(root['number'] == f['root'] == len(roots) + 1, 'another number')
                need(signed(root['key'], f['statement'], f['signature']), 'a root is not signed')
                need(root['previous'] == last_hash, 'it does not follow')
                need(not roots or (root['made'] >= roots[-1]['made'] and root['known'] >= roots[-1]['known']), 'older')
                for what, kept in self.kept:
                    need(what != 'root' or kept['root'] != f['root'] or kept['statement'] == f['statement'],
                         'not the root that was kept')
                last_hash = sha(f['statement'])
                roots.append(root)
            elif kind == 'proof':
                need(not roots_ended and roots and roots[-1]['number'] == f['proof'], 'a proof without its root')
                need(f['chain'] in chains, 'a proof of another chain')
                need((f['proof'], f['chain']) not in seen, 'a proof twice')
                seen.add((f['proof'], f['chain']))
                leaf = sha(b'\0' + b'H' + write_text(f['chain'].encode()) + write_int(f['length']) + f['head'] + f['nonce'])
                need(under_root(roots[-1]['tree'], roots[-1]['size'], f['index'], leaf,
                                [bytes.fromhex(x) for x in f['path']]), 'not under the root')
                need(f['length'] >= lengths.get(f['chain'], 0), 'a chain got shorter')
                lengths[f['chain']] = f['length']
                promised.setdefault((f['chain'], f['length']), []).append(f['head'])
            else:
                need(kind != 'receipt', 'a receipt')
                if not roots_ended:
                    roots_ended = True
                    end_roots()
                if kind == 'chain':
                    end_chain()
                    need(done < len(chains) and chains[done] == f['chain'], 'another chain')
                    done += 1
                    entry = None
                    chain = {**f, 'count': 0, 'so_far': bytes(32), 'known': None, 'without': set(), 'purged': set()}
                elif kind == 'entry':
                    need(chain is not None, 'an entry without a chain')
                    end_entry()
                    chain['count'] += 1
                    number = chain['count']
                    need(f['entry'] == number, 'another number')
                    head = read_head(f['head'])
                    need((head['chain'], head['number']) == (chain['chain'], number), 'the head of another')
                    chain['so_far'] = sha(chain['so_far'] + f['head'] + f['row_hash'])
                    need(f['hash'] == chain['so_far'], 'another head')
                    need(chain['known'] is None or head['known'] >= chain['known'], 'known before the one before')
                    chain['known'] = head['known']
                    need(all(h == f['hash'] for h in promised.get((chain['chain'], number), [])), 'not what was promised')
                    promised.pop((chain['chain'], number), None)
                    if number <= lengths.get(chain['chain'], 0):
                        need(head['known'] <= roots[-1]['known'], 'known after its root')
                    if f['kept'] != 'all':
                        need(not head['act'], 'an act without rows')
                        chain['without'].add(number)
                    entry = {'head': head, 'kept': f['kept'], 'row_hash': f['row_hash'], 'rows': 0, 'totals': 0,
                             'so_far': bytes(32), 'totals_so_far': bytes(32)}
                else:
                    need(entry is not None, 'a row without an entry')
                    need(kind == 'total' or entry['totals'] == 0, 'a row behind totals')
                    count, so_far = ('rows', 'so_far') if kind == 'row' else ('totals', 'totals_so_far')
                    entry[count] += 1
                    need(f[kind] == entry[count], 'another number')
                    entry[so_far] = sha(entry[so_far] + f['bytes'])
                    need(entry[so_far] == f['hash'], 'other bytes')
                    if kind == 'row' and entry['head']['act'] and f['bytes'][:1] == b'U':
                        r = Reader(f['bytes'][1:])
                        if r.text().decode() == chain['chain']:
                            chain['purged'].add(r.int())
        self.line = read + 1
        need(whole, 'the last line is not whole')
        need(ended, 'the end is missing')


def main():
    """evidence_verifier.py EXPORT [KEY IN HEXADECIMAL]"""
    with open(sys.argv[1], 'rb') as f:
        data = f.read()
    broken = Verifier(bytes.fromhex(sys.argv[2]) if len(sys.argv) > 2 else None).verify(data)
    print('it holds' if broken is None else f'line {broken[0]}: {broken[1]}')
    return 0 if broken is None else 7


if __name__ == '__main__':
    sys.exit(main())

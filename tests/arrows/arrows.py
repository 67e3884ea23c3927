#!/usr/bin/env python3
"""Holds every include against the table in arrows.json; exit 1 names each that breaks it."""
import json
import os
import re
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '../..'))
TABLE = json.load(open(os.path.join(ROOT, 'tests/arrows/arrows.json')))
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
SQL = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\s')
PARTS = ('core', 'wire', 'services', 'aggregator', 'cli', 'tests', 'bench')


def within(path, folder):
    return path == folder or path.startswith(folder + '/')


def row_of(path):
    rows = [f for f in TABLE['arrows'] if within(path, f)]
    return max(rows, key=len) if rows else None


def own_folder(path):
    """The folder that may include itself: the row's, but one adapter each."""
    row = row_of(path)
    return '/'.join(path.split('/')[:2]) if row == 'services' else row


def broken(path, text):
    row = row_of(path)
    if row is None:
        yield 'is in a folder without a row in arrows.json'
        return
    for bracket, header in INCLUDE.findall(text):
        if header.startswith('../') or '/../' in header:
            yield f'includes {header}: write the path from the root'
            continue
        if within(header, 'regisseur') and header.endswith('.pb.h'):
            if 'proto' not in TABLE['arrows'][row]:
                yield f'includes generated {header}; {row} may not see the wire'
            continue
        if header.split('/')[0] in PARTS and '/' in header:
            allowed = TABLE['arrows'][row] + [own_folder(path)]
            if not any(within(header, a) for a in allowed):
                yield f'includes {header}; {row} may include {", ".join(allowed)}'
        if row == 'core' and not path.endswith('_test.cc') and any(header.startswith(x) for x in TABLE['core_never']):
            yield f'includes {header}; core does no I/O and knows no wire'
        for library, folders in TABLE['one_file_only'].items():
            if header.startswith(library) and not any(within(path, f) for f in folders):
                yield f'includes {header}, which belongs in {", ".join(folders)}'
    if SQL.search(text) and not any(within(path, f) for f in TABLE['sql_only_in']):
        yield 'holds SQL, which belongs in aggregator/storage'


def main():
    bad = files = 0
    for part in PARTS:
        for folder, _, names in os.walk(os.path.join(ROOT, part)):
            for name in sorted(names):
                if not name.endswith(('.h', '.cc')):
                    continue
                full = os.path.join(folder, name)
                path = os.path.relpath(full, ROOT)
                files += 1
                for what in broken(path, open(full, encoding='utf-8').read()):
                    print(f'{path}: {what}')
                    bad += 1
    print(f'arrows: {files} files, {bad} broken')
    return 1 if bad or not files else 0


if __name__ == '__main__':
    sys.exit(main())

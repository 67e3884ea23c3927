"""Builds the page and turns it into one C++ source: ./dev build calls it.

The generated clients go to src/gen, the files for browsers to --work/dist. What was built from the
same bytes before is not built again. Nothing here uses a network.
"""
import argparse
import gzip
import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TOOLS = os.path.join(ROOT, 'node_modules', '.bin')
GENERATED = os.path.join(HERE, 'src', 'gen')
TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
         '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json'}


def protos():
    """What people ask; what adapters and partners' programs send is no business of the page."""
    found = []
    others = (os.path.join('regisseur', 'adapter', ''), os.path.join('regisseur', 'partner', 'v1', 'partner.proto'))
    proto = os.path.join(ROOT, 'proto')
    for folder, _, names in os.walk(os.path.join(proto, 'regisseur')):
        files = [os.path.join(folder, name) for name in names if name.endswith('.proto')]
        found += [file for file in files if not os.path.relpath(file, proto).startswith(others)]
    return sorted(found)


def inputs():
    files = [os.path.join(HERE, name) for name in ('index.html', 'vite.config.ts', 'tsconfig.json', 'build_page.py')]
    files += [os.path.join(ROOT, 'package-lock.json'), os.path.join(ROOT, 'core', 'finding', 'sentences.json')]
    for folder, folders, names in os.walk(os.path.join(HERE, 'src')):
        if folder == os.path.join(HERE, 'src'):
            folders[:] = [f for f in folders if f != 'gen']
        files += [os.path.join(folder, name) for name in names]
    return sorted(files) + protos()


def digest(files):
    whole = hashlib.sha256()
    for path in files:
        with open(path, 'rb') as file:
            whole.update(os.path.relpath(path, ROOT).encode() + b'\0' + hashlib.sha256(file.read()).digest())
    return whole.hexdigest()


def run(*command):
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f'{os.path.basename(command[0])} failed:\n{done.stdout}')


def generate(protoc):
    """The clients, one file a proto; files of protos that are gone go too."""
    os.makedirs(GENERATED, exist_ok=True)
    files = protos()
    stamp, now = os.path.join(GENERATED, '.digest'), digest(files + [os.path.join(ROOT, 'package-lock.json')])
    if os.path.exists(stamp) and open(stamp).read() == now:
        return
    for folder, _, names in os.walk(GENERATED):
        for name in names:
            os.remove(os.path.join(folder, name))
    proto = os.path.join(ROOT, 'proto')
    run(protoc, '--plugin=protoc-gen-es=' + os.path.join(TOOLS, 'protoc-gen-es'), '--es_out=' + GENERATED,
        '--es_opt=target=ts', '-I', proto, *[os.path.relpath(file, proto) for file in files])
    with open(stamp, 'w') as file:
        file.write(now)


def dist_files(dist):
    """(path, type, hash, compressed bytes, immutable), by path."""
    files = []
    for folder, _, names in os.walk(dist):
        for name in names:
            path = os.path.join(folder, name)
            served = '/' + os.path.relpath(path, dist).replace(os.sep, '/')
            with open(path, 'rb') as file:
                content = file.read()
            files.append((served, TYPES[os.path.splitext(name)[1]], hashlib.sha256(content).hexdigest()[:32],
                          gzip.compress(content, 9, mtime=0), served.startswith('/assets/')))
    return sorted(files)


def source(files):
    """The C++ source of embedded_page.h."""
    text = ['// Made by web/build_page.py.', '#include "web/embedded_page.h"', '', 'namespace regisseur {', 'namespace {', '']
    for at, (_, _, _, content, _) in enumerate(files):
        numbers = ','.join(map(str, content))
        text.append(f'constexpr unsigned char kFile{at}[] = {{{numbers}}};')
    rows = [f'    {{"{path}", "{kind}", "{hash_}", {{reinterpret_cast<const char*>(kFile{at}), sizeof(kFile{at})}}, '
            f'{"true" if immutable else "false"}}},' for at, (path, kind, hash_, _, immutable) in enumerate(files)]
    text += ['', '}  // namespace', '', 'absl::Span<const PageFile> EmbeddedPage() {']
    if files:
        text += ['  static const PageFile kFiles[] = {', *rows, '  };', '  return kFiles;']
    else:
        text += ['  return {};']
    return '\n'.join(text + ['}', '', '}  // namespace regisseur', ''])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--protoc', default='protoc')
    parser.add_argument('--work', help='where the built files are kept')
    parser.add_argument('--out', help='the C++ source to write')
    parser.add_argument('--generate', action='store_true', help='only the clients')
    args = parser.parse_args()
    installed = os.path.exists(os.path.join(TOOLS, 'vite'))
    if args.generate:
        return generate(args.protoc)
    files = []
    if installed:
        dist, stamp = os.path.join(args.work, 'dist'), os.path.join(args.work, 'digest')
        now = digest(inputs())
        if not os.path.exists(stamp) or open(stamp).read() != now:
            generate(args.protoc)
            run(os.path.join(TOOLS, 'vite'), 'build', '--logLevel', 'error', '--outDir', dist, '--emptyOutDir')
            with open(stamp, 'w') as file:
                file.write(now)
        files = dist_files(dist)
    else:
        print('web: the packages of the page are not installed, so that this build has no page; '
              './dev deps installs them', file=sys.stderr)
    made = source(files)
    if os.path.exists(args.out) and open(args.out).read() == made:
        os.utime(args.out)
    else:
        with open(args.out, 'w') as file:
            file.write(made)


if __name__ == '__main__':
    main()

"""The Debian package as an administrator gets it. Made anew into a temporary folder, then looked into; with
REGISSEUR_CHROOT=FOLDER (a Debian 12 made by debootstrap, as root) it is installed there and the daemon is started."""
import argparse
import glob
import os
import subprocess
import sys
import tempfile
import unittest

FILES = {
    './usr/bin/regisseur', './usr/bin/regisseur-adapter-check', './usr/sbin/regisseurd', './usr/lib/regisseur/regisseurd',
    './usr/lib/regisseur/regisseur-adapter-focus', './usr/lib/regisseur/regisseur-adapter-gcp-status',
    './usr/lib/regisseur/regisseur-adapter-charges', './usr/lib/regisseur/regisseur-adapter-invoice',
    './usr/lib/regisseur/regisseur-adapter-ledger',
    './usr/lib/regisseur/regisseur-adapter-kpi', './usr/lib/regisseur/regisseur-adapter-openslo',
    './usr/lib/regisseur/regisseur-adapter-statuspage',
    './usr/lib/regisseur/regisseur-adapter-tickets',
    './usr/lib/regisseur/regisseur-adapter-probe', './usr/lib/regisseur/regisseur-adapter-prometheus',
    './usr/lib/regisseur/regisseur-adapter-upptime',
    './usr/lib/regisseur/regisseur-report', './usr/bin/regisseur-report', './usr/share/regisseur/reports/regisseur-report',
    './usr/lib/systemd/system/regisseur.service', './etc/regisseur/regisseur.yaml',
    './usr/share/man/man1/regisseur.1.gz', './usr/share/man/man8/regisseurd.8.gz',
    './usr/share/bash-completion/completions/regisseur', './usr/share/zsh/vendor-completions/_regisseur',
    './usr/share/fish/vendor_completions.d/regisseur.fish', './usr/share/doc/regisseur/copyright',
}
HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='regisseur-package-')
        run(OPTIONS.cpack, '-G', 'DEB', '--config', OPTIONS.build + '/CPackConfig.cmake', '-B', cls.folder.name,
            cwd=OPTIONS.build)
        cls.package, = glob.glob(cls.folder.name + '/*.deb')

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_holds_what_it_should(self):
        listed = run('dpkg-deb', '-c', self.package).splitlines()
        names = {line.split()[5].rstrip('/') for line in listed}
        self.assertLessEqual(FILES, names)
        for line in listed:
            self.assertIn('root/root', line)
            if not line.startswith('l'):
                self.assertNotIn('w', line.split()[0][8:9], 'writable for everybody: ' + line)

    def test_the_configuration_is_a_conffile_and_the_libraries_are_named(self):
        self.assertEqual(run('dpkg-deb', '-I', self.package, 'conffiles').split(), ['/etc/regisseur/regisseur.yaml'])
        depends = run('dpkg-deb', '-f', self.package, 'Depends')
        for name in ('libgrpc++', 'libsqlite3-0', 'libssl3', 'tzdata', 'adduser'):
            self.assertIn(name, depends)

    def test_scripts_and_pages_are_well_formed(self):
        with tempfile.TemporaryDirectory() as folder:
            run('dpkg-deb', '-R', self.package, folder)
            for script in ('postinst', 'prerm', 'postrm'):
                run('sh', '-n', folder + '/DEBIAN/' + script)
            run('bash', '-n', folder + '/usr/share/bash-completion/completions/regisseur')
            for page in ('man1/regisseur.1.gz', 'man8/regisseurd.8.gz'):
                text = run('sh', '-c', 'gzip -dc ' + folder + '/usr/share/man/' + page)
                self.assertTrue(text.startswith('.TH '), text[:50])
                self.assertIn('.SH SEE ALSO', text)
            check = subprocess.run([folder + '/usr/lib/regisseur/regisseurd', '--check', '--config',
                                    folder + '/etc/regisseur/regisseur.yaml'], capture_output=True, text=True)
            self.assertEqual(check.returncode, 0, check.stderr)

    def test_the_unit_is_hardened(self):
        with open(HERE + '/regisseur.service') as f:
            unit = f.read()
        for line in ('User=regisseur', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=\n',
                     'MemoryDenyWriteExecute=yes'):
            self.assertIn(line, unit)

    def test_bash_completes_nouns_verbs_and_options(self):
        program = OPTIONS.build + '/bin/regisseur'
        script = run(program, 'completion', 'bash')
        for typed, expected in ((['sou'], 'source'), (['source', 'l'], 'list'), (['-o', 'json', 'source', 'li'], 'list'),
                                (['source', 'collect', '--wa'], '--wait'), (['completion', 'z'], 'zsh')):
            ask = script + '\nCOMP_WORDS=(regisseur ' + ' '.join(typed) + ')\nCOMP_CWORD=%d\n' % len(typed)
            ask += '_regisseur\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
            self.assertIn(expected, run('bash', '-c', ask).split(), typed)

    @unittest.skipUnless(os.environ.get('REGISSEUR_CHROOT'), 'REGISSEUR_CHROOT names no Debian 12 to install into')
    def test_installs_and_starts(self):
        root = os.environ['REGISSEUR_CHROOT']
        target = root + '/tmp/regisseur.deb'
        run('cp', self.package, target)
        run('chroot', root, 'apt-get', 'install', '-y', '/tmp/regisseur.deb')
        run('chroot', root, 'regisseurd', '--check', '--config', '/etc/regisseur/regisseur.yaml')


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', required=True)
    parser.add_argument('--cpack', default='cpack')
    OPTIONS, rest = parser.parse_known_args()
    OPTIONS.build = os.path.abspath(OPTIONS.build)
    unittest.main(argv=sys.argv[:1] + rest, verbosity=1)

"""The certificates that `regisseur pki` makes, in real handshakes: daemon, remote adapter and command line."""
import os
import shutil
import subprocess
import tempfile
import unittest

import product
from product import Daemon
from spine_test import charge, focus


def pki(*arguments):
    return subprocess.run([product.BIN + '/regisseur', 'pki', *arguments], capture_output=True, text=True,
                          timeout=60)


class Certificates(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='regisseur-pki-')
        self.pki = self.folder + '/pki'
        self.adapters = []
        for arguments in [('init', self.pki, '--name', 'Gemeente Voorbeeld'),
                          ('issue', self.pki, '--for', 'client', '--name', 'monitoring'),
                          ('issue', self.pki, '--for', 'client', '--name', 'stranger'),
                          ('issue', self.pki, '--for', 'adapter', '--name', 'shop', '--san', 'localhost')]:
            made = pki(*arguments)
            self.assertEqual(made.returncode, 0, made.stderr)

    def tearDown(self):
        for adapter in self.adapters:
            adapter.terminate()
            adapter.wait()
            adapter.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def file(self, name):
        return os.path.join(self.pki, name)

    def adapter(self):
        """The address of an adapter that shows the certificate of the shop."""
        process = subprocess.Popen(
            [product.BIN + '/regisseur-adapter-focus', '--listen', 'localhost:0',
             '--tls-ca', self.file('adapters-ca.pem'), '--tls-cert', self.file('adapter-shop.pem'),
             '--tls-key', self.file('adapter-shop.key')], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.adapters.append(process)
        word, address = process.stdout.readline().split()
        self.assertEqual(word, 'ready')
        return address

    def config(self, address, cert='collector'):
        source = {'id': 'shop', 'endpoint': 'dns:///' + address, 'every': '1h', 'options': {'path': 'cost.csv'},
                  'tls': {'ca': self.file('adapters-ca.pem'), 'cert': self.file(cert + '.pem'),
                          'key': self.file(cert + '.key'), 'peer': 'spiffe://regisseur/adapter/shop'}}
        return {'providers': [{'id': 'shop', 'name': 'Shop', 'tier': 'tactical', 'sources': [source]}],
                'tls': {'cert': self.file('daemon.pem'), 'key': self.file('daemon.key'),
                        'client_ca': self.file('ca.pem')},
                'identities': [{'id': 'monitoring', 'name': 'Monitoring', 'role': 'administrator',
                                'certificate': 'spiffe://regisseur/client/monitoring'}]}

    def call(self, d, who, *arguments):
        """The command line over TLS, by the name that the certificate has."""
        server = 'localhost:' + d.grpc.rsplit(':', 1)[1]
        return subprocess.run(
            [product.BIN + '/regisseur', '--server', server, '--ca', self.file('ca.pem'),
             '--cert', self.file(who + '.pem'), '--key', self.file(who + '.key'), *arguments],
            capture_output=True, text=True, timeout=120)

    def test_daemon_adapter_and_caller_know_each_other(self):
        with Daemon(self.config(self.adapter()), {'cost.csv': focus(charge('12.50'))}) as d:
            who = self.call(d, 'client-monitoring', 'identity', 'whoami')
            self.assertEqual(who.returncode, 0, who.stderr)
            self.assertIn('monitoring', who.stdout)
            collected = self.call(d, 'client-monitoring', 'source', 'collect', 'shop', '--wait')
            self.assertEqual(collected.returncode, 0, collected.stderr)
            cost = self.call(d, 'client-monitoring', '-o', 'csv', 'cost', 'summary', '--by', 'provider')
            self.assertIn('12.5', cost.stdout, cost.stderr)
            # Certified, but no identity: certificates say who, the configuration says what they may.
            self.assertEqual(self.call(d, 'client-stranger', 'identity', 'whoami').returncode, 4)
            # An adapter's certificate calls nobody.
            self.assertEqual(self.call(d, 'adapter-shop', 'identity', 'whoami').returncode, 5)
            # A renewed certificate is the same caller.
            renewed = pki('issue', self.pki, '--for', 'client', '--name', 'monitoring', '--renew')
            self.assertEqual(renewed.returncode, 0, renewed.stderr)
            self.assertEqual(self.call(d, 'client-monitoring', 'identity', 'whoami').returncode, 0)

    def test_a_caller_of_the_daemon_may_not_ask_an_adapter(self):
        with Daemon(self.config(self.adapter(), cert='client-monitoring'), {'cost.csv': focus(charge('1'))}) as d:
            self.call(d, 'client-monitoring', 'source', 'collect', 'shop', '--wait')
            shown = self.call(d, 'client-monitoring', 'source', 'show', 'shop')
            self.assertIn('the adapter refuses us', shown.stdout)


if __name__ == '__main__':
    product.parse_arguments()
    unittest.main()

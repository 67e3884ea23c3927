"""Python of the contract, made from its .proto files when it is needed: nothing generated lies about."""
import atexit
import glob
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

PROTO = os.environ.get('REGISSEUR_PROTO', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'proto'))


def load(*names):
    """Modules such as `regisseur.adapter.v1.adapter`: its messages, and behind them its services."""
    folder = tempfile.mkdtemp(prefix='regisseur-stubs-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files = glob.glob('regisseur/**/*.proto', root_dir=PROTO, recursive=True)
    plugin = shutil.which('grpc_python_plugin')
    subprocess.run(['protoc', '-I.', '--python_out=' + folder, '--grpc_python_out=' + folder,
                    '--plugin=protoc-gen-grpc_python=' + plugin, *files], cwd=PROTO, check=True)
    sys.path.insert(0, folder)
    return [importlib.import_module(name + end) for name in names for end in ('_pb2', '_pb2_grpc')]

"""A partner's own adapter: reads `day,service,percent` out of one CSV file and tells it as measurements.

It has no memory: a cursor says which edition of the file was read and how many batches of it are known, so that the
same cursor always gives the same answer."""
import argparse
import csv
import datetime
import hashlib
import json
import os
import signal
import sys
import threading
from concurrent import futures
from decimal import Decimal, InvalidOperation

import grpc

import stubs

adapter, adapter_grpc, facts, _, evidence, _ = stubs.load(
    'regisseur.adapter.v1.adapter', 'regisseur.adapter.v1.facts', 'regisseur.type.v1.evidence')

VERSION = '1.0'
MOST_ROWS = 1000


class Failure(Exception):
    def __init__(self, code, kind, rule, message, **more):
        super().__init__(message)
        self.code = code
        self.problem = adapter.Problem(kind=kind, rule=rule, message=message, **more)


def wrong_option(option, message):
    return Failure(grpc.StatusCode.INVALID_ARGUMENT, evidence.PROBLEM_KIND_CONFIGURATION, 'option-value', message,
                   option=option)


def path_of(source):
    for name in source.options:
        if name != 'path':
            raise wrong_option(name, f'{name}: there is no such option; path is the only one')
    if not source.options.get('path'):
        raise wrong_option('path', 'path: is missing; name the CSV file')
    return os.path.join(source.base_directory, source.options['path'])


def midnight(day):
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.timezone.utc).timestamp())


class Report:
    """The file as it is now: rows that can be read, findings about those that cannot."""

    def __init__(self, path):
        try:
            with open(path, 'rb') as f:
                self.content = f.read()
        except OSError as error:
            raise Failure(grpc.StatusCode.FAILED_PRECONDITION, evidence.PROBLEM_KIND_CONFIGURATION, 'file-not-found',
                          f'{path}: {error.strerror}; path has to name a file that can be read') from error
        self.name = os.path.basename(path)
        self.edition = hashlib.sha256(self.content + VERSION.encode()).hexdigest()[:16]
        self.rows, self.findings = [], {}
        lines = csv.reader(self.content.decode('utf-8', 'replace').splitlines())
        for number, row in enumerate(lines, 1):
            if number == 1 or not row:
                continue
            try:
                day, service, percent = row
                day = datetime.date.fromisoformat(day)
                if not 0 <= Decimal(percent) <= 100:
                    raise InvalidOperation
                self.rows.append((number, day, service, percent))
            except (ValueError, InvalidOperation):
                self.find('row-unreadable', number, ','.join(row))

    def find(self, rule, line, value):
        finding = self.findings.setdefault(rule, evidence.Finding(severity=evidence.SEVERITY_ERROR, rule=rule,
                                                                  file=self.name, line=line, field='row'))
        finding.count += 1
        if len(finding.examples) < 10:
            finding.examples.add(line=line, value=value[:200])

    def batches(self, most_rows):
        """One delivery a day that replaces the one before, in batches; the last one puts them in force."""
        most = min(most_rows or MOST_ROWS, MOST_ROWS)
        pieces = [self.rows[i:i + most] for i in range(0, len(self.rows), most)] or [[]]
        for number, piece in enumerate(pieces, 1):
            last = number == len(pieces)
            batch = facts.Batch(run=f'edition {self.edition} by {most}', number=number, dictionary=[''], last=last,
                                cursor=self.cursor(number, most))
            scopes = {}
            for line, day, service, percent in piece:
                if day not in scopes:
                    scopes[day] = len(batch.deliveries)
                    delivery = batch.deliveries.add(scope=f'day={day}', completeness=facts.COMPLETENESS_COMPLETE,
                                                    origin=self.name)
                    delivery.period_start_time.seconds = midnight(day)
                    delivery.period_end_time.seconds = midnight(day + datetime.timedelta(1))
                row = batch.measurements.add(delivery=scopes[day], line=line, service=service,
                                             indicator='availability', value=percent, unit='%')
                row.period_start_time.seconds = midnight(day)
                row.period_end_time.seconds = midnight(day + datetime.timedelta(1))
            if last:
                batch.findings.extend(self.findings.values())
                batch.originals.add(name=self.name, offset=0, data=self.content, last=True)
                batch.whole_origins.append(self.name)
            yield batch

    def cursor(self, done, most):
        return json.dumps([VERSION, self.edition, done, most]).encode()


class Adapter(adapter_grpc.AdapterServiceServicer):

    def GetCapabilities(self, request, context):
        said = adapter.GetCapabilitiesResponse(kind='cloudnine-days', version=VERSION, contract_version=1,
                                               facts=[adapter.FACT_KIND_MEASUREMENTS])
        said.options.add(name='path', description='The CSV file, relative to the configuration.', required=True)
        return said

    def CheckOptions(self, request, context):
        try:
            path_of(request.source)
        except Failure as failure:
            return adapter.CheckOptionsResponse(problem=failure.problem)
        return adapter.CheckOptionsResponse()

    def Check(self, request, context):
        try:
            report = Report(path_of(request.source))
        except Failure as failure:
            return adapter.CheckResponse(usable=False, problem=failure.problem)
        said = adapter.CheckResponse(usable=bool(report.rows), findings=report.findings.values())
        said.coverage.add(field='percent', total=len(report.rows), filled=len(report.rows), mandatory=True)
        return said

    def Collect(self, request, context):
        try:
            yield from self.collect(request, context)
        except Failure as failure:
            context.set_trailing_metadata((('grpc-status-details-bin', failure.problem.SerializeToString()),))
            context.abort(failure.code, str(failure))

    def collect(self, request, context):
        report = Report(path_of(request.source))
        done, most = 0, request.batch_rows
        if request.cursor:
            try:
                version, edition, done, most = json.loads(request.cursor)
            except ValueError:
                version = None
            if version != VERSION:
                raise Failure(grpc.StatusCode.FAILED_PRECONDITION, evidence.PROBLEM_KIND_TRANSIENT, 'cursor-gone',
                              'this cursor is not one of this version; begin anew', cursor_gone=True)
            if edition != report.edition:  # another file than then: a new run
                done, most = 0, request.batch_rows
        batches = list(report.batches(most))
        for batch in batches[done:]:
            if not context.is_active():
                return  # the caller hung up
            yield adapter.CollectResponse(batch=batch)
        end = adapter.Checkpoint(cursor=batches[-1].cursor, unchanged=done == len(batches))
        if report.rows:
            end.data_until_time.seconds = midnight(max(row[1] for row in report.rows) + datetime.timedelta(1))
        yield adapter.CollectResponse(checkpoint=end)


class Health(grpc.GenericRpcHandler):
    """grpc.health.v1.Health in two bytes: status SERVING."""

    def service(self, details):
        if details.method == '/grpc.health.v1.Health/Check':
            return grpc.unary_unary_rpc_method_handler(lambda request, context: b'\x08\x01')
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--listen', default='127.0.0.1:0')
    for name in ('ca', 'cert', 'key'):
        parser.add_argument('--tls-' + name)
    parser.add_argument('--until-stdin-closes', action='store_true')
    arguments = parser.parse_args()
    server = grpc.server(futures.ThreadPoolExecutor(8), options=[('grpc.max_receive_message_length', 1 << 20)],
                         compression=grpc.Compression.NoCompression)
    adapter_grpc.add_AdapterServiceServicer_to_server(Adapter(), server)
    server.add_generic_rpc_handlers((Health(),))
    if arguments.tls_ca:
        def read(path):
            with open(path, 'rb') as f:
                return f.read()
        port = server.add_secure_port(arguments.listen, grpc.ssl_server_credentials(
            [(read(arguments.tls_key), read(arguments.tls_cert))], read(arguments.tls_ca), require_client_auth=True))
    else:
        port = server.add_insecure_port(arguments.listen)
    server.start()
    print('ready', arguments.listen if arguments.listen.startswith('unix:')
          else arguments.listen.rsplit(':', 1)[0] + f':{port}', flush=True)
    end = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    if arguments.until_stdin_closes:
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), end.set()), daemon=True).start()
    end.wait()
    server.stop(1).wait()


if __name__ == '__main__':
    main()

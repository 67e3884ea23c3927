"""What a partner's system says to its customer's Regisseur: pushes figures, incidents and batches, watches its inbox,
answers claims and objects to figures. One command each; JSON on stdout."""
import argparse
import datetime
import json
import sys
import uuid

import grpc
from google.protobuf.json_format import MessageToDict

import stubs

(partner, partner_grpc, facts, _, claim, claim_grpc, objective, objective_grpc, escalation, escalation_grpc, state,
 _) = stubs.load('regisseur.partner.v1.partner', 'regisseur.adapter.v1.facts', 'regisseur.claim.v1.claim',
                 'regisseur.objective.v1.objective', 'regisseur.partnership.v1.escalation', 'regisseur.type.v1.state')


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def show(message):
    print(json.dumps(MessageToDict(message), ensure_ascii=False), flush=True)


def seconds(day):
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.timezone.utc).timestamp())


def month(text):
    first = datetime.date.fromisoformat(text + '-01')
    return first, (first + datetime.timedelta(32)).replace(day=1)


class Client:

    def __init__(self, arguments):
        options = [('grpc.max_receive_message_length', 4 << 20)]
        if arguments.ca:
            own = (read(arguments.key), read(arguments.cert)) if arguments.cert else (None, None)
            self.channel = grpc.secure_channel(
                arguments.server, grpc.ssl_channel_credentials(read(arguments.ca), *own), options)
        else:
            self.channel = grpc.insecure_channel(arguments.server, options)
        self.metadata = []
        if arguments.token_file:
            self.metadata = [('authorization', 'Bearer ' + read(arguments.token_file).decode().strip())]
        self.partner = partner_grpc.PartnerServiceStub(self.channel)

    def file(self, a):
        show(self.partner.PushFile(partner.PushFileRequest(source=a.source, data=read(a.file), dry_run=a.dry_run),
                                   metadata=self.metadata))

    def measurement(self, a):
        first, end = month(a.month)
        figure = facts.Measurement(service=a.service, indicator=a.indicator, value=a.value, unit='%')
        figure.period_start_time.seconds = seconds(first)
        figure.period_end_time.seconds = seconds(end)
        show(self.partner.PushMeasurement(partner.PushMeasurementRequest(source=a.source, measurement=figure),
                                          metadata=self.metadata))

    def incident(self, a):
        request = partner.PushIncidentRequest(source=a.source)
        request.incident.id, request.incident.title = a.id, a.title
        request.incident.impact = state.INCIDENT_IMPACT_MAJOR
        request.incident.start_time.FromJsonString(a.start)
        if a.end:
            request.incident.end_time.FromJsonString(a.end)
        down = state.OPERATIONAL_STATE_OPERATIONAL if a.end else state.OPERATIONAL_STATE_MAJOR_OUTAGE
        for component in a.component:
            request.incident.component_ids.append(component)
            request.components.add(id=component, state=down)
        show(self.partner.PushIncident(request, metadata=self.metadata))

    def facts(self, a):
        """A figure for each day of a month, as one run of several batches; begun again it continues."""
        first, end = month(a.month)
        days = [first + datetime.timedelta(i) for i in range((end - first).days)]
        pieces = [days[i:i + a.rows] for i in range(0, len(days), a.rows)]
        for number, piece in enumerate(pieces, 1):
            batch = facts.Batch(run=f'{a.run}', number=number, dictionary=[''], last=number == len(pieces))
            delivery = batch.deliveries.add(scope=f'month={a.month}', origin=a.run,
                                            completeness=facts.COMPLETENESS_COMPLETE)
            delivery.period_start_time.seconds = seconds(first)
            delivery.period_end_time.seconds = seconds(end)
            for day in piece:
                row = batch.measurements.add(service=a.service, indicator=a.indicator, value=a.value, unit='%')
                row.period_start_time.seconds = seconds(day)
                row.period_end_time.seconds = seconds(day + datetime.timedelta(1))
            show(self.partner.PushFacts(partner.PushFactsRequest(source=a.source, batch=batch),
                                        metadata=self.metadata))

    def watch(self, a):
        request = partner.WatchInboxRequest(after=a.after, only_now=a.only_now)
        heard = 0
        for response in self.partner.WatchInbox(request, metadata=self.metadata):
            if not response.HasField('entry'):
                continue  # a sign of life
            show(response)
            heard += 1
            if a.entries and heard >= a.entries:
                return

    def acknowledge(self, a):
        request = escalation.AcknowledgeEscalationRequest(id=a.id, text=a.text, request_id=str(uuid.uuid4()))
        show(escalation_grpc.EscalationServiceStub(self.channel).AcknowledgeEscalation(request,
                                                                                       metadata=self.metadata))

    def grant(self, a):
        request = claim.GrantClaimRequest(id=a.id, request_id=str(uuid.uuid4()))
        show(claim_grpc.ClaimServiceStub(self.channel).GrantClaim(request, metadata=self.metadata))

    def object(self, a):
        request = objective.RaiseObjectionRequest(contract=a.contract, objective=a.objective, period=a.period,
                                                  figure=a.figure, reason=a.reason, evidence=a.evidence,
                                                  request_id=str(uuid.uuid4()))
        show(objective_grpc.ObjectiveServiceStub(self.channel).RaiseObjection(request, metadata=self.metadata))


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--server', required=True)
    for name in ('ca', 'cert', 'key', 'token-file'):
        parser.add_argument('--' + name)
    verbs = parser.add_subparsers(dest='verb', required=True)

    def verb(name, *required, **optional):
        made = verbs.add_parser(name)
        for option in required:
            made.add_argument('--' + option, required=True)
        for option, default in optional.items():
            flag = {'action': 'store_true'} if default is False else {
                'default': default, 'type': str if default is None else type(default)}
            made.add_argument('--' + option.replace('_', '-'), **flag)
        return made

    verb('file', 'source', 'file', dry_run=False)
    verb('measurement', 'source', 'service', 'indicator', 'month', 'value')
    verb('incident', 'source', 'id', 'title', 'start', end=None).add_argument('--component', action='append',
                                                                              default=[])
    verb('facts', 'source', 'run', 'service', 'indicator', 'month', 'value', rows=10)
    verb('watch', after=0, only_now=False, entries=0)
    verb('acknowledge', 'id', text='')
    verb('grant', 'id')
    verb('object', 'contract', 'objective', 'period', 'figure', 'reason', 'evidence')
    return parser.parse_args()


def main():
    arguments = parse()
    try:
        getattr(Client(arguments), arguments.verb)(arguments)
    except grpc.RpcError as error:
        print(f'{error.code().name}: {error.details()}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())

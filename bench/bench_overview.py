"""`overview`: 500 partners with 10,000 services, asked again and again."""
import http.client
import json
import statistics
import time

from measure import show
from product import Daemon, provider

PARTNERS = 500
PROMISES = 10              # of a contract; every second partner has one


def post(connection, path, body):
    connection.request('POST', path, body, {'Content-Type': 'application/json'})
    response = connection.getresponse()
    answer = response.read()
    assert response.status == 200, answer
    return answer


def times_of(connection, path, body, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        post(connection, path, body)
        times.append(time.perf_counter() - start)
    return times


def contract_of(partner):
    """Promises about the availability of its first services, with credits."""
    return json.dumps({
        'id': f'{partner}-contract', 'provider': partner, 'title': partner, 'currency': 'EUR',
        'term': {'start': '2026-01-01', 'initial': '36 months', 'renewal': 'none', 'notice': '3 months'},
        'pricing': [{'component': 'platform', 'form': 'fixed', 'amount': '1250.00', 'per': 'month'}],
        'objectives': [{
            'id': f'availability-{n}', 'service': f's{n}', 'kind': 'availability', 'target': 99.9,
            'window': {'calendar': 'month', 'time_zone': 'Europe/Amsterdam'}, 'counts_as_down': ['partial_outage', 'major_outage'],
            'credits': [{'below': 99.9, 'percent': 10}, {'below': 99, 'percent': 25}], 'credit_base': 'platform',
            'claim_within': {'days': 60}} for n in range(PROMISES)]})


def bench(arguments, folder):
    """500 partners, each with a page of 20 components that are 20 services."""
    pages, providers = {}, []
    for i in range(PARTNERS):
        pages[f'{i}.json'] = json.dumps({
            'page': {'id': f'p{i}', 'name': str(i), 'updated_at': '2026-01-01T00:00:00Z'}, 'status': {'indicator': 'none'},
            'components': [{'id': f'c{n}', 'name': f'C{n}', 'status': 'operational', 'group': False, 'group_id': None}
                           for n in range(20)], 'incidents': [], 'scheduled_maintenances': []})
        providers.append(provider(f'p{i}', 'statuspage', path=f'{i}.json',
                                  services=[{'id': f's{n}', 'name': f'S{n}', 'components': [f'id:c{n}']} for n in range(20)]))
    rates = {'rates.csv': 'Date,USD,\n2026-01-02,1.25,\n'}
    config = {'providers': providers, 'exchange_rates': {'file': 'rates.csv'}, 'collect': {'min_free_disk_percent': '0'}}
    files = {**pages, **rates}
    contracts = {f'contract-{i}.yaml': contract_of(f'p{i}') for i in range(0, PARTNERS, 2)}
    with Daemon(config, files) as plain, \
            Daemon({**config, 'contracts': ['contract-*.yaml']}, {**files, **contracts}) as promised:
        ask = '/regisseur.portfolio.v1.PortfolioService/GetOverview'
        least = '/regisseur.cost.v1.CostService/ConvertAmount'
        least_body = '{"amount": "1", "from": "EUR", "to": "EUR", "on": "2026-01-02"}'
        connections = {}
        for d in (plain, promised):
            d.collect()
            connections[d] = http.client.HTTPConnection(d.http)
        rows = json.loads(post(connections[promised], ask, '{}'))['providers']
        if sum('sla' in r for r in rows) < len(contracts):
            raise RuntimeError('the contracts are not in the overview')
        # As known a moment ago: the same function without what is remembered.
        moment = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())
        anew = json.dumps({'asKnownOn': moment})
        asks = {'overview': (plain, ask, '{}', 500), 'smallest call': (plain, least, least_body, 500),
                'overview, nothing remembered': (plain, ask, anew, 20),
                'with promises': (promised, ask, '{}', 500),
                'with promises, nothing remembered': (promised, ask, anew, 20)}
        for d, path, body, _ in asks.values():
            times_of(connections[d], path, body, 5)
        times = {name: [] for name in asks}
        for _ in range(5):  # in turns, so that each has the same neighbours
            for name, (d, path, body, count) in asks.items():
                times[name] += times_of(connections[d], path, body, count // 5)
    def at(times, share):
        return statistics.quantiles(times, n=100)[share - 1] * 1e3
    print(f'overview: {PARTNERS} partners, {PARTNERS * 20} services, {len(contracts)} contracts of {PROMISES} promises, '
          'over HTTP')
    table = [('', 'p50 ms', 'p99 ms', 'overview / its p50', 'p99')]
    for name, its in times.items():
        table.append((name, f'{at(its, 50):.2f}', f'{at(its, 99):.2f}',
                      *(f'{at(times["overview"], n) / at(its, n):.3g}' for n in (50, 99))))
    show(table)
    for name in ('with promises', 'with promises, nothing remembered'):
        peer = name.replace('with promises', 'overview')
        print(f'  {name} / {peer}: p50 {at(times[name], 50) / at(times[peer], 50):.2f}')

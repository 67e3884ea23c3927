"""`replay`: ten forms over twenty-four months with a million charges in all, beside one form."""
import csv
import json
import os
import statistics
import time

from measure import Measured, cpu_of, peak_mib, product, show
from product import Daemon, provider

MONTHS = [f'{2023 + (i // 12)}-{i % 12 + 1:02}' for i in range(25)]  # the last one only ends
SKUS = 40
COLUMNS = ('BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingAccountName,BillingCurrency,'
           'BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ChargeDescription,'
           'ChargeFrequency,InvoiceIssuerName,PricingQuantity,PricingUnit,ProviderName,PublisherName,ServiceCategory,'
           'ServiceName,SkuId').split(',')


def write_charges(path, rows):
    with open(path, 'w', newline='') as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for i in range(rows):
            m = i * 24 // rows
            start, end = f'{MONTHS[m]}-01T00:00:00Z', f'{MONTHS[m + 1]}-01T00:00:00Z'
            sku = i % SKUS
            cost = f'{(i * 37 % 9000) / 100 + 1:.2f}'
            writer.writerow([cost, cost, cost, cost, 'a', 'a', 'EUR', start, end, start, end, 'Usage', 'use', 'Usage-Based',
                             'P', str(i % 97 + 1), 'Hours', 'P', 'P', 'Compute', f'service {sku % 8}', f'sku-{sku}'])


def form(n):
    """A form of five prices by different meters."""
    return {'currency': 'EUR', 'pricing': [
        {'component': 'all', 'form': 'per_unit', 'price': f'0.{n + 10}', 'meter': {'unit': 'Hours'}},
        *({'component': f'sku-{i}', 'form': 'graduated', 'meter': {'sku': f'sku-{(n * 4 + i) % SKUS}'},
           'tiers': [{'up_to': 10000, 'price': '0.05'}, {'price': f'0.0{n % 9 + 1}'}]} for i in range(4))]}


def ask(d, forms):
    start, before = time.monotonic(), cpu_of(d.process.pid)
    answer = d.ask('contract', 'replay', '--provider', 'p', '--form', ','.join(forms), '--from', MONTHS[0], '--to', MONTHS[23])
    told = [answer, *answer.get('others', [])]
    if len(told) != len(forms) or any(x['total']['months'] != 24 for x in told):
        raise RuntimeError(f'not every form has every month: {answer["gaps"]}')
    return Measured(time.monotonic() - start, cpu_of(d.process.pid) - before, peak_mib(d.process.pid), 0)


def bench(arguments, folder):
    """Ten forms beside one over the same charges."""
    path = os.path.join(folder, 'charges.csv')
    write_charges(path, arguments.rows)
    forms = []
    for n in range(10):
        forms.append(os.path.join(folder, f'form-{n}.yaml'))
        with open(forms[-1], 'w') as out:
            json.dump(form(n), out)
    p = provider('p', 'focus', path=path)
    p['sources'][0]['options']['keep_original'] = 'false'
    runs = {1: [], 10: []}
    with Daemon({'providers': [p], 'collect': {'min_free_disk_percent': '0'}}) as d:
        d.collect()
        for _ in range(arguments.runs):
            for count, its in runs.items():
                its.append(ask(d, forms[:count]))
    print(f'replay: {arguments.rows} charges of 24 months, median of {arguments.runs} paired rounds')
    table = [('forms', 'wall s', 'CPU s', 'wall / one form', 'CPU')]
    for count, its in runs.items():
        wall, cpu = (statistics.median(getattr(m, x) for m in its) for x in ('wall', 'cpu'))
        ratios = [f'{statistics.median(getattr(m, x) / getattr(n, x) for m, n in zip(its, runs[1])):.2f}' if count > 1 else ''
                  for x in ('wall', 'cpu')]
        table.append((str(count), f'{wall:.2f}', f'{cpu:.2f}', *ratios))
    show(table)

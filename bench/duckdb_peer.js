// The same question put to DuckDB: exact cost by provider, billing month and service category of a FOCUS file.
// node duckdb_peer.js MODE FILE DATABASE; MODE is
//   scan   read_csv and GROUP BY, nothing stored
//   keep   CREATE TABLE of the 14 columns that most questions need, then GROUP BY
//   all    CREATE TABLE of every column, then GROUP BY
// Prints the groups as JSON: [[provider, month, category, currency, cost as text], ...].
const {DuckDBInstance} = require('@duckdb/node-api');

// Wide enough for every amount of the file, and what DuckDB adds fastest.
const COST = 'DECIMAL(18, 8)';
const COSTS = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'];
const KEPT = ['ProviderName', 'BillingAccountId', 'SubAccountId', 'BillingPeriodStart', 'ChargePeriodStart',
  'ServiceCategory', 'ServiceName', 'ChargeCategory', 'RegionId', 'ResourceId', 'BillingCurrency', 'BilledCost',
  'EffectiveCost', 'ListCost'];

async function main() {
  const [mode, file, database] = process.argv.slice(2);
  const instance = await DuckDBInstance.create(mode === 'scan' ? ':memory:' : database);
  const connection = await instance.connect();
  const types = COSTS.map((name) => `'${name}': '${COST}'`).join(', ');
  const csv = `read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', types = {${types}})`;
  let from = csv;
  if (mode !== 'scan') {
    await connection.run(`CREATE TABLE charges AS SELECT ${mode === 'keep' ? KEPT.join(', ') : '*'} FROM ${csv}`);
    from = 'charges';
  }
  const reader = await connection.runAndReadAll(
    `SELECT ProviderName, strftime(BillingPeriodStart, '%Y-%m'), ServiceCategory, BillingCurrency,
            CAST(sum(BilledCost) AS VARCHAR) FROM ${from} GROUP BY ALL`);
  process.stdout.write(JSON.stringify(reader.getRows()));
  if (mode !== 'scan') await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}

main();

// The same question put to DuckDB: exact cost by provider, billing month and service category of a FOCUS file.
// node duckdb_peer.js MODE FILE DATABASE; MODE is
//   scan   read_csv and GROUP BY, nothing stored
//   keep   CREATE TABLE of the 14 columns that most questions need, then GROUP BY
//   all    CREATE TABLE of every column, then GROUP BY
// Prints the groups as JSON: [[provider, month, category, currency, cost as text], ...].
const {DuckDBInstance} = require('@duckdb/node-api');

const COST = 'DECIMAL(38, 10)';
const KEPT = {
  ProviderName: 'VARCHAR', BillingAccountId: 'VARCHAR', SubAccountId: 'VARCHAR', BillingPeriodStart: 'TIMESTAMP',
  ChargePeriodStart: 'TIMESTAMP', ServiceCategory: 'VARCHAR', ServiceName: 'VARCHAR', ChargeCategory: 'VARCHAR',
  RegionId: 'VARCHAR', ResourceId: 'VARCHAR', BillingCurrency: 'VARCHAR', BilledCost: COST, EffectiveCost: COST,
  ListCost: COST,
};

async function main() {
  const [mode, file, database] = process.argv.slice(2);
  const instance = await DuckDBInstance.create(mode === 'scan' ? ':memory:' : database);
  const connection = await instance.connect();
  const csv = `read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', all_varchar = true)`;
  let from = csv;
  if (mode === 'keep') {
    const columns = Object.entries(KEPT).map(([name, type]) => `CAST("${name}" AS ${type}) AS "${name}"`);
    await connection.run(`CREATE TABLE charges AS SELECT ${columns.join(', ')} FROM ${csv}`);
    from = 'charges';
  } else if (mode === 'all') {
    await connection.run(`CREATE TABLE charges AS SELECT * FROM ${csv}`);
    from = 'charges';
  }
  const month = mode === 'keep' ? `strftime(BillingPeriodStart, '%Y-%m')` : 'substr(BillingPeriodStart, 1, 7)';
  const reader = await connection.runAndReadAll(
    `SELECT ProviderName, ${month}, ServiceCategory, BillingCurrency,
            CAST(sum(CAST(BilledCost AS ${COST})) AS VARCHAR) FROM ${from} GROUP BY ALL`);
  process.stdout.write(JSON.stringify(reader.getRows()));
  if (mode !== 'scan') await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}

main();

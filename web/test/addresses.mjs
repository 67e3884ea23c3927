// Every view of the page with an address that the demo's portfolio has.
export async function addresses(product) {
  const { contracts } = await product.ask("contract", "list");
  const { objectives } = await product.ask("objective", "list");
  const contract = contracts.find((one) => one.id.includes("hosting")) ?? contracts[0];
  const objective = objectives.find((one) => one.running.contract === contract.id)?.running ?? { contract: contract.id, objective: "beschikbaarheid" };
  return {
    agenda: "/",
    agenda_all: "/?all=1",
    now: "/now",
    changes: "/changes?since=last-month",
    portfolio: "/portfolio",
    whole: "/portfolio/whole",
    workspace: "/partners/polderstack/workspace",
    leaving: "/partners/polderstack/leaving",
    partner: "/partners/polderstack",
    partner_outage: "/partners/swiftfjord",
    lines: "/partners/polderstack/lines?month=2026-10",
    cost: "/cost",
    levels: "/levels?period=2026-08",
    level: `/levels/${objective.contract}/${objective.objective}?period=2026-08`,
    contracts: "/contracts",
    contract: `/contracts/${contract.id}`,
    invoices: "/invoices",
    ideas: "/ideas",
    reports: "/reports",
    dates: "/dates",
    sources: "/sources",
    source: "/sources/financiele-administratie",
    search: "/search?q=hosting",
  };
}

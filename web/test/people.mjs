// People of both sides and of neither, and what they work on together.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const kPartner = "polderstack";
export const kContract = "polderstack-hosting";
const roles = {
  admin: ["administrator", "A. Person"],
  cio: ["cio", "C. Io"],
  manager: ["contract_manager", "M. Visser"],
  controller: ["controller", "C. Ontroller"],
  partner: ["provider", "P. Artner", "--provider", kPartner],
  rival: ["provider", "R. Ival", "--provider", "nimbaro"],
  user: ["end_user", "E. User"],
};

// The claim of a window in the past can still be made; the contract fills a joint fund as the demo has it.
export async function workableContract(folder) {
  const file = join(folder, `contracts/${kContract}.yaml`);
  const contract = await readFile(file, "utf8");
  const changed = contract.replace("claim_within: {days: 60}", "claim_within: {days: 1000}");
  if (changed === contract || !changed.includes("improvement_fund")) throw new Error(`${file} is not the one that was known`);
  await writeFile(file, changed);
}

// An identity for each of them: from then on everybody says who he is. `cli` acts as one, `token` signs the page in.
export async function startPeople(product) {
  const file = (who) => join(product.folder, `${who}.token`);
  const cli = (who, ...args) => product.cli("--token-file", file(who), ...args);
  for (const [who, [role, name, ...scope]] of Object.entries(roles)) {
    const asked = ["identity", "create", "--role", role, "--kind", "person", "--name", name, "--token-to", file(who), ...scope];
    await (who === "admin" ? product.cli(...asked) : cli("admin", ...asked));
  }
  const tokens = Object.fromEntries(await Promise.all(Object.keys(roles).map(async (who) => [who, (await readFile(file(who), "utf8")).trim()])));
  const call = async (who, method, body) => {
    const answer = await fetch(`${product.address}/regisseur.${method}`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${tokens[who]}` }, body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return { cli, call, token: (who) => tokens[who], ask: async (who, ...args) => JSON.parse(await cli(who, "-o", "json", ...args)) };
}

const dayAhead = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

// So that every list of the workspace has something in it.
export async function workTogether(product, people) {
  const { cli, ask } = people;
  const about = ["--provider", kPartner];
  await cli("manager", "escalation", "open", ...about, "--service", "hosting", "--subject", "Portal out after the update", "--priority", "P1");
  await cli("partner", "escalation", "open", "--subject", "Nobody answers about the firewall", "--priority", "P3");
  await cli("manager", "obligation", "add", ...about, "--side", "customer", "--what", "Test users for the acceptance", "--due", dayAhead(3), "--responsible", "the service manager");
  await cli("manager", "obligation", "add", ...about, "--side", "provider", "--what", "The plan for the migration", "--due", dayAhead(10));
  await cli("partner", "idea", "propose", "--title", "Test machines off at night", "--benefit", "cost", "--amount", "250.00", "--currency", "EUR");
  await cli("user", "idea", "propose", ...about, "--title", "A status page in Dutch");
  const { path } = await ask("manager", "pulse", "create", ...about, "--service", "hosting");
  for (const score of [2, 3, 2, 4, 1, 3, 2]) {
    const answer = await fetch(product.address + path, { method: "POST", body: new URLSearchParams({ score: String(score), word: score === 1 ? "<b>Slow</b> in the morning" : "" }) });
    if (answer.status !== 200) throw new Error(`the pulse answers ${answer.status}`);
  }
  const opened = await ask("manager", "review", "open", ...about);
  const review = opened.review ?? opened;
  const scores = review.answers.map((one) => `${one.question}=3`).join(",");
  for (const who of ["manager", "partner"]) await cli(who, "review", "score", review.id, "--scores", scores);
  return { pulse: path, review: review.id };
}

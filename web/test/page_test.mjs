// The page as its readers meet it, over the demo's portfolio. The tests build on one product and run in this order:
// the last ones end parts of it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addresses } from "./addresses.mjs";
import { wrongIn } from "./axe.mjs";
import { openPage, settled, startBrowser, startProduct } from "./product.mjs";

const kHostile = `<img src=x onerror="document.title='hit'">&amp; "Swift" AS`;
let product;
let browser;
let all;

before(async () => {
  product = await startProduct((text) => text.replace("name: Swiftfjord Edge AS", `name: ${JSON.stringify(kHostile)}`));
  browser = await startBrowser();
  all = await addresses(product);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

async function onPage(way, work) {
  const { page, trouble, close } = await openPage(browser, product, way);
  try {
    await work(page);
    assert.deepEqual(trouble, []);
  } finally {
    await close();
  }
}
// The rows of a table's CSV, with the names of its columns.
async function csvOf(page, caption) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `CSV of ${caption}` }).click()]);
  const text = await readFile(await download.path(), "utf8");
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; ++at) {
    const c = text[at];
    const row = rows[rows.length - 1];
    if (quoted && c === '"' && text[at + 1] === '"') { row[row.length - 1] += c; ++at; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ",") row.push("");
    else if (!quoted && c === "\r") { ++at; rows.push([""]); }
    else row[row.length - 1] += c;
  }
  rows.pop();
  const head = rows.shift();
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]])));
}

test("is served with a policy that lets nothing else in", async () => {
  const index = await fetch(product.address, { headers: { accept: "text/html" } });
  assert.equal(index.status, 200);
  const policy = index.headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.equal(index.headers.get("x-content-type-options"), "nosniff");
  assert.equal(index.headers.get("cache-control"), "no-cache");
  const html = await index.text();
  assert.doesNotMatch(html, /<script(?![^>]*src=)|<style|style=|https?:/);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)[1];
  const first = await fetch(product.address + script);
  assert.match(first.headers.get("cache-control"), /immutable/);
  const again = await fetch(product.address + script, { headers: { "if-none-match": first.headers.get("etag") } });
  assert.equal(again.status, 304);
});

// Whether words say a sentence of a rule; its arguments read as the page's language has them.
const templates = JSON.parse(await readFile(new URL("../../core/finding/sentences.json", import.meta.url), "utf8"));
function says(words, { rule, text }) {
  const template = templates[rule]?.en;
  for (const piece of template === undefined ? [text] : template.split(/\{\w+\}/)) assert.ok(words.includes(piece.trim()), `${piece} in ${words}`);
}
// What waits, in the daemon's order.
const waiting = ({ items }) => items.filter((one) => /OPEN/.test(one.state));

test("shows first what has to be decided first", () =>
  onPage({ language: "en" }, async (page) => {
    const items = waiting(await product.ask("agenda"));
    await page.goto(product.address);
    await settled(page);
    const decisions = page.locator("main ol").first().locator(".decision");
    assert.equal(await decisions.count(), items.filter((one) => one.first).length);
    assert.ok((await decisions.count()) <= 7);
    // The one that comes first stands there whole, above the fold and larger than everything else.
    const first = decisions.first();
    const words = await first.innerText();
    const amount = new Intl.NumberFormat("en-GB", { style: "currency", currency: items[0].currency }).format(items[0].amountAtStake);
    for (const told of [amount, items[0].owner]) assert.ok(words.includes(told), `${told} in ${words}`);
    for (const told of [items[0].titleSentence, items[0].ifNothingSentence, ...items[0].choices.flatMap((one) => [one.what, one.consequence])]) says(words, told);
    const size = (locator) => locator.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    const others = await page.locator("main h1, main ol .decision:not(:first-child) h2").all();
    for (const other of others) assert.ok((await size(first.locator("h2"))) > (await size(other)));
    const button = await first.getByRole("button", { name: "Record the decision" }).boundingBox();
    assert.ok(button.y + button.height < 900, `${button.y}`);
    assert.equal(await first.locator(".decision-evidence a, .decision-evidence code").count(), items[0].evidence.length);
    // The others are a line each, the rest of it a key away.
    const next = decisions.nth(1);
    says(await next.innerText(), items[1].titleSentence);
    assert.equal(await next.getByRole("button").count(), 0);
    await next.locator("summary").press("Enter");
    await next.getByRole("button", { name: "Record the decision" }).waitFor();
    says(await next.innerText(), items[1].ifNothingSentence);
  }));

test("keeps what is decided, given away and put aside, with its reason", () =>
  onPage({ language: "en" }, async (page) => {
    const [first, second, third] = waiting(await product.ask("agenda"));
    const stateOf = async (id) => (await product.ask("agenda")).items.find((one) => one.id === id);
    await page.goto(product.address);
    await settled(page);
    const card = (id) => page.locator(`[id="${id}"]`);
    const dialog = page.getByRole("dialog");
    await card(first.id).getByRole("button", { name: "Record the decision" }).click();
    await dialog.getByRole("radio").first().check();
    await dialog.getByLabel("Why").fill("Agreed in the board <b>today</b>");
    await dialog.getByRole("button", { name: "Record the decision" }).click();
    await page.locator("#settled").getByText(/decided on/).first().waitFor();
    const decided = await stateOf(first.id);
    assert.equal(decided.state, "AGENDA_ITEM_STATE_DECIDED");
    assert.equal(decided.acts.at(-1).reason, "Agreed in the board <b>today</b>");
    assert.equal(decided.acts.at(-1).option, first.choices[0].id);
    // What comes first now is the next one.
    assert.equal(await page.locator(".decision-first").getAttribute("id"), second.id);
    await card(second.id).getByRole("button", { name: "Delegate" }).click();
    await dialog.getByLabel("To whom").fill("m.visser");
    await dialog.getByRole("button", { name: "Delegate" }).click();
    await page.getByRole("status").getByText(/^Kept/).waitFor();
    await dialog.waitFor({ state: "detached" });
    assert.equal((await stateOf(second.id)).acts.at(-1).delegate, "m.visser");
    // It is that person's now, and what comes first is the next one.
    await page.locator("#settled").getByText(/gave it to m\.visser/).first().waitFor();
    assert.equal(await page.locator(".decision-first").getAttribute("id"), third.id);
    // Without a reason nothing is put aside; the form says so and stays.
    if (!third.late) {
      await card(third.id).getByRole("button", { name: "Later" }).click();
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
      await dialog.getByLabel("Comes back on").fill(tomorrow);
      await dialog.getByRole("button", { name: "Later" }).click();
      assert.equal(await dialog.getByLabel("Why").evaluate((field) => field.validity.valueMissing), true);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      assert.equal((await stateOf(third.id)).state, "AGENDA_ITEM_STATE_OPEN");
    }
    // And it can be taken back.
    await card(first.id).locator("summary").click();
    await card(first.id).getByText("Agreed in the board <b>today</b>").waitFor();
    await card(first.id).getByRole("button", { name: "Take back" }).click();
    await dialog.getByLabel("Why").fill("Too early");
    await dialog.getByRole("button", { name: "Take back" }).click();
    await page.locator(".decision-first").getByText("Too early").waitFor();
    assert.equal((await stateOf(first.id)).state, "AGENDA_ITEM_STATE_OPEN");
  }));

test("tells in the hour of an outage what is hit, and keeps that we know", () =>
  onPage({ language: "en" }, async (page) => {
    const now = await product.ask("now");
    await page.goto(product.address + "/now");
    await settled(page);
    const words = await page.locator("main").innerText();
    assert.ok(now.functions.length > 0 && now.outages.length > 0);
    for (const one of now.functions) assert.ok(words.includes(one.name), one.name);
    assert.equal(await page.locator(".outage").count(), now.outages.length);
    const first = page.locator(".outage").first();
    assert.ok((await first.innerText()).includes(now.outages[0].serviceName));
    await first.getByRole("button", { name: "We are aware" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "We are aware" }).click();
    await first.getByText(/aware since/).waitFor();
    const { outages } = await product.ask("now");
    assert.ok(outages[0].outage.awareTime);
  }));

test("says what changed in the daemon's own figures", () =>
  onPage({ language: "en" }, async (page) => {
    await page.goto(product.address + "/changes?since=last-month");
    await settled(page);
    const { changes } = await product.ask("changes", "--since", "last-month");
    if (changes.length === 0) return;
    const rows = await csvOf(page, "Changes");
    assert.deepEqual(rows.map((row) => row.sentence), changes.map((one) => one.sentence.text));
    assert.deepEqual(rows.map((row) => row.amount), changes.map((one) => one.amount ?? ""));
  }));

test("leads from the total to the partner's own lines", () =>
  onPage({ language: "en" }, async (page) => {
    await page.goto(product.address + "/cost");
    await settled(page);
    await page.getByRole("region", { name: "By partner" }).getByRole("row", { name: /Polderstack/ }).getByRole("link").nth(1).click();
    await page.waitForURL(/\/partners\/polderstack\/lines\?month=/);
    await settled(page);
    const month = new URL(page.url()).searchParams.get("month");
    const { lines } = await product.ask("cost", "lines", "--provider", "polderstack", "--from", month, "--to", month);
    assert.ok(lines.length > 0);
    const rows = await csvOf(page, "Lines");
    assert.deepEqual(rows.map((row) => row.billedCost), lines.map((line) => line.billedCost));
    assert.deepEqual(rows.map((row) => row.file), lines.map((line) => `${line.file}:${line.line}`));
    await page.goBack();
    await page.waitForURL(/\/cost$/);
  }));

test("has the same numbers as the command line", () =>
  onPage({ language: "en" }, async (page) => {
    await page.goto(product.address + "/portfolio");
    await settled(page);
    const rows = await csvOf(page, "Partners");
    const overview = await product.ask("overview");
    assert.deepEqual(rows.map((row) => row.name), overview.providers.map((one) => one.name));
    assert.deepEqual(rows.map((row) => row.lastMonth), overview.providers.map((one) => one.cost?.lastMonth ?? ""));
    assert.deepEqual(rows.map((row) => row.monthToDate), overview.providers.map((one) => one.cost?.monthToDate ?? ""));
    assert.deepEqual(rows.map((row) => row.agendaItems), overview.providers.map((one) => String(one.agendaItems ?? "")));
    await page.goto(product.address + all.levels);
    await settled(page);
    const { objectives } = await product.ask("sla", "report", "--period", "2026-08");
    const levels = await csvOf(page, "Service levels");
    assert.deepEqual(levels.map((row) => row.attained), objectives.map((one) => one.attained ?? ""));
    assert.deepEqual(levels.map((row) => row.credit), objectives.map((one) => one.credit?.amount ?? ""));
    await page.goto(product.address + "/cost");
    await settled(page);
    const { rows: sums } = await product.ask("cost", "summary", "--by", "provider,billing_period", "--in", "EUR", "--without-tax");
    const costs = await csvOf(page, "By partner");
    for (const row of costs.slice(0, -1)) {
      for (const [month, amount] of Object.entries(row).filter(([name]) => name !== "provider")) {
        const sum = sums.find((one) => one.keys.provider === row.provider && one.keys.billing_period === month);
        assert.equal(amount, sum?.billedCost ?? "", `${row.provider} ${month}`);
      }
    }
  }));

test("switches its language with numbers and dates", () =>
  onPage({ language: "en" }, async (page) => {
    await page.goto(product.address + "/portfolio");
    await settled(page);
    const { providers } = await product.ask("overview");
    const amount = providers.find((one) => one.id === "polderstack").cost.lastMonth;
    const inWords = (locale) => new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(amount).replaceAll(/\s/g, " ");
    const shown = async () => (await page.locator("main").innerText()).replaceAll(/\s/g, " ");
    assert.ok((await shown()).includes(inWords("en-GB")));
    await page.getByTestId("language").selectOption("nl");
    await page.getByRole("columnheader", { name: "Toestand" }).first().waitFor();
    assert.ok((await shown()).includes(inWords("nl-NL")));
    assert.equal(await page.locator("html").getAttribute("lang"), "nl");
    await page.reload();
    await settled(page);
    assert.equal(await page.getByRole("link", { name: "Beslispunten" }).count(), 1);
    // Several sentences that the daemon says at once, each with its arguments; and what a configuration says in words.
    await page.goto(product.address + all.contract);
    await settled(page);
    const contract = await page.locator("main").innerText();
    assert.ok(contract.includes("4.200,00 EUR voor 40 eenheden, die 12 maanden geldig zijn. Elk gebruik wordt naar boven afgerond op 0,25 eenheden."), contract);
    for (const words of ["ma-vr 07:00-19:00", "Uitval is deels uitgevallen, uitgevallen.", "ten hoogste 4 uur per kalendermaand", "strippenkaart"]) assert.ok(contract.includes(words), words);
    await page.goto(product.address + "/reports");
    await settled(page);
    await page.getByText("eerste werkdag van de maand 07:00").first().waitFor();
  }));

test("shows hostile names as text", () =>
  onPage({ language: "en" }, async (page) => {
    for (const address of ["/portfolio", "/partners/swiftfjord", "/search?q=onerror"]) {
      await page.goto(product.address + address);
      await settled(page);
      await page.getByText(kHostile, { exact: true }).first().waitFor();
      assert.equal(await page.locator("main img").count(), 0);
      assert.doesNotMatch(await page.title(), /hit/);
    }
    // As an address it is nothing but a name that nobody has.
    await page.goto(`${product.address}/search?q=${encodeURIComponent("<script>alert(1)</script>")}`);
    await settled(page);
    assert.equal(await page.locator("main script").count(), 0);
  }));

test("can be used with the keyboard alone", () =>
  onPage({ language: "en" }, async (page) => {
    await page.goto(product.address);
    await settled(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
    await page.goto(product.address + "/portfolio");
    await settled(page);
    const sort = page.getByRole("button", { name: "Partner", exact: true });
    await sort.focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.getByRole("columnheader", { name: "Partner", exact: true }).getAttribute("aria-sort"), "ascending");
  }));

// Each view once in Dutch with everything that can be wrong, wide and on a phone; once more for what the dark colours and
// English change. Two browsers' pages share the views.
for (const [language, theme, rules] of [["nl", "light"], ["en", "dark", ["color-contrast", "html-has-lang", "valid-lang"]]]) {
  test(`has nothing that axe finds wrong, and fits 320 pixels (${language}, ${theme})`, () => {
    const left = Object.entries({ ...all, nothing: "/nothing/here" });
    const look = () => onPage({ language, theme }, async (page) => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const [name, address] = next;
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(product.address + address);
        await settled(page);
        assert.deepEqual(await wrongIn(page, rules), [], name);
        if (rules !== undefined) continue;
        await page.setViewportSize({ width: 320, height: 640 });
        assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0, name);
      }
    });
    return Promise.all([look(), look()]);
  });
}

test("shows a source that fails while one watches", () =>
  onPage({ language: "en" }, async (page) => {
    await page.clock.install();
    await page.goto(product.address + "/sources");
    await settled(page);
    const row = page.getByRole("row", { name: /polderstack-status/ });
    assert.match(await row.innerText(), /fresh/);
    await product.partners.end();
    await product.cli("source", "collect", "polderstack-status", "--wait");
    await page.clock.fastForward(11_000);
    await row.getByText("failed").waitFor({ timeout: 5_000 });
    // What it told before stays.
    await page.goto(product.address + "/partners/polderstack");
    await settled(page);
    assert.equal(await page.getByText("still open").count(), 0);
    assert.match(await page.locator("#timeline").innerText(), /Verstoring/);
  }));

test("asks for a token once there are identities, and shows a role what it may see", () =>
  onPage({ language: "en", refusals: true }, async (page) => {
    const token = join(product.folder, "admin.token");
    await product.cli("identity", "create", "--role", "administrator", "--kind", "person", "--name", "A. Person", "--token-to", token);
    const second = join(product.folder, "controller.token");
    await product.cli("--token-file", token, "identity", "create", "--role", "controller", "--kind", "person", "--name", "C. Ontroller", "--token-to", second);
    await page.goto(product.address + "/cost");
    const field = page.getByLabel("Token");
    await field.fill("rgs_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Please sign in.").waitFor();
    await field.fill((await readFile(second, "utf8")).trim());
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Budgets" }).waitFor();
    assert.match(await page.locator("footer").innerText(), /C\. Ontroller\s+controller/);
    // What it may not see is not offered, and says so to who goes there all the same.
    assert.equal(await page.getByRole("link", { name: "Contracts" }).count(), 0);
    assert.equal(await page.getByRole("link", { name: "Agenda" }).count(), 0);
    await page.goto(product.address + "/contracts");
    await page.getByText("Your role does not see this.").waitFor();
    await page.goto(product.address + "/");
    await page.waitForURL(/\/changes$|\/portfolio$/);
    await page.getByRole("button", { name: "Sign out" }).click();
    await field.waitFor();
    // A partner begins with what concerns it, and is offered nobody else's.
    const partner = join(product.folder, "partner.token");
    await product.cli("--token-file", token, "identity", "create", "--role", "provider", "--provider", "polderstack", "--kind", "person", "--name", "P. Artner", "--token-to", partner);
    await page.goto(product.address);
    await field.fill((await readFile(partner, "utf8")).trim());
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/partners\/polderstack$/);
    await page.getByRole("heading", { name: "Incidents and maintenance" }).waitFor();
    assert.deepEqual(await page.getByRole("link", { name: /Agenda|Portfolio|Cost/ }).allTextContents(), []);
    await page.getByRole("button", { name: "Sign out" }).click();
    await field.waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length + Object.keys(localStorage).filter((key) => key.includes("token")).length), 0);
  }));

test("keeps what it knew when the daemon is gone, and says so", async () => {
  const { page, close } = await openPage(browser, product, { language: "en" });
  await page.goto(product.address);
  await page.getByLabel("Token").fill((await readFile(join(product.folder, "admin.token"), "utf8")).trim());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".decision").first().waitFor();
  await page.locator(".loading").waitFor({ state: "detached" });
  await product.daemon.end();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByText("Not renewed since").first().waitFor({ timeout: 30_000 });
  assert.ok((await page.locator(".decision").count()) > 0);
  await close();
});

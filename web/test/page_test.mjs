// The page as its readers meet it, over the demo's portfolio. The tests build on one product and run in this order:
// the last ones end parts of it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addresses } from "./addresses.mjs";
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

test("shows first what has to be decided first", () =>
  onPage({ language: "en" }, async (page) => {
    const { items } = await product.ask("agenda");
    await page.goto(product.address);
    await settled(page);
    const decisions = page.locator(".decision");
    assert.equal(await decisions.count(), Math.min(items.length, 7));
    const first = await decisions.first().innerText();
    const words = new Intl.NumberFormat("en-GB", { style: "currency", currency: items[0].currency }).format(items[0].amountAtStake);
    assert.ok(first.includes(words), `${words} in ${first}`);
    assert.ok(first.includes(items[0].title));
    assert.ok(first.includes(items[0].ifNothing));
    assert.ok(first.includes(items[0].owner));
    assert.equal(await decisions.first().getByRole("link").count(), items[0].evidence.length + 1);
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

test("fits 320 pixels in every view", () =>
  onPage({ language: "nl", width: 320, height: 640 }, async (page) => {
    for (const [name, address] of Object.entries(all)) {
      await page.goto(product.address + address);
      await settled(page);
      assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0, name);
    }
  }));

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
for (const language of ["nl", "en"]) {
  for (const theme of ["light", "dark"]) {
    test(`has nothing that axe finds wrong (${language}, ${theme})`, () =>
      onPage({ language, theme }, async (page) => {
        for (const [name, address] of Object.entries({ ...all, nothing: "/nothing/here" })) {
          await page.goto(product.address + address);
          await settled(page);
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run());
          assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).slice(0, 3).join(" | ")}`), [], name);
        }
      }));
  }
}

test("shows a source that fails while one watches", () =>
  onPage({ language: "en" }, async (page) => {
    await page.goto(product.address + "/sources");
    await settled(page);
    const row = page.getByRole("row", { name: /polderstack-status/ });
    assert.match(await row.innerText(), /fresh/);
    await product.partners.end();
    await product.cli("source", "collect", "polderstack-status", "--wait");
    await row.getByText("failed").waitFor({ timeout: 30_000 });
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
    await page.getByRole("link", { name: "Contracts" }).click();
    await page.getByText("Your role does not see this.").waitFor();
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
  await product.daemon.end();
  await page.getByText("Not renewed since").first().waitFor({ timeout: 30_000 });
  assert.ok((await page.locator(".decision").count()) > 0);
  await close();
});

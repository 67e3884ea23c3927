// 500 partners: what a reader waits for and what the browser has to do, counted. Times depend on the machine and are
// told, not judged.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openPage, settled, startBrowser, startProduct } from "./product.mjs";

const kPartners = 500;
let product;
let browser;

const id = (n) => `partner-${String(n).padStart(3, "0")}`;
const name = (n) => `Partner ${String(n).padStart(3, "0")} B.V.`;

before(async () => {
  const own = 7; // of the demo
  const numbers = Array.from({ length: kPartners - own }, (_, n) => n + 1);
  product = await startProduct(
    (text) => text
      .replace(/^providers:\n/m, `providers:\n${numbers.map((n) => `  - {id: ${id(n)}, name: "${name(n)}", tier: commodity, owner: m.visser, services: [{id: dienst, name: Dienst ${n}}]}\n`).join("")}`)
      .replace(/^ {6}map:\n/m, `      map:\n${numbers.map((n) => `        "${name(n)}": ${id(n)}\n`).join("")}`),
    // Thirteen months of our own ledger for each, as the demo's own lines are.
    async (folder) => {
      const [head, ...lines] = (await readFile(join(folder, "finance/crediteuren.csv"), "utf8")).trimEnd().split("\n");
      const own = lines.filter((line) => line.includes("POLDERSTACK HOSTING BV"));
      assert.ok(own.length >= 12, `${own.length} lines`);
      const rows = numbers.flatMap((n) => own.map((line) => line.replaceAll("POLDERSTACK HOSTING BV", name(n)).replaceAll(line.slice(0, line.indexOf(",")), `${1000 + n}.00`).replace("PS-", `P${n}-`)));
      await writeFile(join(folder, "finance/meer.csv"), `${head}\n${rows.join("\n")}\n`);
    },
  );
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

// How long the browser could not answer its reader, and what it had to draw.
const work = (page) => page.evaluate(() => ({
  longest: Math.round(Math.max(0, ...window.longTasks)),
  elements: document.querySelectorAll("*").length,
  first: Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0),
  content: Math.round(window.contentTime),
}));

test("500 partners are there at once and stay calm", async (t) => {
  const { page, trouble, close } = await openPage(browser, product, { language: "en" });
  try {
    await page.addInitScript(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask", buffered: true });
      new MutationObserver((_, watch) => {
        if (document.querySelectorAll("tbody tr").length < 50) return;
        window.contentTime = performance.now();
        watch.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    const calls = [];
    page.on("request", (request) => request.method() === "POST" && calls.push(new URL(request.url()).pathname));
    await page.goto(product.address + "/portfolio");
    await settled(page);
    await page.locator("tbody tr").nth(99).waitFor();
    const loaded = await work(page);
    t.diagnostic(`first paint ${loaded.first} ms, first 50 rows ${loaded.content} ms, longest task ${loaded.longest} ms, ${loaded.elements} elements, ${calls.length} calls`);
    // A hundred rows stand there; the others are a click or a word away.
    const { providers } = await product.ask("overview");
    assert.ok(providers.length >= kPartners);
    assert.equal(await page.getByRole("region", { name: "Partners" }).locator("tbody tr").count(), 100);
    assert.ok(loaded.elements < 10_000, `${loaded.elements} elements`);
    // Nothing is asked twice, and nothing by partner. (What has pages of 1,000 rows has more than one.)
    assert.ok(calls.length <= 16, calls.join("\n"));
    const single = calls.filter((call) => !/SummarizeCost$/.test(call));
    assert.deepEqual([...new Set(single)].sort(), single.sort());
    // A word finds one among all.
    await page.getByRole("searchbox", { name: "Narrow Partners" }).fill("partner 321");
    await page.getByRole("link", { name: name(321) }).waitFor();
    assert.equal(await page.getByRole("region", { name: "Partners" }).locator("tbody tr").count(), 1);
    await page.getByRole("searchbox", { name: "Narrow Partners" }).fill("");
    // All of them, when they are asked for.
    await page.getByRole("button", { name: `Show all ${providers.length}` }).click();
    await page.locator("tbody tr").nth(providers.length - 1).waitFor();
    // An answer that says the same draws nothing: no element is touched while one watches.
    await page.evaluate(() => {
      window.longTasks.length = 0;
      window.touched = 0;
      new MutationObserver((changes) => (window.touched += changes.length)).observe(document.querySelector("tbody"), { childList: true, subtree: true, characterData: true, attributes: true });
    });
    const again = page.waitForResponse(/GetOverview$/);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await again;
    await page.mouse.wheel(0, 20_000);
    const watched = await work(page);
    t.diagnostic(`all rows: ${watched.elements} elements, longest task while asked again and scrolled ${watched.longest} ms`);
    assert.ok((await page.evaluate(() => window.touched)) < 100);
    // On paper they are all there, also while the screen has its first hundred.
    await page.reload();
    await settled(page);
    await page.locator("tbody tr").nth(99).waitFor();
    await page.evaluate(() => window.addEventListener("beforeprint", () => (window.printed = document.querySelectorAll("tbody tr").length)));
    await page.pdf();
    assert.ok((await page.evaluate(() => window.printed)) >= providers.length);
    assert.deepEqual(trouble, []);
  } finally {
    await close();
  }
});

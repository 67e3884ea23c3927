// The page as the two sides and the users of a service meet it: one works with the other through it, and nobody meets
// what is another's. The tests build on one product and run in this order.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { wrongIn } from "./axe.mjs";
import { kContract, kPartner, startPeople, workableContract, workTogether } from "./people.mjs";
import { openPage, settled, startBrowser, startProduct } from "./product.mjs";

// Markup, a formula, words that turn the direction round, a word that does not end.
const kMarkup = `<img src=x onerror="document.title='hit'"><b>bold</b> &amp; {name}`;
const kFormula = `=HYPERLINK("http://example.org","x")`;
const kTurned = "safe \u202Egnp.exe\u2066 end";
const kLongWord = "W".repeat(180);
const kHostile = [kMarkup, kFormula, kTurned, kLongWord];
const kWorkspace = `/partners/${kPartner}/workspace`;

let product;
let browser;
let people;
let made;
before(async () => {
  product = await startProduct(undefined, workableContract);
  people = await startPeople(product);
  made = await workTogether(product, people);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

// A page of somebody, at an address. What it must never do fails the test.
async function as(who, address, work, way = {}) {
  const { page, trouble, close } = await openPage(browser, product, { language: "en", token: people.token(who), ...way });
  try {
    await page.goto(product.address + address);
    await settled(page);
    await work(page);
    assert.equal(await page.locator("main img").count(), 0);
    assert.doesNotMatch(await page.title(), /hit/);
    assert.deepEqual(trouble, []);
  } finally {
    await close();
  }
}
const dialogOf = (page) => page.getByRole("dialog");
// Opens a form, fills it in by the labels of its fields, sends it and waits until it was kept.
async function act(page, where, name, fields = {}, send = name) {
  await where.getByRole("button", { name, exact: true }).click();
  await fill(page, fields);
  await dialogOf(page).getByRole("button", { name: send, exact: true }).click();
  const alert = dialogOf(page).getByRole("alert");
  const refused = await Promise.race([dialogOf(page).waitFor({ state: "detached" }).then(() => ""), alert.waitFor().then(() => alert.innerText(), () => "")]);
  assert.equal(refused, "", `${name} is refused`);
}
async function fill(page, fields) {
  for (const [label, value] of Object.entries(fields)) {
    const field = dialogOf(page).getByLabel(label).first();
    if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption(value);
    else await field.fill(value);
  }
}
const card = (page, subject) => page.locator(".card", { hasText: subject });
const list = async (noun, key, ...args) => (await people.ask("manager", noun, "list", "--provider", kPartner, ...args))[key];

test("an escalation goes from our question to their answer and is closed", async () => {
  const subject = `Backup failed ${kMarkup}`;
  const found = async () => (await list("escalation", "escalations")).find((one) => one.subject === subject);
  await as("manager", kWorkspace, async (page) => {
    await act(page, page.locator("#escalations"), "Escalate", { "In one line": subject, Service: "opslag", Priority: "P2", "In your words": kFormula });
    await card(page, "Backup failed").waitFor();
  });
  assert.equal((await found()).state, "ESCALATION_STATE_OPEN");
  await as("partner", "/", async (page) => {
    // What waits for the partner leads there.
    await page.locator("#waits").getByRole("listitem").filter({ hasText: "Backup failed" }).getByRole("link", { name: "Take up an escalation" }).click();
    await page.waitForURL(new RegExp(kWorkspace));
    await settled(page);
    const one = card(page, "Backup failed");
    await one.getByText(subject, { exact: true }).waitFor();
    assert.equal(await one.getByRole("button", { name: "Close" }).count(), 0);
    await act(page, one, "Take up", { "In your words": "We are on it" });
    await one.getByText("taken up").waitFor();
    await act(page, one, "Answer", { "In your words": kTurned });
    await one.getByText("answered", { exact: true }).first().waitFor();
  });
  assert.equal((await found()).state, "ESCALATION_STATE_ANSWERED");
  await as("manager", kWorkspace, async (page) => {
    const one = card(page, "Backup failed");
    await act(page, one, "Close", { "In your words": "Thank you" });
    await page.locator("#escalations details.more > summary").click();
    await one.locator(".entries summary").click();
    await one.getByText(kTurned, { exact: true }).waitFor();
  });
  assert.equal((await found()).state, "ESCALATION_STATE_CLOSED");
});

test("what is owed is asked, promised, kept and counted on both sides", async () => {
  const found = async (what) => (await list("obligation", "obligations")).find((one) => one.what === what);
  await as("manager", kWorkspace, async (page) => {
    await act(page, page.locator("#obligations"), "Add", { "Who owes it": { label: "provider" }, What: kLongWord, "Who sees to it": kFormula });
    await page.getByText(kLongWord).first().waitFor();
  });
  assert.equal((await found(kLongWord)).state, "OBLIGATION_STATE_ASKED");
  await as("partner", kWorkspace, async (page) => {
    const row = () => page.getByRole("row", { name: new RegExp(kLongWord) });
    await act(page, row(), "Promise", { "In your words": "Friday" });
    await row().locator(".mark", { hasText: "promised" }).waitFor();
    await act(page, row(), "Done", {});
    await row().locator(".mark", { hasText: "done" }).waitFor();
    // Its own: promised by who notes it.
    await act(page, page.locator("#obligations"), "Add", { What: "A test account for you" });
    await page.getByRole("row", { name: /A test account for you/ }).locator(".mark", { hasText: "promised" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
  }, { width: 320, height: 700 });
  assert.equal((await found(kLongWord)).state, "OBLIGATION_STATE_FULFILLED");
  assert.equal((await found("A test account for you")).side, "PARTY_PROVIDER");
  await as("manager", kWorkspace, async (page) => {
    await act(page, page.getByRole("row", { name: new RegExp(kLongWord) }), "Not done", { "In your words": "It is half" });
  });
  assert.equal((await found(kLongWord)).state, "OBLIGATION_STATE_PROMISED");
});

test("an idea of who uses the service is endorsed by the partner, accepted by us, and its proposer reads it", async () => {
  const found = async () => (await list("idea", "ideas")).find((one) => one.title === kMarkup);
  await as("user", "/", async (page) => {
    // Nothing but ideas is there for who only uses a service.
    await page.waitForURL(/\/ideas$/);
    assert.deepEqual(await page.getByRole("navigation").getByRole("link").allTextContents(), ["Ideas"]);
    assert.equal(await page.getByRole("search").count(), 0);
    assert.match(await page.locator("footer").innerText(), /E\. User\s+end user/);
    await act(page, page.locator("main"), "Propose", { About: { label: "Beheerde hosting" }, "In one line": kMarkup, "In your words": kTurned });
    const one = card(page, "bold");
    await one.getByText("Polderstack Hosting B.V.").waitFor();
    assert.equal(await one.getByRole("button", { name: /Accept|Decline/ }).count(), 0);
  });
  await as("partner", kWorkspace, (page) => act(page, card(page, "bold"), "Endorse"));
  await as("manager", "/ideas", async (page) => {
    await act(page, card(page, "bold"), "Accept", { "To who proposed it": "In spring." });
  });
  const accepted = await found();
  assert.equal(accepted.state, "IDEA_STATE_ACCEPTED");
  assert.deepEqual({ ...accepted.endorsements }, { customer: 0, provider: 1, endUser: 1 });
  await as("partner", kWorkspace, async (page) => {
    await act(page, card(page, "bold"), "Work began");
    await act(page, card(page, "bold"), "It is in use");
  });
  await as("user", "/ideas", async (page) => {
    await card(page, "bold").getByText("In spring.").first().waitFor();
    await card(page, "bold").getByText("in use").first().waitFor();
  });
});

test("a review is judged by both, each for itself, and signed", async () => {
  const quarter = "2026-Q1";
  const found = async () => (await list("review", "reviews")).find((one) => one.quarter === quarter);
  const judge = async (page, score) => {
    const one = page.locator("#reviews details", { hasText: quarter });
    if (!(await one.evaluate((element) => element.open))) await one.locator("summary").first().click();
    await one.getByRole("button", { name: "Fill in" }).click();
    await dialogOf(page).waitFor();
    for (const statement of await dialogOf(page).locator("fieldset").all()) {
      await statement.getByRole("radio", { name: String(score) }).check();
      await statement.getByRole("textbox").fill(kFormula);
    }
    await dialogOf(page).getByRole("button", { name: "Fill in" }).click();
    await dialogOf(page).waitFor({ state: "detached" });
    return one;
  };
  await as("manager", kWorkspace, async (page) => {
    await act(page, page.locator("#reviews"), "Open a review", { Quarter: quarter });
    await judge(page, 4);
  });
  await as("partner", kWorkspace, async (page) => {
    const one = await judge(page, 2);
    await act(page, one, "Sign");
  });
  await as("cio", kWorkspace, async (page) => {
    const one = page.locator("#reviews details", { hasText: quarter });
    if (!(await one.evaluate((element) => element.open))) await one.locator("summary").first().click();
    // 4 of ours and 2 of theirs, side by side with the gap.
    assert.match(await one.locator("tbody tr").first().innerText(), /4\s+2\s+2/);
    await act(page, one, "Sign");
    await one.getByText(/Signed by C\. Io and P\. Artner/).waitFor();
  });
  assert.equal((await found()).state, "REVIEW_STATE_SIGNED");
});

test("a credit is claimed by us and granted by the partner", async () => {
  const { claims } = await people.ask("manager", "credit", "list", "--provider", kPartner);
  const claim = claims.find((one) => one.state === "CLAIM_STATE_ELIGIBLE");
  const stateOf = async () => (await people.ask("manager", "credit", "list", "--provider", kPartner)).claims.find((one) => one.id === claim.id);
  await as("manager", `/partners/${kPartner}`, async (page) => {
    await act(page, page.locator("#claims tr", { hasText: `${claim.contract}/${claim.objective}` }).first(), "Claim it", { "By which letter or message": kMarkup, "In your own words; the partner reads them": "As agreed in clause 7" });
  });
  assert.equal((await stateOf()).state, "CLAIM_STATE_FILED");
  await as("partner", "/", async (page) => {
    await page.locator("#waits").getByRole("link", { name: "Answer a claim" }).first().waitFor();
    const row = page.locator("#claims tr", { hasText: "claimed" }).first();
    // A no wants a reason.
    await row.getByRole("button", { name: "Refuse" }).click();
    await dialogOf(page).getByRole("button", { name: "Refuse" }).click();
    assert.equal(await dialogOf(page).getByLabel("In your words").evaluate((field) => field.validity.valueMissing), true);
    await page.keyboard.press("Escape");
    // More than what is open is refused in the daemon's words; what was typed stays.
    await row.getByRole("button", { name: "Grant" }).click();
    await fill(page, { "How much": "999999999.00", "In your words": kTurned });
    await dialogOf(page).getByRole("button", { name: "Grant" }).click();
    await dialogOf(page).getByRole("alert").waitFor();
    assert.ok((await dialogOf(page).getByRole("alert").innerText()).length > 40);
    assert.equal(await dialogOf(page).getByLabel("In your words").inputValue(), kTurned);
    await dialogOf(page).getByLabel("How much").fill("");
    await dialogOf(page).getByRole("button", { name: "Grant" }).click();
    await dialogOf(page).waitFor({ state: "detached" });
    await page.locator("#claims tr", { hasText: "granted" }).first().waitFor();
  }, { refusals: true });
  assert.equal((await stateOf()).state, "CLAIM_STATE_GRANTED");
});

test("half of a granted credit fills the fund, from which an idea is paid when both agree", async () => {
  const fund = async () => (await people.call("manager", "partnership.v1.FundService/ListFunds", { provider: kPartner })).funds[0];
  // 50 % of what was granted, by hand: 475.00 of 950.00.
  const granted = (await people.ask("manager", "credit", "list", "--provider", kPartner)).claims.reduce((sum, one) => sum + Number(one.granted ?? 0), 0);
  assert.equal(Number((await fund()).balance), granted / 2);
  const asks = (amount) => async (page) => {
    await act(page, page.locator("#fund"), "Draw for an idea", { "For which idea": { label: "Test machines off at night" }, Amount: amount, "In your words": kTurned });
    await page.locator("#fund tr", { hasText: "Test machines off at night" }).getByText(/waits for the/).first().waitFor();
    assert.equal(await page.locator("#fund").getByRole("button", { name: "Agree" }).count(), 0);
  };
  await as("manager", kWorkspace, asks("100.00"));
  await as("partner", "/", async (page) => {
    await page.locator("#waits").getByRole("link", { name: "Agree about the fund" }).click();
    await page.waitForURL(new RegExp(kWorkspace));
    await settled(page);
    await act(page, page.locator("#fund tr", { hasText: "Test machines off at night" }), "Agree");
    await page.locator("#fund .mark", { hasText: "reserved" }).first().waitFor();
  });
  assert.equal(Number((await fund()).free), granted / 2 - 100);
  // What a partner asks binds us: who has no limit cannot say yes, is told so, and loses no word.
  await as("partner", kWorkspace, asks("10.00"));
  await as("manager", kWorkspace, async (page) => {
    await page.locator("#waits").getByRole("link", { name: "Agree about the fund" }).waitFor();
    await page.locator("#fund").getByRole("button", { name: "Agree" }).click();
    await fill(page, { "In your words": "Gladly" });
    await dialogOf(page).getByRole("button", { name: "Agree" }).click();
    await dialogOf(page).getByText(/"M\. Visser" has no limit/).waitFor();
    assert.equal(await dialogOf(page).getByLabel("In your words").inputValue(), "Gladly");
    await page.keyboard.press("Escape");
  }, { refusals: true });
  assert.equal(Number((await fund()).free), granted / 2 - 100);
  // Who reads Dutch types an amount as the Dutch do.
  await as("partner", kWorkspace, (page) => act(page, page.locator("#fund"), "Storten", { Bedrag: "1.250,50", "Van wie en waarom": kFormula }), { language: "nl" });
  const { transfers } = await people.call("manager", "partnership.v1.FundService/ListTransfers", { provider: kPartner });
  assert.deepEqual(transfers.filter((one) => one.kind === "TRANSFER_KIND_DEPOSIT").map((one) => one.amount), ["1250.50"]);
});

test("a plan of the relationship is proposed by us and holds once the partner agrees", async () => {
  const plans = async () => (await people.call("manager", "partnership.v1.PlanService/ListPlans", { provider: kPartner, history: true })).plans;
  await as("manager", kWorkspace, async (page) => {
    await act(page, page.locator("#plan"), "Propose a version", { "What the relationship is for": kMarkup, Stage: { label: "value creation" }, "What is to be so": kLongWord, "Who of the customer": "M. Visser", "Who of the provider": "P. Artner", "How it would end": kFormula });
    await page.locator("#plan").getByText(kMarkup, { exact: true }).waitFor();
  });
  await as("partner", "/", async (page) => {
    await page.locator("#waits").getByRole("link", { name: "Agree about the plan" }).click();
    await page.waitForURL(new RegExp(kWorkspace));
    await settled(page);
    await act(page, page.locator("#plan"), "Agree", { "In your words": kTurned });
    await page.locator("#plan .mark", { hasText: "in force" }).waitFor();
    assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0);
  }, { width: 320 });
  const [plan] = await plans();
  assert.equal(plan.state, "PLAN_STATE_AGREED");
  assert.equal(plan.stage, "RELATIONSHIP_STAGE_VALUE_CREATION");
  assert.equal(plan.purpose, kMarkup);
  assert.deepEqual(plan.objectives.map((one) => [one.statement, one.measure.kind, one.providerResponsible]), [[kLongWord, "MEASURE_KIND_STATEMENT", "P. Artner"]]);
  // A next version begins with what holds.
  await as("partner", kWorkspace, async (page) => {
    await page.locator("#plan").getByRole("button", { name: "Propose a version" }).click();
    assert.equal(await dialogOf(page).getByLabel("What is to be so").inputValue(), kLongWord);
    assert.equal(await dialogOf(page).getByLabel("What the relationship is for").inputValue(), kMarkup);
    await page.keyboard.press("Escape");
  });
});

test("a figure is disputed by the partner, and settled by two of us", async () => {
  const { objectives } = await people.ask("manager", "objective", "list", "--provider", kPartner);
  const { contract, objective } = objectives[0].running;
  const before = (await people.ask("manager", "sla", "show", "--contract", contract, "--objective", objective)).level;
  const period = before.closed ? before.windowLastDay : objectives[0].lastClosed?.windowLastDay ?? "2026-10-31";
  await as("partner", `/levels/${contract}/${objective}?period=${period}`, async (page) => {
    await act(page, page.locator("#between"), "Dispute", { "What is wrong with it": kMarkup, "What shows it": kFormula, "What it should be": "99.95" });
    await page.locator("#between").getByText("disputed", { exact: true }).first().waitFor();
    await page.locator("#between").getByText(kFormula, { exact: true }).waitFor();
    // It cannot settle by itself.
    assert.equal(await page.getByRole("button", { name: /Agree|Propose a settled figure/ }).count(), 0);
    // One side has one objection to a figure.
    await page.locator("#between").getByRole("button", { name: "Dispute" }).click();
    await fill(page, { "What is wrong with it": "Once more", "What shows it": "The log" });
    await dialogOf(page).getByRole("button", { name: "Dispute" }).click();
    await dialogOf(page).getByRole("alert").waitFor();
    assert.equal(await dialogOf(page).getByLabel("What is wrong with it").inputValue(), "Once more");
    await page.keyboard.press("Escape");
  }, { refusals: true });
  const level = `/levels/${contract}/${objective}?period=${period}`;
  await as("manager", level, async (page) => {
    await page.locator("#between").getByText(kMarkup, { exact: true }).waitFor();
    await act(page, page.locator("#between"), "Propose a settled figure", { "The figure": "99.95", "In what both sides said yes": "Minutes of the meeting" });
    // Who proposed it is not the second person.
    await page.locator("#between").getByRole("button", { name: "Agree" }).click();
    await dialogOf(page).getByRole("button", { name: "Agree" }).click();
    await dialogOf(page).getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
  }, { refusals: true });
  await as("cio", level, async (page) => {
    await act(page, page.locator("#between"), "Agree");
    await page.locator("#between").getByText("settled", { exact: true }).first().waitFor();
  });
  await as("partner", level, async (page) => {
    assert.match(await page.locator("main").innerText(), /settled/);
  });
});

test("a version that we propose is answered and accepted by the partner", async () => {
  const next = (await readFile(join(product.folder, `partners/contracts/${kContract}.yaml`), "utf8")).replace('amount: "1200.00"', 'amount: "1150.00"') + `valid_from: ${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}\nversion: "2"\n`;
  const file = join(product.folder, "next.yaml");
  await writeFile(file, next);
  await people.cli("manager", "contract", "propose", kContract, "--file", file, "--reason", kMarkup);
  await as("partner", "/", async (page) => {
    await page.locator("#waits").getByRole("link", { name: "Answer a proposed version" }).click();
    await page.waitForURL(/\/contracts\//);
    await settled(page);
    const row = page.locator("#proposals tbody tr").first();
    await row.getByText(kMarkup, { exact: true }).waitFor();
    await act(page, row, "Say something", { "In your words": kTurned });
    await row.getByText(kTurned).waitFor();
    await act(page, row, "Accept");
    await page.locator("#proposals").getByText(/agreed|open/).first().waitFor();
  });
  const { proposals } = await people.ask("manager", "contract", "proposals", "--contract", kContract);
  assert.equal(proposals[0].providerName, "P. Artner");
  assert.equal(proposals[0].comments.at(-1).text.includes("gnp.exe"), true);
});

test("a decision is made, given away and put aside with reasons that stay text", () =>
  as("cio", "/", async (page) => {
    const items = (await people.ask("cio", "agenda", "list")).items.filter((one) => /OPEN/.test(one.state));
    const dialog = dialogOf(page);
    const one = page.locator(".decision-first");
    await one.getByRole("button", { name: "Later" }).click();
    await dialog.getByLabel("Why").fill(kMarkup);
    await dialog.getByLabel("Comes back on").fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
    await dialog.getByRole("button", { name: "Later" }).click();
    await dialog.waitFor({ state: "detached" }).catch(() => page.keyboard.press("Escape"));
    const { acts, state } = (await people.ask("cio", "agenda", "list")).items.find((found) => found.id === items[0].id);
    if (/SNOOZED/.test(state)) {
      assert.equal(acts.at(-1).reason, kMarkup);
      await page.locator("#settled summary").first().click();
      await page.locator("#settled").getByText(kMarkup).first().waitFor();
    }
  }, { refusals: true }));

test("a report is made from the page, and its file is there", () =>
  as("manager", "/reports/weekbrief", async (page) => {
    await page.getByRole("button", { name: "Make it now" }).click();
    await dialogOf(page).getByRole("button", { name: "Make it now" }).click();
    await dialogOf(page).waitFor({ state: "detached", timeout: 90_000 });
    const link = page.getByRole("link", { name: "HTML" }).first();
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.match(await readFile(await download.path(), "utf8"), /<html/);
    // A period that there is not is refused in the daemon's words.
    await page.getByRole("button", { name: "Make it now" }).click();
    await dialogOf(page).getByLabel("Period").fill("yesterday");
    await dialogOf(page).getByRole("button", { name: "Make it now" }).click();
    await dialogOf(page).getByText(/yesterday/).waitFor();
    assert.equal(await dialogOf(page).getByLabel("Period").inputValue(), "yesterday");
  }, { refusals: true }));

test("nothing is lost of what was typed when an act is refused or nobody answers, and it is done once", async () => {
  const subject = "Only once";
  const many = async () => (await list("escalation", "escalations")).filter((one) => one.subject === subject).length;
  await as("manager", kWorkspace, async (page) => {
    await page.locator("#escalations").getByRole("button", { name: "Escalate" }).click();
    await fill(page, { "In one line": subject, "In your words": "All of this was typed" });
    const send = dialogOf(page).getByRole("button", { name: "Escalate" });
    // The daemon did it, but its answer got lost: the same request again does nothing more.
    await page.route("**/OpenEscalation", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await send.click();
    await dialogOf(page).getByText(/The server does not answer/).waitFor();
    assert.equal(await dialogOf(page).getByLabel("In your words").inputValue(), "All of this was typed");
    assert.equal(await many(), 1);
    await page.unroute("**/OpenEscalation");
    await send.click();
    await dialogOf(page).waitFor({ state: "detached" });
    assert.equal(await many(), 1);
    // What cannot be is said in the daemon's words.
    await page.locator("#ideas").getByRole("button", { name: "Propose" }).click();
    await fill(page, { "In one line": "Cheaper", "Expected:": { label: "cost, by the month" }, "By how much": "a lot" });
    await dialogOf(page).getByRole("button", { name: "Propose" }).click();
    await dialogOf(page).getByText(/"a lot" is no number above zero/).waitFor();
    assert.equal(await dialogOf(page).getByLabel("In one line").inputValue(), "Cheaper");
    // Nor is an amount guessed that can be read in two ways.
    await dialogOf(page).getByLabel("By how much").fill("1,250");
    await dialogOf(page).getByRole("button", { name: "Propose" }).click();
    await dialogOf(page).getByText(/can be read in two ways/).waitFor();
    await page.keyboard.press("Escape");
  }, { refusals: true });
});

test("what others did meanwhile is said, and nothing is done twice", () =>
  as("partner", kWorkspace, async (page) => {
    const { escalations } = await people.ask("partner", "escalation", "list", "--open");
    const one = escalations.find((found) => found.subject === "Portal out after the update");
    const shown = card(page, "Portal out after the update");
    await shown.getByRole("button", { name: "Take up" }).click();
    await fill(page, { "In your words": kMarkup });
    await people.cli("partner", "escalation", "acknowledge", one.id, "--text", "By another of us");
    // The page hears of it and takes the button away, and nothing of what is being typed.
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await shown.locator(".mark", { hasText: "taken up" }).waitFor();
    await dialogOf(page).getByRole("button", { name: "Take up" }).click();
    await dialogOf(page).getByRole("alert").waitFor();
    assert.equal(await dialogOf(page).getByLabel("In your words").inputValue(), kMarkup);
  }, { refusals: true }));

test("hostile words in every field of every form of the workspace stay words", async () => {
  for (const who of ["manager", "partner"]) {
    await as(who, kWorkspace, async (page) => {
      for (const part of ["escalations", "ideas", "obligations"]) {
        for (const words of kHostile) {
          const send = page.locator(`#${part} .section-head`).getByRole("button").first();
          const name = await send.innerText();
          await send.click();
          await dialogOf(page).waitFor();
          for (const field of await dialogOf(page).locator("input:not([type]):visible, textarea:visible").all()) {
            if (!["amount", "currency", "subject"].includes(await field.getAttribute("name")) || part === "escalations") await field.fill(words);
          }
          await dialogOf(page).getByRole("button", { name, exact: true }).click();
          await dialogOf(page).waitFor({ state: "detached" });
          await page.locator(`#${part}`).getByText(words.slice(0, 60)).first().waitFor();
        }
      }
      assert.equal(await page.locator("main b").count(), 0);
    });
    for (const width of [320, 1440]) {
      await as(who, kWorkspace, async (page) => {
        assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0, `${who} ${width}`);
      }, { width });
    }
  }
});

test("a partner meets nothing of another", async () => {
  const heard = [];
  await as("rival", "/", async (page) => {
    page.on("response", async (answer) => {
      if (/json/.test(answer.headers()["content-type"] ?? "")) heard.push(await answer.text().catch(() => ""));
    });
    for (const address of ["/", "/partners/nimbaro/workspace", "/levels", "/contracts", "/invoices", "/ideas", "/sources", "/search?q=hosting"]) {
      await page.goto(product.address + address);
      await settled(page);
      assert.doesNotMatch(await page.locator("body").innerText(), /Polderstack|polderstack|Portal out/, address);
    }
    for (const address of [`/partners/${kPartner}`, kWorkspace, `/contracts/${kContract}`, "/partners/nobody-at-all"]) {
      await page.goto(product.address + address);
      await page.getByText("There is nothing at this address.").waitFor();
    }
    assert.doesNotMatch(heard.join("\n"), /Polderstack|Portal out|Hosting B\.V\./);
  }, { refusals: true });
});

test("a partner's page has all that it may see, and nothing that is ours alone", () =>
  as("partner", "/", async (page) => {
    for (const name of ["What waits for you", "Incidents and maintenance", "Service levels", "Claims", "Contracts", "Sources", "Receipts"]) {
      await page.getByRole("heading", { name, exact: true }).first().waitFor();
    }
    const heads = await page.locator("thead th").allInnerTexts();
    for (const ours of ["Owner", "Ceiling", "Flexibility", "Credit"]) assert.ok(!heads.includes(ours), ours);
    assert.doesNotMatch(await page.locator("main").innerText(), /m\.visser/);
    // A receipt is the line that the daemon signed.
    const { receipts } = await people.ask("partner", "audit", "receipts", kPartner);
    const newest = receipts.reduce((a, b) => (Number(a.number) > Number(b.number) ? a : b));
    await page.locator("#receipts summary").first().click();
    const row = page.locator("#receipts tbody tr").first();
    await row.locator("summary").click();
    const line = JSON.parse(await row.locator("code").innerText());
    assert.equal(String(line.receipt), newest.number);
    assert.ok(line.signature.length > 80);
    await page.goto(product.address + kWorkspace);
    await settled(page);
    const words = await page.locator("main").innerText();
    for (const name of ["How fast each side answers", "Obligations", "Ideas", "Experience", "Quarterly reviews"]) assert.ok(words.includes(name), name);
    // What people said in their own words is ours.
    assert.doesNotMatch(words, /Slow/);
    assert.doesNotMatch(words, /only us/);
  }));

test("people answer a pulse by its link, without account and script", async () => {
  const { page, trouble, close } = await openPage(browser, product, { language: "nl", refusals: true, width: 320 });
  try {
    await page.goto(product.address + made.pulse);
    assert.equal(await page.locator("html").getAttribute("lang"), "nl");
    assert.equal(await page.locator("script").count(), 0);
    // With the keyboard alone.
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type(kMarkup);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Dank u wel." }).waitFor();
    assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0);
    assert.deepEqual(await wrongIn(page), []);
    await page.goto(product.address + made.pulse);
    assert.deepEqual(await wrongIn(page), []);
    // Without a score the browser asks for one, and nothing is sent.
    await page.getByRole("button", { name: "Verstuur" }).click();
    assert.equal(await page.getByRole("radio").first().evaluate((field) => field.validity.valueMissing), true);
    assert.deepEqual(trouble, []);
    await as("manager", kWorkspace, async (ours) => {
      await ours.locator("#experience").getByText(kMarkup).first().waitFor();
      await act(ours, ours.locator("#experience"), "Close");
    });
    await page.reload();
    await page.getByText("Deze vraag is gesloten, of de link is niet volledig.").waitFor();
  } finally {
    await close();
  }
});

test("has nothing that axe finds wrong, as the partner and as a user, in its forms too", async () => {
  const pages = { partner: ["/", kWorkspace, `/contracts/${kContract}`], user: ["/ideas"] };
  for (const [who, addresses] of Object.entries(pages)) {
    for (const address of addresses) {
      await as(who, address, async (page) => {
        assert.deepEqual(await wrongIn(page), [], `${who} ${address}`);
        await page.setViewportSize({ width: 320, height: 700 });
        assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)), 0, `${who} ${address}`);
        const form = page.getByRole("button", { name: /Escalate|Propose|Dispute/ }).first();
        if ((await form.count()) === 0) return;
        await form.click();
        assert.deepEqual(await wrongIn(page), [], `${who} ${address}, a form`);
      }, { language: who === "user" ? "en" : "en", theme: who === "user" ? "dark" : "light" });
    }
  }
});

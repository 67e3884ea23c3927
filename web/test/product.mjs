// The product as a browser meets it: the demo's partners, the daemon on free ports, Debian's Chromium.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const bin = process.env.REGISSEUR_BIN ?? join(root, "build/release/bin");
export const outside = process.env.REGISSEUR_SHOTS ?? join(root, "build/screenshots");

// Starts a program and waits for its ready line.
async function ready(program, args, log) {
  const child = spawn(join(bin, program), args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes) => (said += bytes));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const line = await Promise.race([
    (async () => {
      for await (const one of createInterface(child.stdout)) if (one.startsWith("ready ")) return one;
      return undefined;
    })(),
    ended,
  ]);
  if (typeof line !== "string") throw new Error(`${program} did not start: ${said.slice(-2000)}`);
  child.stdout.resume();
  log.push(() => said);
  const where = Object.fromEntries(line.split(" ").slice(1).map((part) => part.split("=")));
  return { where, end: async () => { child.kill("SIGTERM"); await ended; } };
}

// `change` may rewrite the configuration before the daemon reads it, `prepare` add files beside it.
export async function startProduct(change = (text) => text, prepare = async () => {}) {
  const folder = await mkdtemp(join(tmpdir(), "regisseur-page-"));
  const ends = [];
  const log = [];
  const stop = async () => {
    for (const end of ends.reverse()) await end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const partners = await ready("regisseur-simulator", ["--dir", join(folder, "partners"), "--listen", "127.0.0.1:0", "--grpc-listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0"], log);
    ends.push(partners.end);
    const config = join(folder, "partners/regisseur.yaml");
    await writeFile(config, change(await readFile(config, "utf8")));
    await prepare(join(folder, "partners"));
    const daemon = await ready("regisseurd", ["--config", config, "--data-dir", join(folder, "data")], log);
    ends.push(daemon.end);
    const product = {
      folder, partners, daemon, stop, config,
      address: `http://${daemon.where.http}`,
      said: () => log.map((one) => one()).join("\n"),
      cli: async (...args) => (await run(join(bin, "regisseur"), ["--server", daemon.where.grpc, ...args], { maxBuffer: 64 << 20 })).stdout,
    };
    product.ask = async (...args) => JSON.parse(await product.cli("-o", "json", ...args));
    await product.cli("source", "collect", "--all", "--wait");
    return product;
  } catch (error) {
    await stop();
    throw error;
  }
}

export async function startBrowser() {
  const program = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
  if (!program) throw new Error("Debian's chromium is not installed: ./dev deps installs it");
  return chromium.launch({
    executablePath: program,
    headless: true,
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--force-color-profile=srgb"],
  });
}

// A page of the product. What it must never do is collected: errors, refusals of the content policy, other hosts.
export async function openPage(browser, product, { language = "en", theme = "light", width = 1440, height = 900, refusals = false, token = "" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: language === "nl" ? "nl-NL" : "en-GB", timezoneId: "Europe/Amsterdam", colorScheme: theme, acceptDownloads: true });
  await context.addInitScript(([l, t, signedIn]) => {
    localStorage.setItem("regisseur.language", localStorage.getItem("regisseur.language") ?? l);
    localStorage.setItem("regisseur.theme", t);
    if (signedIn !== "") sessionStorage.setItem("regisseur.token", signedIn);
  }, [language, theme, token]);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => {
    // A call that is refused is an error to the browser; some tests ask for that.
    if (message.type() === "error" && !(refusals && /status of 4\d\d|net::ERR_FAILED/.test(message.text()))) trouble.push(message.text());
  });
  page.on("request", (request) => {
    const { host, protocol } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:" && host !== product.daemon.where.http) trouble.push(`asks another host: ${request.url()}`);
  });
  return { page, trouble, close: () => context.close() };
}

// Waits until a view has its answers.
export async function settled(page) {
  await page.waitForSelector("main h1, main .trouble");
  // Not waitForFunction: it evaluates texts, which the content policy refuses.
  await page.waitForSelector(".loading", { state: "detached" });
}

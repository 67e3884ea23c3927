// Pictures of every view in both languages and colours, wide and narrow, to be looked at: ./dev screenshots
// Also what a partner and who only uses a service see.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPage, outside, settled, startBrowser, startProduct } from "./product.mjs";
import { addresses } from "./addresses.mjs";
import { kContract, kPartner, startPeople, workableContract, workTogether } from "./people.mjs";

const only = process.argv[2];
const product = await startProduct(undefined, workableContract);
const browser = await startBrowser();
try {
  await rm(outside, { recursive: true, force: true });
  await mkdir(outside, { recursive: true });
  const ours = await addresses(product);
  const people = await startPeople(product);
  const { pulse } = await workTogether(product, people);
  const partner = { home: `/partners/${kPartner}`, workspace: `/partners/${kPartner}/workspace`, contract: `/contracts/${kContract}`, level: ours.level, sources: "/sources" };
  const seen = [["cio", "", ours], ["partner", "partner_", partner], ["user", "user_", { ideas: "/ideas" }], ["nobody", "nobody_", { sign_in: "/", pulse }]];
  const ways = [];
  for (const language of ["nl", "en"]) for (const theme of ["light", "dark"]) ways.push({ language, theme, width: 1440, height: 900 });
  ways.push({ language: "nl", theme: "light", width: 320, height: 720 });
  for (const way of ways) {
    for (const [who, prefix, all] of seen) {
      const { page, trouble, close } = await openPage(browser, product, { ...way, token: people.token(who) ?? "", refusals: who === "nobody" });
      for (const [view, address] of Object.entries(all)) {
        const name = prefix + view;
        if (only && !name.includes(only)) continue;
        await page.goto(product.address + address);
        if (address !== pulse) await settled(page);
        await page.screenshot({ path: join(outside, `${name}-${way.language}-${way.theme}-${way.width}.png`), fullPage: true });
      }
      if (trouble.length > 0) console.error(way, who, trouble);
      await close();
    }
  }
  console.log(`in ${outside}`);
} finally {
  await browser.close();
  await product.stop();
}

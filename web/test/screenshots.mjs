// Pictures of every view in both languages and colours, wide and narrow, to be looked at: ./dev screenshots
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPage, outside, settled, startBrowser, startProduct } from "./product.mjs";
import { addresses } from "./addresses.mjs";

const only = process.argv[2];
const product = await startProduct();
const browser = await startBrowser();
try {
  await rm(outside, { recursive: true, force: true });
  await mkdir(outside, { recursive: true });
  const all = await addresses(product);
  const ways = [];
  for (const language of ["nl", "en"]) for (const theme of ["light", "dark"]) ways.push({ language, theme, width: 1440, height: 900 });
  ways.push({ language: "nl", theme: "light", width: 320, height: 720 });
  for (const way of ways) {
    const { page, trouble, close } = await openPage(browser, product, way);
    for (const [name, address] of Object.entries(all)) {
      if (only && !name.includes(only)) continue;
      await page.goto(product.address + address);
      await settled(page);
      await page.screenshot({ path: join(outside, `${name}-${way.language}-${way.theme}-${way.width}.png`), fullPage: true });
    }
    if (trouble.length > 0) console.error(way, trouble);
    await close();
  }
  console.log(`in ${outside}`);
} finally {
  await browser.close();
  await product.stop();
}

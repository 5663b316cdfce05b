// node fill.mjs HANDOUT.pdf ANSWERS.json FILLED.pdf [PICTURES]: fills a form as a student does,
// typing and clicking in pdf.js, and saves it as that viewer saves.  ANSWERS has values by the
// fields' names, of a button the letter.  PICTURES is a folder for a picture of each page.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { withChromium } from "./chromium.mjs";

const [handout, answers, filled, pictures] = process.argv.slice(2);
const HERE = fileURLToPath(new URL(".", import.meta.url));
const TYPES = { html: "text/html", css: "text/css", mjs: "text/javascript", pdf: "application/pdf",
  wasm: "application/wasm" };

/** Answer a request from this folder, so that nothing leaves this machine. */
async function serve(route) {
  const { pathname } = new URL(route.request().url());
  const path = pathname === "/handout.pdf" ? handout
    : pathname === "/" ? `${HERE}viewer.html` : `${HERE}node_modules${pathname}`;
  try {
    const contentType = TYPES[path.split(".").at(-1)] ?? "application/octet-stream";
    await route.fulfill({ body: await readFile(path), contentType });
  } catch {
    await route.fulfill({ status: 404 });
  }
}

await withChromium(async (browser) => {
  const values = JSON.parse(await readFile(answers, "utf8"));
  const page = await browser.newPage({ viewport: { width: 1100, height: 1000 } });
  const amiss = [];
  page.on("pageerror", (error) => amiss.push(error.message));
  await page.route("**/*", serve);
  await page.goto("http://viewer.test/");
  await page.waitForFunction(() => globalThis.shown, null, { timeout: 20_000 }).catch((error) => {
    throw new Error([error.message, ...amiss].join("\n"));
  });
  const pages = await page.evaluate(async () => (await globalThis.shown).document.numPages);
  for (let number = 1; number <= pages; number++) {
    for (const { id, name, letter, button } of
      await page.evaluate((it) => globalThis.fieldsOf(it), number)) {
      const field = page.locator(`[data-element-id="${id}"]`);
      if (!(name in values)) continue;
      if (button) {
        if (values[name] === letter) await field.click();
      } else {
        await field.click();
        await page.keyboard.type(values[name]);
      }
    }
    await page.evaluate(() => document.activeElement.blur());
    if (pictures) {
      const shown = page.locator(`.page[data-page-number="${number}"]`);
      await shown.screenshot({ path: `${pictures}/pdfjs-${number}.png` });
    }
  }
  await writeFile(filled, Buffer.from(await page.evaluate(() => globalThis.saved()), "base64"));
  if (amiss.length) throw new Error(amiss.join("\n"));
});

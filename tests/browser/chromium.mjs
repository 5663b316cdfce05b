// One Chromium, the one that is installed here, for all that these scripts ask of it.
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
  "--no-first-run", "--disable-component-update", "--disable-extensions"];

/** Start Chromium without a window, hand it to `work`, and close it whatever happens. */
export async function withChromium(work) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

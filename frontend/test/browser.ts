// Chromium of the system, one page per test, and what every test asks of a page.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'

export const output = fileURLToPath(new URL('../../test-output/wall/', import.meta.url))

export const sizes = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
  { width: 3840, height: 2160 },
] as const

export async function launch(): Promise<Browser> {
  mkdirSync(output, { recursive: true })
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--hide-scrollbars=false',
    ],
  })
}

export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${output}${name}.png` })
}

/** Waits until the bundled faces that the text needs are there. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

// A server, a browser and pages with a clock that the test turns.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { morning, snap } from './boards.ts'
import { launch, settled } from './browser.ts'
import { WallServer } from './server.ts'

export interface Stage {
  server: WallServer
  /** Opens the wall and waits until something stands on it. */
  open(options?: OpenOptions): Promise<Page>
  /** What the pages' scripts threw or asked of foreign hosts. */
  complaints: string[]
}

export interface OpenOptions {
  width?: number
  height?: number
  query?: string
  /** What must be there before the test goes on; null waits for nothing. */
  until?: string | null
  /** Without the page's own motion. */
  calm?: boolean
}

export function useStage(): Stage {
  let browser: Browser
  let context: BrowserContext
  const stage: Stage = { server: new WallServer(), complaints: [], open }

  beforeAll(async () => { browser = await launch() })
  afterAll(async () => { await browser.close() })
  beforeEach(async () => {
    stage.complaints.length = 0
    stage.server = new WallServer()
    stage.server.answer = () => snap()
    await stage.server.start()
    context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'America/New_York' })
  })
  afterEach(async () => {
    await context.close()
    await stage.server.stop()
  })

  async function open(options: OpenOptions = {}): Promise<Page> {
    const page = await context.newPage()
    await page.setViewportSize({ width: options.width ?? 1920, height: options.height ?? 1080 })
    if (options.calm ?? true) await page.emulateMedia({ reducedMotion: 'reduce' })
    page.on('pageerror', (error) => stage.complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(stage.server.origin)) stage.complaints.push(`asked ${request.url()}`)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) stage.complaints.push(`${response.status()} ${response.url()}`)
    })
    // The device's clock is wrong on purpose: only the server's counts.
    await page.clock.install({ time: morning - 86_400_000 })
    await page.goto(`${stage.server.origin}/wall${options.query ?? ''}`)
    const until = options.until === undefined ? '[data-union]' : options.until
    if (until !== null) await page.waitForSelector(until)
    await settled(page)
    return page
  }
  return stage
}

/** Waits for a condition of the test's own, bounded. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, within = 15_000): Promise<void> {
  const end = Date.now() + within
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${within / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

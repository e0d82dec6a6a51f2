// A server of answers, a browser and desk pages with a clock that the test turns.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { cityStandings, goldenScheme, registryOf, type StandingsJson } from './answers.ts'
import { morning } from './boards.ts'
import { launch, settled } from './browser.ts'
import { DeskServer } from './deskServer.ts'

export interface DeskStage {
  server: DeskServer
  context: BrowserContext
  open(options?: DeskOptions): Promise<Page>
  /** Lets the server answer with these standings, and with their registry and scheme. */
  answer(standings: StandingsJson): void
  /** What the pages' scripts threw, refused by policy, or asked of foreign hosts. */
  complaints: string[]
}

export interface DeskOptions { path?: string; width?: number; height?: number; until?: string | null }

export function useDesk(): DeskStage {
  let browser: Browser
  const complaints: string[] = []
  const stage = { server: new DeskServer(), complaints, open, answer } as unknown as DeskStage

  beforeAll(async () => { browser = await launch() })
  afterAll(async () => { await browser.close() })
  beforeEach(async () => {
    complaints.length = 0
    stage.server = new DeskServer()
    answer(cityStandings())
    await stage.server.start()
    stage.context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'America/New_York', reducedMotion: 'reduce' })
  })
  afterEach(async () => {
    await stage.context.close()
    await stage.server.stop()
  })

  function answer(standings: StandingsJson): void {
    stage.server.answers.set('/api/v1/standings', () => ({ body: standings }))
    stage.server.answers.set('/api/v1/unions', () => ({ body: registryOf(standings) }))
    stage.server.answers.set('/api/v1/schemes', () => ({ body: { schemes: [{ current: true, owner: '' }] } }))
    stage.server.answers.set(`/api/v1/schemes/${standings.scheme.hash}`, () => ({ body: goldenScheme() }))
  }

  async function open(options: DeskOptions = {}): Promise<Page> {
    const page = await stage.context.newPage()
    await page.setViewportSize({ width: options.width ?? 1600, height: options.height ?? 1000 })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (said) => { if (said.type() === 'error' && /Content Security Policy|Vue warn/.test(said.text())) complaints.push(said.text()) })
    page.on('request', (request) => { if (!request.url().startsWith(stage.server.origin)) complaints.push(`asked ${request.url()}`) })
    // The device's clock is wrong on purpose: only the server's counts.
    await page.clock.install({ time: morning - 86_400_000 })
    await page.goto(`${stage.server.origin}${options.path ?? '/desk'}`)
    const until = options.until === undefined ? '[data-union]' : options.until
    if (until !== null) await page.waitForSelector(until)
    await settled(page)
    return page
  }
  return stage
}

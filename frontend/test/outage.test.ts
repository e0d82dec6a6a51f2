// The wall on the real product, in real time: the figures are the server's, the server is killed for 90 s under an open
// wall, and an event that another program sends is counted on the glass.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { fixed } from '../src/paint/decimal.ts'
import { figure } from '../src/paint/number.ts'
import type { BoardJson, GroupJson } from './boards.ts'
import { launch, settled, shoot } from './browser.ts'
import { Demo, freePort, kcat, killAll, type Standings } from './demo.ts'
import { faultsOf, rowsOf, textOf, type RowText } from './glass.ts'
import { eventually } from './stage.ts'

const second = 1_000

/** A wall on the glass, and what its websocket brought. */
interface Wall {
  page: Page
  /** The board of the newest snapshot that was received. */
  board: BoardJson | null
  /** The newest instant up to which the server vouched, milliseconds since 1970. */
  asOf: number
  /** Faults of the scripts, refused frames, requests elsewhere. */
  complaints: string[]
}

let browser: Browser
let folder = ''

beforeAll(async () => { browser = await launch() })
afterAll(async () => { await browser.close() })
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'unionscreen-')) })
afterEach(async () => {
  await killAll()
  for (const context of browser.contexts()) await context.close()
  await rm(folder, { recursive: true, force: true })
})

async function open(demo: Demo, query = ''): Promise<Wall> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'America/New_York', viewport: { width: 1920, height: 1080 } })
  const page = await context.newPage()
  const wall: Wall = { page, board: null, asOf: 0, complaints: [] }
  page.on('pageerror', (error) => wall.complaints.push(error.message))
  page.on('console', (said) => { if (said.text().startsWith('refused')) wall.complaints.push(said.text()) })
  page.on('request', (request) => { if (!request.url().startsWith(demo.origin)) wall.complaints.push(`asked ${request.url()}`) })
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => hear(wall, String(payload))))
  await page.goto(`${demo.origin}/wall${query}`)
  await page.waitForSelector('[data-union]')
  await settled(page)
  return wall
}

function hear(wall: Wall, payload: string): void {
  const frame = JSON.parse(payload) as { t: string; as_of: string | null; data?: BoardJson }
  if (frame.data !== undefined) wall.board = frame.data
  if (typeof frame.as_of === 'string') wall.asOf = Math.max(wall.asOf, Date.parse(frame.as_of))
}

const ageOf = (wall: Wall): number => Date.now() - wall.asOf
const pill = (wall: Wall): Promise<string> => textOf(wall.page, '[data-test=pill]')
const isStill = async (wall: Wall): Promise<boolean> => await wall.page.locator('.stage.still').count() === 1

/** The standings as rows by group, in the order of the glass. */
function rowsFrom(groups: readonly GroupJson[]): RowText[][] {
  return groups.map((group) => group.units.map((unit) => ({
    union: unit.union, rank: String(unit.rank), name: unit.short_name, score: unit.total, tied: unit.tied,
  })))
}

/** The rows on the glass; a score that is shown with one decimal is given as the full total that it stands for. */
async function rowsOn(wall: Wall, groups: readonly GroupJson[]): Promise<RowText[][]> {
  return Promise.all(groups.map(async (group) => {
    const totals = new Map(group.units.map((unit) => [unit.union, unit.total]))
    return (await rowsOf(wall.page, group.id)).map((row) => {
      const total = totals.get(row.union) ?? ''
      return { ...row, score: total !== '' && row.score === fixed(total, 1) ? total : row.score }
    })
  }))
}

const figuresOn = async (wall: Wall): Promise<string[]> => (await wall.page.locator('[data-indicator] .bottom').allTextContents()).map((text) => text.replace(/\s/g, ''))

/** Every figure on the glass as text: what must be kept while the server is away. */
async function everything(wall: Wall): Promise<string[]> {
  const panes = await wall.page.locator('.figures, .ranking, .tiles, .overdue').allTextContents()
  return panes.map((text) => text.replace(/\s+/g, ' '))
}

/** Waits until the wall shows the server's standings of the same instant: both move, and the wall commits every 3 s. */
async function agrees(wall: Wall, demo: Demo): Promise<Standings> {
  let last = { wanted: [] as RowText[][], shown: [] as RowText[][] }
  let standings: Standings | null = null
  await eventually('the wall shows the standings of the interface', async () => {
    standings = await demo.get<Standings>('/api/v1/standings')
    last = { wanted: rowsFrom(standings.groups), shown: await rowsOn(wall, standings.groups) }
    return JSON.stringify(last.wanted) === JSON.stringify(last.shown)
  }, 45 * second).catch((error: unknown) => {
    expect(last.shown).toEqual(last.wanted)
    throw error
  })
  if (standings === null) throw new Error('no standings')
  return standings
}

/** Waits until nothing moves any more; rings that pulse for ever do not count. */
const calm = (page: Page): Promise<unknown> => page.waitForFunction(() => document.getAnimations().every((animation) => {
  const ends = animation.effect?.getComputedTiming().endTime
  return animation.playState !== 'running' || ends === Infinity
}))

describe('the server killed for 90 s under an open wall', () => {
  it('says how old its figures are, keeps them, and goes on by itself', async () => {
    const port = await freePort()
    const first = await Demo.start(folder, port)
    const wall = await open(first)
    await wall.page.evaluate(() => { document.documentElement.dataset.life = 'first' })

    const standings = await agrees(wall, first)
    expect(standings.groups.map((group) => group.units.length)).toEqual([15, 11, 4])
    // On a busy machine the first steps of a new city may take longer than figures count as fresh.
    await eventually('the figures are fresh', async () => /^数据截至 \d\d:\d\d:\d\d$/.test(await pill(wall)), 60 * second)
    expect(await textOf(wall.page, 'footer .demo')).toBe('演示数据 · 虚构城市')
    await calm(wall.page)
    expect(await faultsOf(wall.page)).toEqual([])
    await shoot(wall.page, 'outage-live')
    if (process.env.UNIONSCREEN_PICTURE === '1') await keepPicture(wall.page)

    await first.kill()
    const killed = Date.now()
    await eventually('the pill turns', async () => (await pill(wall)).startsWith('数据停在'), 30 * second)
    expect(ageOf(wall)).toBeGreaterThanOrEqual(15 * second)
    expect(ageOf(wall)).toBeLessThan(25 * second)
    expect(Number(/已 (\d+) 秒未更新$/.exec(await pill(wall))?.[1])).toBeGreaterThanOrEqual(15)
    expect(await isStill(wall)).toBe(false)
    const kept = await everything(wall)
    const board = wall.board
    if (board === null) throw new Error('no snapshot was seen')
    expect(await rowsOn(wall, board.groups)).toEqual(rowsFrom(board.groups))
    expect((await figuresOn(wall)).map((text) => text.replace(/\D+$/, ''))).toEqual(board.head.map((head) => figure(head.value, 'zh').digits))
    expect(board.head.every((head) => Number(head.value) > 0)).toBe(true)
    await shoot(wall.page, 'outage-stale')

    await eventually('the wall is grey and still', () => isStill(wall), 60 * second)
    expect(ageOf(wall)).toBeGreaterThanOrEqual(60 * second)
    expect(ageOf(wall)).toBeLessThan(70 * second)
    const filter = (pane: string): Promise<string> => wall.page.locator(pane).first().evaluate((element) => getComputedStyle(element).filter)
    for (const pane of ['.figures', '.ranking', '.tiles']) await eventually(`${pane} is grey`, async () => (await filter(pane)).includes('grayscale(0.85)'))
    expect(await filter('.overdue')).toBe('none')
    expect(await wall.page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length)).toBe(0)
    await shoot(wall.page, 'outage-grey')
    await eventually('90 s are over', async () => {
      expect(await everything(wall)).toEqual(kept)
      return Date.now() - killed >= 90 * second
    }, 60 * second)

    const stood = wall.asOf
    const again = await Demo.start(folder, port)
    await eventually('the wall goes on by itself', async () => (await pill(wall)).startsWith('数据截至') && !(await isStill(wall)) && wall.asOf > stood, 30 * second)
    expect(ageOf(wall)).toBeLessThan(15 * second)
    expect(await wall.page.evaluate(() => document.documentElement.dataset.life)).toBe('first')
    await agrees(wall, again)
    await calm(wall.page)
    expect(await faultsOf(wall.page)).toEqual([])
    await shoot(wall.page, 'outage-back')
    expect(wall.complaints).toEqual([])
  }, 480 * second)
})

describe('events that kcat sends', () => {
  it('raise the number of articles by exactly their count', async () => {
    const demo = await Demo.start(folder, await freePort(), '--no-simulator')
    const wall = await open(demo)
    const articles = (): Promise<string> => textOf(wall.page, '[data-indicator=articles] .bottom').then((text) => text.replace(/\s/g, ''))
    expect(await articles()).not.toMatch(/\d/)
    const now = new Date().toISOString()

    await kcat(demo.broker, 'union-work', published('first', 4, now))
    await eventually('the wall counts four', async () => await articles() === '4篇')
    await kcat(demo.broker, 'union-work', published('second', 3, now))
    await eventually('the wall counts seven', async () => await articles() === '7篇')
    // Copies count once; one more tells that they have been read.
    await kcat(demo.broker, 'union-work', [...published('second', 3, now), ...published('third', 1, now)])
    await eventually('the wall counts eight', async () => await articles() === '8篇')

    await agrees(wall, demo)
    expect(await faultsOf(wall.page)).toEqual([])
    await shoot(wall.page, 'kcat')
    expect(wall.complaints).toEqual([])
  }, 300 * second)
})

/** Articles of one union that went live at an instant; the same batch is the same articles. */
function published(batch: string, count: number, time: string): object[] {
  return Array.from({ length: count }, (_, index) => ({
    specversion: '1.0', id: `${batch}-${index}`, source: '/kcat', type: 'article.published', time,
    data: { union: 'YT-C01', article: `${batch}-${index}`, channel: 'website' },
  }))
}

/** Puts the picture of the running city where the README shows it, small enough for a repository. */
async function keepPicture(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1366, height: 768 })
  await calm(page)
  const picture = await page.screenshot()
  await page.setViewportSize({ width: 1920, height: 1080 })
  expect(picture.length).toBeLessThanOrEqual(500_000)
  await writeFile(new URL('../../docs/wall.png', import.meta.url), picture)
}

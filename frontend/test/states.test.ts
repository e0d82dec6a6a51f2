import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { beat, morning, snap } from './boards.ts'
import { shoot } from './browser.ts'
import { faultsOf, rowsOf, textOf } from './glass.ts'
import { eventually, useStage } from './stage.ts'

const stage = useStage()

const isStill = (page: Page): Promise<boolean> => page.locator('.stage.still').count().then((count) => count === 1)
const pill = (page: Page): Promise<string> => textOf(page, '[data-test=pill]')

/** Saturation of what a pane really shows: the filter that lies on it. */
const filterOf = (page: Page, selector: string): Promise<string> => page.locator(selector).first().evaluate((element) => getComputedStyle(element).filter)

describe('age of the data', () => {
  it('is carried on by the page\'s own clock: pill at 15 s, grey and still at 60 s, band at 15 min, figures kept', async () => {
    const page = await stage.open()
    const before = await rowsOf(page, 'county')
    await stage.server.stop()
    expect(await pill(page)).toBe('数据截至 10:24:11')

    // The data was 1 s old when it came; a second or two have passed since.
    await page.clock.runFor(10_000)
    expect(await pill(page)).toBe('数据截至 10:24:11')
    await page.clock.runFor(5_000)
    expect(await pill(page)).toMatch(/^数据停在 10:24:11 · 已 1[5-9] 秒未更新$/)
    expect(await isStill(page)).toBe(false)
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'stale-15s')

    await page.clock.runFor(46_000)
    expect(await pill(page)).toMatch(/^数据停在 10:24:11 · 已 1 分 \d 秒未更新$/)
    expect(await isStill(page)).toBe(true)
    // The change of colour runs on the screen's time, not on the test's.
    for (const pane of ['.figures', '.ranking', '.tiles']) await eventually(`${pane} is grey`, async () => (await filterOf(page, pane)).includes('grayscale(0.85)'))
    expect(await filterOf(page, '.overdue')).toBe('none')
    expect(await rowsOf(page, 'county')).toEqual(before)
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'stale-60s')

    await page.clock.runFor(130_000)
    expect(await textOf(page, '.clock')).toContain('10:27')
    await shoot(page, 'stale-3min')
    expect(await page.locator('[data-test=band]').count()).toBe(0)
    await page.clock.fastForward(12 * 60_000)
    await page.clock.runFor(1_000)
    expect(await textOf(page, '[data-test=band]')).toBe('与服务器失去联系，屏上为 10:24:11 的数据；连接恢复后自动更新')
    expect(await rowsOf(page, 'county')).toEqual(before)
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'offline')
  })

  it('shows a snapshot that came late as old as it is', async () => {
    stage.server.answer = () => snap({ age: 3 * 60_000 + 12_000 })
    const page = await stage.open()
    expect(await pill(page)).toMatch(/^数据停在 10:21:00 · 已 3 分 1[2-9] 秒未更新$/)
    expect(await isStill(page)).toBe(true)
  })

  it('stays live on heartbeats that vouch, and goes stale on such that do not', async () => {
    const page = await stage.open()
    for (let count = 1; count <= 3; count += 1) {
      await page.clock.runFor(10_000)
      stage.server.send(beat({ now: morning + count * 10_000 }))
      await eventually('the time of the data moves on', async () => await pill(page) === `数据截至 10:24:${11 + count * 10}`)
    }
    // The server lives but its data stands: it says so itself.
    stage.server.send(beat({ now: morning + 50_000, age: 21_000 }))
    await eventually('the pill turns', async () => (await pill(page)).startsWith('数据停在 10:24:4'))
  })

  it('names the day when the data is not of today', async () => {
    stage.server.answer = () => snap({ age: 27 * 3_600_000 })
    const page = await stage.open()
    expect(await pill(page)).toBe('数据停在 11月20日 07:24:12 · 已 1 天 3 小时未更新')
    expect(await textOf(page, '[data-test=band]')).toContain('11月20日 07:24:12')
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'offline-yesterday')
  })
})

describe('a server that comes back', () => {
  it('is found by the page itself, and the wall goes on', async () => {
    const page = await stage.open()
    await stage.server.stop()
    await page.clock.runFor(90_000)
    expect(await isStill(page)).toBe(true)
    const back = morning + 91_000
    stage.server.answer = () => snap({ seq: 4, epoch: 'another-life', now: back })
    await stage.server.start()
    await eventually('live again', async () => {
      await page.clock.runFor(1_000)
      return (await pill(page)).startsWith('数据截至 10:25')
    })
    expect(await isStill(page)).toBe(false)
    await shoot(page, 'back')
  })

  it('was silent only: after 25 s the page opens a connection of its own accord', async () => {
    const page = await stage.open()
    expect(stage.server.upgrades).toBe(1)
    await page.clock.runFor(24_000)
    expect(stage.server.upgrades).toBe(1)
    await eventually('a second connection', async () => {
      await page.clock.runFor(500)
      return stage.server.upgrades === 2
    })
  })

  it('restarts with a hint and is asked again after it', async () => {
    const page = await stage.open()
    const seen = stage.server.upgrades
    stage.server.close(1012, 'retry_ms=4000')
    await page.clock.runFor(3_000)
    expect(stage.server.upgrades).toBe(seen)
    await eventually('the page returns', async () => {
      await page.clock.runFor(500)
      return stage.server.upgrades === seen + 1
    })
  })
})

describe('a reload while the server is away', () => {
  it('brings the last snapshot back with the time it is of', async () => {
    const page = await stage.open()
    const before = await rowsOf(page, 'industry')
    await eventually('the snapshot is kept', () => page.evaluate(() => localStorage.length === 2))
    const address = stage.server.origin
    // The pages can still be had (a kiosk caches them), the socket cannot.
    await page.route(`${address}/ws`, (route) => route.abort())
    stage.server.answer = null
    await page.clock.fastForward(16 * 60_000)
    await page.reload()
    await page.waitForSelector('[data-union]')
    expect(await rowsOf(page, 'industry')).toEqual(before)
    expect(await pill(page)).toMatch(/^数据停在 10:24:11 · 已 16 分 \d+ 秒未更新$/)
    expect(await page.locator('[data-test=band]').count()).toBe(1)
    expect(await isStill(page)).toBe(true)
    await shoot(page, 'offline-reloaded')
  })

  it('shows nothing it cannot read', async () => {
    const page = await stage.open()
    await page.evaluate(() => { for (const key of Object.keys(localStorage)) localStorage.setItem(key, '{"t":"snap"}') })
    stage.server.answer = null
    await page.reload()
    await page.waitForSelector('.bones')
    expect(await page.locator('[data-union]').count()).toBe(0)
  })
})

describe('before the first board', () => {
  it('shows the lines of the grid, after 400 ms, and no figures', async () => {
    stage.server.answer = null
    const page = await stage.open({ until: '.bones' })
    await page.clock.runFor(500)
    expect(await page.locator('.bones .list').count()).toBe(1)
    expect(await page.locator('main').evaluate((main) => (main.textContent ?? '').replace(/\s/g, ''))).toBe('')
    await page.clock.runFor(3_000)
    expect(await textOf(page, '.bones .message')).toBe('正在等待服务器的数据')
    await shoot(page, 'loading')
  })

  it('says that a period is not known, and shows it once it is', async () => {
    stage.server.answer = () => '{"t":"err","code":"unknown_topic","message":"the topic is not known"}'
    const page = await stage.open({ query: '?period=2031-Q1', until: '.bones' })
    await page.clock.runFor(3_500)
    expect(await textOf(page, '.bones .message')).toBe('没有这个考核期的数据，请核对地址中的 period')
    expect(stage.server.said[0]).toEqual({ t: 'sub', topic: 'wall:2031-Q1' })
  })

  it('asks for the current period by default and takes what the server answers', async () => {
    await stage.open()
    expect(stage.server.said).toEqual([{ t: 'sub', topic: 'wall:current' }, { t: 'ack', seq: 57 }])
  })
})

describe('the state of the period', () => {
  it.each([
    ['grace', '2027-01-02T09:00:00+08:00', '2026 年第四季度考核预评 · 未冻结数据补报期 · 距冻结 7 天'],
    ['frozen', '2027-01-09T09:00:00+08:00', '2026 年第四季度考核已冻结 · 第 1 版'],
    ['notice', '2027-01-11T09:00:00+08:00', '2026 年第四季度考核公示中 · 第 1 版'],
    ['issued', '2027-01-20T09:00:00+08:00', '2026 年第四季度考核已印发 · 第 1 版'],
  ])('%s', async (state, now, text) => {
    stage.server.answer = () => snap({ now: Date.parse(now), change(board) {
      board.state = state
      board.trial = false
      board.version = state === 'grace' ? 0 : 1
    } })
    const page = await stage.open()
    expect(await textOf(page, '.period')).toBe(text)
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, `state-${state}`)
  })

  it('counts the last day as less than one', async () => {
    stage.server.answer = () => snap({ now: Date.parse('2026-12-31T20:00:00+08:00') })
    const page = await stage.open()
    expect(await textOf(page, '.countdown')).toBe('距截止 不足 1 天')
  })
})

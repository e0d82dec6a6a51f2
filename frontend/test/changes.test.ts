import { describe, expect, it } from 'vitest'
import { golden, morning, rerank, snap, type BoardJson } from './boards.ts'
import { shoot } from './browser.ts'
import { faultsOf, rowsOf, textOf } from './glass.ts'
import { eventually, useStage } from './stage.ts'

const stage = useStage()

function county(board: BoardJson): BoardJson['groups'][0] {
  const [first] = board.groups
  if (first === undefined) throw new Error('a group wanted')
  return first
}

/** The golden board after a step: the union gets this total, its group is ranked anew. */
function step(seq: number, totals: Record<string, string>): string {
  return snap({ seq, now: morning + seq * 1_000 - 57_000, change(board) {
    for (const unit of county(board).units) unit.total = totals[unit.union] ?? unit.total
    rerank(county(board))
  } })
}

describe('new boards', () => {
  it('come to the glass whole, one at a time, at most every 3 s', async () => {
    const page = await stage.open()
    await page.clock.runFor(3_000)
    const first = (await rowsOf(page, 'county')).map((row) => row.score)
    stage.server.send(step(58, { 330103: '92.30' }))
    stage.server.send(step(59, { 330103: '92.40' }))
    stage.server.send(step(60, { 330103: '92.50' }))
    await eventually('all three are read', () => stage.server.said.filter((said) => said.t === 'ack').length === 4)
    await page.clock.runFor(10)
    const shown = (await rowsOf(page, 'county'))[3]?.score
    expect(first[3]).toBe('92.2')
    expect(['92.3', '92.5']).toContain(shown)
    await page.clock.runFor(3_100)
    expect((await rowsOf(page, 'county'))[3]?.score).toBe('92.5')
  })

  it('move rows to their new places, names and figures right from the first frame on', async () => {
    const page = await stage.open({ calm: false })
    await page.clock.runFor(3_000)
    stage.server.send(step(58, { 330107: '89.00', 330108: '89.50' }))
    await eventually('the new order stands', async () => {
      await page.clock.runFor(200)
      return await page.locator('[data-union="330108"] .rank .num').textContent() === '7'
    })
    expect(await page.locator('[data-union="330108"]').getAttribute('class')).toContain('is-rise')
    await shoot(page, 'moving')
    expect(await page.locator('[data-union="330106"]').getAttribute('class')).toContain('is-fall')
    await eventually('the rows have arrived', async () => (await rowsOf(page, 'county')).map((row) => row.rank).join(' ') === '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15')
    expect((await rowsOf(page, 'county')).slice(6, 9).map((row) => [row.union, row.score])).toEqual([['330108', '89.5'], ['330105', '89.3'], ['330107', '89.0']])
    await eventually('no text lies on another', async () => (await faultsOf(page)).length === 0)
  })

  it('that turn the list over fade once instead of moving', async () => {
    const page = await stage.open({ calm: false })
    await page.clock.runFor(3_000)
    const all = golden('snap.json').data
    const totals = Object.fromEntries(county(all).units.map((unit, index) => [unit.union, (60 + index * 2.4).toFixed(2)]))
    stage.server.send(step(58, totals))
    await eventually('the new order stands', async () => {
      await page.clock.runFor(200)
      return await page.locator('[data-union="330125"] .rank .num').textContent() === '1'
    })
    // At once in their new places: nothing travels.
    expect((await rowsOf(page, 'county')).map((row) => row.rank)).toEqual(Array.from({ length: 15 }, (_, index) => String(index + 1)))
    expect(await page.locator('[data-group=county] .is-rise, [data-group=county] .is-fall').count()).toBe(0)
    expect(await page.locator('[data-group=county] ol').getAttribute('class')).toContain('fade-odd')
  })

  it('show a tie with the same rank and the word, in the server\'s order', async () => {
    stage.server.answer = () => step(57, { 330121: '89.30', 330105: '89.30', 330106: '89.30' })
    const page = await stage.open()
    const tied = (await rowsOf(page, 'county')).filter((row) => row.tied)
    expect(tied.map((row) => [row.rank, row.score])).toEqual([['6', '89.3'], ['6', '89.3'], ['6', '89.3']])
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'ties')
  })
})

describe('frames that are wrong', () => {
  it('leave the last good board, are asked for again, and do not freshen its time', async () => {
    const page = await stage.open()
    const before = await rowsOf(page, 'county')
    for (const bad of ['{', '{"t":"snap"}', snap({ seq: 58 }).replace('"total":"96.64"', '"total":96.64').replace(/"rank":1,/, '"rank":"1",')]) stage.server.send(bad)
    stage.server.answer = () => snap({ seq: 60, now: morning + 12_000 })
    await eventually('a snapshot is asked for', async () => {
      await page.clock.runFor(1_000)
      return stage.server.said.filter((said) => said.t === 'sub').length === 2
    })
    await eventually('the new one stands', async () => {
      await page.clock.runFor(500)
      return (await textOf(page, '[data-test=pill]')) === '数据截至 10:24:23'
    })
    expect(await rowsOf(page, 'county')).toEqual(before)
    expect(stage.complaints).toEqual([])
  })

  it('a delta, which this build does not apply, brings a whole snapshot', async () => {
    const page = await stage.open()
    stage.server.answer = () => step(70, { 330125: '99.00' })
    stage.server.send('{"t":"delta","topic":"wall:2026-Q4","epoch":"5f0c2a71b3d94e08","seq":70,"prev":69,"data":{}}')
    await eventually('the new board stands', async () => {
      await page.clock.runFor(1_000)
      return (await rowsOf(page, 'county'))[0]?.union === '330125'
    })
  })

  it('markup in a name stays text', async () => {
    stage.server.answer = () => snap({ change(board) { Object.assign(county(board).units[0] ?? {}, { short_name: '<img src=x onerror=alert(1)>' }) } })
    const page = await stage.open()
    expect((await rowsOf(page, 'county'))[0]?.name).toBe('<img src=x onerror=alert(1)>')
    expect(await page.locator('img').count()).toBe(0)
    expect(stage.complaints).toEqual([])
  })
})

describe('the window', () => {
  it('rescales when it changes, without a reload', async () => {
    const page = await stage.open()
    for (const [width, height, size] of [[1366, 768, '71.1111px'], [1280, 1024, '66.6667px'], [1920, 1080, '100px']] as const) {
      await page.setViewportSize({ width, height })
      await eventually('the scale follows', async () => await page.evaluate(() => document.documentElement.style.fontSize.replace(/(\.\d{4})\d+/, '$1')) === size.replace(/(\.\d{4})\d+/, '$1') || (await page.evaluate(() => parseFloat(document.documentElement.style.fontSize))).toFixed(3) === parseFloat(size).toFixed(3))
      expect(await faultsOf(page)).toEqual([])
    }
    await page.setViewportSize({ width: 1280, height: 1024 })
    await shoot(page, 'live-1280x1024')
  })
})

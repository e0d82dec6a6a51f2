import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { cityStandings, goldenStandings, wideStandings } from './answers.ts'
import { morning } from './boards.ts'
import { shoot } from './browser.ts'
import { useDesk } from './deskStage.ts'
import { eventually } from './stage.ts'

const stage = useDesk()

const unions = (page: Page): Promise<string[]> => page.$$eval('[data-union] .called', (names) => names.map((name) => name.firstChild?.textContent ?? ''))
const address = (page: Page): Promise<string> => page.evaluate(() => location.search)

/** No page of the desk is wider than the glass: only tables scroll, in their own frame. */
async function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = []
    if (document.documentElement.scrollWidth > window.innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} wide`)
    for (const control of document.querySelectorAll<HTMLElement>('a, button, select, input[type=search], summary')) {
      const box = control.getBoundingClientRect()
      if (box.width > 0 && !control.classList.contains('skip') && control.closest('.steps') === null && box.height < 39.5) faults.push(`${control.textContent || control.tagName} is ${box.height} high`)
    }
    return faults
  })
}

describe('the ranking', () => {
  it('shows one group at a time with every mark, in the server\'s order, and obeys the page\'s policy', async () => {
    const page = await stage.open()
    const group = cityStandings().groups[0]
    expect(await unions(page)).toEqual(group?.units.map((unit) => unit.short_name))
    expect((await page.locator('.chip').allInnerTexts()).map((chip) => chip.replace(/\s+/, ' '))).toEqual(['县（市、区） 15', '产业工会 11', '直属工会 4', '各组 30'])
    expect((await page.locator('[data-union="330101"]').innerText()).split(/\s+/)).toEqual(['1', '澄湖区', '县（市）', '4▲3', '上升', '3', '位', '96.55', '20.00', '19.62', '19.36', '19.05', '18.52', '0'])
    expect(await page.locator('.summary').first().innerText()).toBe('平均 86.41\n最高 96.55\n最低 66.61')
    // 72 % of 20 is 14.40: the last union is below it in all five, the one before it in none.
    expect(await page.locator('[data-union="330110"] .low, [data-union] .low').count()).toBe(5)
    expect(await page.title()).toBe('考核排名 · 云汀市智慧工会')
    expect(await page.$$eval('.actions a', (links) => links.map((link) => link.getAttribute('href')))).toEqual([
      '/api/v1/standings?period=2026-Q4&group=county&format=xlsx&lang=zh', '/api/v1/standings?period=2026-Q4&group=county&format=csv&lang=zh',
    ])
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'desk-ranking')
    expect(stage.complaints).toEqual([])
  })

  it('keeps sort, filter, columns and group in the address, and the back button undoes them', async () => {
    const page = await stage.open()
    await page.click('th.total button')
    expect(await address(page)).toBe('?sort=-total')
    await page.click('th.total button')
    expect([await address(page), (await unions(page))[0], await page.getAttribute('th.total', 'aria-sort')]).toEqual(['?sort=total', '枫岭县', 'ascending'])
    await page.fill('.find', '湖')
    expect([await address(page), await unions(page), await page.innerText('.found')]).toEqual(['?sort=total&q=%E6%B9%96', ['澄湖区'], '显示 1 / 15 个工会'])
    await page.fill('.find', '')
    await page.click('.choice summary')
    await page.click('.choice label:has-text("构成")')
    expect([new URLSearchParams(await address(page)).get('cols')?.includes('bar'), await page.locator('td.bar').count()]).toEqual([false, 0])
    await page.keyboard.press('Escape')
    await page.click('.chip:has-text("直属")')
    expect([(await unions(page)).length, new URLSearchParams(await address(page)).get('group')]).toEqual([4, 'direct'])
    await page.goBack()
    expect([(await unions(page)).length, await page.locator('td.bar').count()]).toEqual([15, 0])
    await page.goBack()
    expect([await address(page), await page.locator('td.bar').count()]).toEqual(['?sort=total', 15])
    expect(stage.server.asked.filter((asked) => asked.startsWith('/api/v1/standings'))).toHaveLength(1)

    const sent = await stage.open({ path: '/desk?group=industry&sort=-mark.reads&cols=mark.reads&lang=en' })
    const reads = await sent.$$eval('[data-union] td.item', (cells) => cells.map((cell) => Number.parseFloat(cell.textContent ?? '')))
    expect([reads.length, reads]).toEqual([11, [...reads].sort((a, b) => b - a)])
    expect([await sent.evaluate(() => document.documentElement.lang), await sent.locator('thead th').count()]).toEqual(['en', 4])
  })

  it('opens a row to how its score came about: adjustments, scaling, no data, a veto', async () => {
    stage.server.now = Date.parse('2026-10-03T09:30:02+08:00')
    stage.answer(goldenStandings())
    const page = await stage.open()
    await page.click('[data-union="330101"] .opener')
    expect(await address(page)).toBe('?row=330101')
    const sheet = page.locator('.computation')
    expect((await sheet.locator('tbody tr').nth(2).innerText()).split(/\n?[\t\n]/)).toEqual([
      '认证会员数', '51 人', '60', '= 0.05 × 1200', '30 × min(51 / 60, 1) = 25.50', '25.50 / 30', '部分得分 · 失 4.50 分', '按目标完成比例得分，满分 30 分，比例 100% 封顶，季度目标为会员数 × 0.05，另有下达的按下达数',
    ])
    expect(await sheet.locator('.sums').innerText()).toContain('国家级表彰 +2.50 · 依据：获全国工会职工书屋示范点表彰')
    expect(await sheet.locator('.final').innerText()).toBe('95.50 + min(2.50, 5) − 0.50 = 97.50')
    await page.click('[data-union="330121"] td.total')
    expect(await sheet.locator('.sums').innerText()).toContain('46.50 × 100 / 60 = 77.50')
    expect(await sheet.count()).toBe(1)
    expect(await page.locator('[data-union="330125"] .item').first().innerText()).toContain('无数据')
    expect(await page.locator('[data-union="330121"] .item').nth(2).innerText()).toBe('—')
    const last = page.locator('[data-union]').last()
    expect(await last.innerText()).toContain('不合格')
    expect(await last.innerText()).toContain('发生较大生产安全责任事故')
    expect(await page.locator('.state-line').innerText()).toContain('数据补报期 · 距冻结 6 天')
    expect(stage.complaints).toEqual([])
  })

  it('is used by keyboard alone', async () => {
    const page = await stage.open()
    await page.focus('[data-union="330101"] .opener')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.locator('.open .called').innerText()).toBe('东屏区')
    expect(await page.getAttribute('.open .opener', 'aria-expanded')).toBe('true')
    expect(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe('solid')
    await page.keyboard.press('Escape')
    expect(await page.locator('.computation').count()).toBe(0)
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-union'))).toBe('330101')
  })
})

describe('the states', () => {
  it('count down, grow stale, and keep the last figures while the server is away', async () => {
    const page = await stage.open()
    expect(await page.innerText('.state-line')).toMatch(/预评 · 未冻结[\s\S]*数据截至 10:24:11[\s\S]*距截止 41 天/)
    stage.server.now = morning + 70_000
    await page.clock.runFor(11_000)
    await page.waitForSelector('.pill-late')
    await stage.server.stop()
    await page.clock.runFor(11_000)
    await page.waitForSelector('.band')
    expect(await page.innerText('.band')).toBe('与服务器失去联系，页面为 10:24:11 的数据；连接恢复后自动更新')
    expect(await unions(page)).toHaveLength(15)
    await stage.server.start()
    stage.server.now = morning + 90_000
    stage.answer(cityStandings((answer) => { answer.as_of = new Date(morning + 89_000).toISOString() }))
    await page.clock.runFor(11_000)
    await page.waitForSelector('.band', { state: 'detached' })
    await eventually('the pill is gone', async () => await page.locator('.pill-late').count() === 0)
  })

  it('say what is wrong in the reader\'s language, and come back by themselves', async () => {
    stage.server.answers.set('/api/v1/standings', () => ({ status: 503, body: { code: 'not_ready', title: '数据尚在读取，请稍候', status: 503 } }))
    const page = await stage.open({ until: '.notice' })
    expect(await page.innerText('.notice')).toContain('数据尚在读取，请稍候')
    stage.answer(cityStandings())
    await page.clock.runFor(11_000)
    await page.waitForSelector('[data-union]')

    stage.server.answers.set('/api/v1/standings', (query) => (query.get('period') === '2031-Q1' ? { status: 404, body: { code: 'no_period', title: 'There is no such period', status: 404 } } : { body: cityStandings() }))
    const other = await stage.open({ path: '/desk?period=2031-Q1&lang=en', until: '.notice' })
    expect(await other.innerText('.notice h1')).toBe('There is no such period')
    await other.click('.notice a')
    await other.waitForSelector('[data-union]')
    expect(await address(other)).toBe('?lang=en')
  })

  it('show no zeros of a period that nothing has come in yet', async () => {
    stage.answer(cityStandings((answer) => {
      answer.first_event = false
      for (const group of answer.groups) for (const unit of group.units) Object.assign(unit, { rank: 1, tied: true, total: '0.00' })
    }))
    const page = await stage.open()
    expect(await page.locator('.empty-sentence').innerText()).toBe('本季度自 10月1日起计分，尚未收到数据；收到首批数据后自动显示')
    expect(await page.locator('tbody').innerText()).not.toMatch(/\d/)
  })

  it('ask for another period and keep nothing of the one before', async () => {
    const page = await stage.open()
    stage.server.answers.set('/api/v1/standings', (query) => ({ body: cityStandings((answer) => Object.assign(answer, { period: query.get('period') ?? answer.period, start: '2026-07-01T00:00:00+08:00', end: '2026-10-01T00:00:00+08:00', state: 'issued', version: 2 })) }))
    await page.selectOption('.period-choice', '2026-Q3')
    await page.waitForSelector('.pill-firm')
    expect([await address(page), await page.innerText('.pill-firm')]).toEqual(['?period=2026-Q3', '已印发 · 第 2 版'])
    expect(stage.server.asked).toContain('/api/v1/standings?period=2026-Q3')

    stage.server.answers.set('/api/v1/schemes', () => ({ body: { schemes: [{ current: true, owner: '' }, { current: true, owner: '330101' }] } }))
    const several = await stage.open()
    await several.selectOption('.title-line select >> nth=1', '330101')
    await several.waitForSelector('[data-union]')
    expect(await address(several)).toBe('?owner=330101')
    expect(stage.server.asked).toContain('/api/v1/standings?owner=330101')
  })
})

describe('every glass', () => {
  it.each([
    { width: 390, height: 844, zoom: '100%' }, { width: 1366, height: 768, zoom: '100%' }, { width: 1366, height: 768, zoom: '200%' }, { width: 3840, height: 2160, zoom: '165%' },
  ])('of $width × $height, text at $zoom, scrolls tables in their frames and never the page', async ({ width, height, zoom }) => {
    stage.answer(wideStandings())
    for (const lang of width < 2000 ? ['', '&lang=en'] : ['']) {
      const page = await stage.open({ width, height, path: `/desk?group=*&row=330101${lang}` })
      await page.evaluate((size) => { document.documentElement.style.fontSize = size }, zoom)
      expect(await faultsOf(page)).toEqual([])
      // The name stays in sight while the marks are scrolled through.
      const left = await page.evaluate(() => {
        const frame = document.querySelector('.scroll')
        const name = document.querySelector('[data-union] .name')
        frame?.scrollTo(600, 0)
        return (name?.getBoundingClientRect().left ?? -1) - (frame?.getBoundingClientRect().left ?? 0)
      })
      expect(left).toBeGreaterThan(0)
      await page.close()
    }
    expect(stage.complaints).toEqual([])
  })

  it('keeps the totals beside the names, and the heads of two hundred rows above them', async () => {
    stage.answer(wideStandings())
    const page = await stage.open({ width: 1366, height: 768 })
    const lefts = (): Promise<number[]> => page.evaluate(() => ['.name', '.total'].flatMap((cell) => {
      const { left, right } = document.querySelector(`[data-union] ${cell}`)?.getBoundingClientRect() ?? { left: 0, right: 0 }
      return [Math.round(left), Math.round(right)]
    }))
    await page.evaluate(() => document.querySelector('.scroll')?.scrollTo(900, 0))
    const [, nameEnds, totalBegins] = await lefts()
    expect(Math.abs((totalBegins ?? 0) - (nameEnds ?? 9))).toBeLessThanOrEqual(1)

    stage.answer(cityStandings((answer) => {
      const [county] = answer.groups
      if (county !== undefined) county.units = Array.from({ length: 200 }, (_, index) => ({ ...(county.units[index % 15] as typeof county.units[0]), union: `u${index}`, short_name: `单位${index}` }))
    }))
    const long = await stage.open({ width: 1366, height: 768 })
    const seen = await long.evaluate(() => {
      const frame = document.querySelector('.scroll')
      frame?.scrollTo(0, 5_000)
      return [frame?.clientHeight ?? 9_999, (document.querySelector('thead th')?.getBoundingClientRect().top ?? -1) - (frame?.getBoundingClientRect().top ?? 0)]
    })
    expect(seen[0]).toBeLessThan(768)
    expect(Math.abs(seen[1] ?? 9)).toBeLessThanOrEqual(1)
    expect(await unions(long)).toHaveLength(200)
  })

  it('prints A4 across: heads on every page, rows whole, no controls, and what it is of at the foot', async () => {
    stage.answer(cityStandings((answer) => {
      const [county] = answer.groups
      if (county !== undefined) county.units = Array.from({ length: 60 }, (_, index) => ({ ...(county.units[index % 15] as typeof county.units[0]), union: `u${index}`, short_name: `单位${index}` }))
    }))
    const page = await stage.open()
    await page.emulateMedia({ media: 'print' })
    const seen = await page.evaluate(() => ['.head-bar', '.filters', '.actions'].filter((part) => { const box = document.querySelector(part); return box !== null && getComputedStyle(box).display !== 'none' }))
    expect(seen).toEqual([])
    expect(await page.innerText('.print-only tr')).toMatch(/^2026 年第四季度 · 预评 · 未冻结 · 试运行 · 数据截至 2026 年 11 月 21 日 10:24:11 · 方案校验值 [0-9a-f]{64}$/)
    const pages = pagesOf(await page.pdf({ preferCSSPageSize: true }))
    expect(pages.length).toBeGreaterThan(2)
    expect(new Set(pages.map(({ size }) => size))).toEqual(new Set(['842 × 595']))
    // Without their ink, head and foot are missed on every page alike: each page has one of either.
    for (const part of ['thead', 'tfoot']) {
      await page.$$eval(part, (parts) => { for (const one of parts) one.setAttribute('style', 'visibility: hidden') })
      const without = pagesOf(await page.pdf({ preferCSSPageSize: true }))
      await page.$$eval(part, (parts) => { for (const one of parts) one.removeAttribute('style') })
      const missed = pages.map(({ runs }, index) => runs - (without[index]?.runs ?? 0))
      expect([without.length, new Set(missed).size, (missed[0] ?? 0) > 0], part).toEqual([pages.length, 1, true])
    }
  })
})

/** The pages of a PDF by their size in points, and how many runs of text each draws. */
function pagesOf(pdf: Buffer): { size: string; runs: number }[] {
  const written = pdf.toString('latin1')
  return [...written.matchAll(/\/Type \/Page\n[\s\S]*?\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\][\s\S]*?\/Contents (\d+) 0 R/g)].map((match) => {
    const [, width = '', height = '', content = ''] = match
    const at = written.indexOf(`\n${content} 0 obj`)
    const start = written.indexOf('stream', at) + 'stream'.length + 1
    const length = Number(/\/Length (\d+)/.exec(written.slice(at))?.[1] ?? 0)
    const text = inflateSync(pdf.subarray(start, start + length)).toString('latin1')
    return { size: `${Math.round(Number(width))} × ${Math.round(Number(height))}`, runs: (text.match(/\bT[jJ]\b/g) ?? []).length }
  })
}

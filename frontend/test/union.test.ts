import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { goldenAnswer, goldenScheme, goldenStandings } from './answers.ts'
import { morning } from './boards.ts'
import { shoot } from './browser.ts'
import { card, cases, itemOf, longTrend, mixedCard, wideCard, type CardJson, type CasesJson } from './cards.ts'
import { useDesk } from './deskStage.ts'
import { textOf } from './glass.ts'
import { eventually } from './stage.ts'

const stage = useDesk()
const own = '/union?union=330125'

function answer(body: CardJson, given: { cases?: CasesJson; trend?: object } = {}): void {
  stage.server.answers.set('/api/v1/unions/330125/score', () => ({ body }))
  stage.server.answers.set('/api/v1/unions/330125/trend', () => ({ body: given.trend ?? longTrend() }))
  stage.server.answers.set('/api/v1/unions/330125/overdue', () => ({ body: given.cases ?? cases(6) }))
}
function refuse(status: number, problem: object): void {
  stage.server.answers.set('/api/v1/unions/330125/score', () => ({ status, body: { status, ...problem } }))
}
const open = (path = own, size = { width: 1440, height: 900 }, until = '[data-test=own]'): Promise<Page> => stage.open({ path, ...size, until })
const phone = { width: 390, height: 844 }

/** Another language by the page's own link: nothing is loaded anew. */
async function inEnglish(page: Page): Promise<void> {
  await page.click('.language')
  await eventually('the page speaks English', async () => await page.evaluate(() => document.documentElement.lang) === 'en')
}

/** The printed steps of the waterfall: kind, and the figure with its sign. */
async function stepsOf(page: Page): Promise<[string, string][]> {
  return page.locator('[data-step]').evaluateAll((rows) => rows.map((row) => [row.getAttribute('data-kind') ?? '', (row.querySelector('[data-test=marks]')?.textContent ?? '').replace('\u2212', '-')]))
}
const cents = (printed: string): number => Math.round(Number(printed.replace(',', '')) * 100)

/** Nothing wider than the glass, nothing that scrolls sideways within the page. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ['page'] : []
    for (const element of document.querySelectorAll('main *')) {
      const box = element.getBoundingClientRect()
      if (box.width > 1 && box.right > window.innerWidth + 1) wide.push(`${element.tagName}.${element.className}`)
    }
    return wide
  })
}

beforeEach(() => answer(card()))

describe('a union\'s page', () => {
  it('shows the golden\'s figures as they are, in both languages', async () => {
    const golden = card()
    const page = await open()
    for (const lang of ['zh', 'en']) {
      if (lang === 'en') await inEnglish(page)
      expect(await textOf(page, '[data-test=total]')).toBe(golden.unit.total)
      expect(await textOf(page, '[data-test=rank] .num')).toBe(`${golden.unit.rank}/${golden.ranked}`)
      const gap = await textOf(page, '[data-test=gap]')
      for (const figure of [golden.gap?.need, ...(golden.gap?.ways.map((way) => `+${way.gain}`) ?? [])]) expect(gap).toContain(figure)
      for (const item of golden.items) {
        const row = await textOf(page, `[data-step=${item.id}]`)
        for (const figure of [item.lost, item.mean, Number(item.value).toLocaleString('en'), Number(item.target).toLocaleString('en')]) expect(row, item.id).toContain(figure)
      }
      expect(await page.locator('[data-test=neighbours] tbody tr').evaluateAll((rows) => rows.map((row) => (row.lastElementChild?.textContent ?? '')))).toEqual(golden.neighbours.map((one) => one.total))
      expect(await page.locator('[data-test=neighbours] [aria-current]').count()).toBe(1)
    }
    expect(stage.complaints).toEqual([])
  })

  it('gives away its own row, leads to what is overdue, and shows people the first digits of the hash', async () => {
    const golden = card()
    const page = await open()
    const asked = await page.$$eval('.actions a[download]', (links) => links.map((link) => Object.fromEntries(new URL(link.getAttribute('href') ?? '', location.href).searchParams)))
    expect(asked.map((query) => [query.union, query.format])).toEqual([['330125', 'xlsx'], ['330125', 'csv']])
    const hash = page.locator('.foot .hash')
    expect([await hash.textContent(), await hash.getAttribute('title')]).toEqual([golden.scheme.hash, golden.scheme.hash])
    expect((await hash.boundingBox())?.width).toBeLessThan(140)
    expect(await page.locator('.late a').count()).toBe((golden.unit.overdue ?? 0) > 0 ? 1 : 0)
    expect(await page.locator('#overdue').count()).toBe(1)
  })

  it('has a waterfall whose rows add up to what is printed', async () => {
    const plain = await stepsOf(await open())
    expect(plain[0]).toEqual(['full', '100'])
    const lost = plain.filter(([kind]) => kind === 'loss').reduce((sum, [, printed]) => sum + cents(printed), 0)
    expect(10_000 + lost).toBe(cents(plain[plain.length - 1]?.[1] ?? ''))

    answer(mixedCard())
    const mixed = await stepsOf(await open())
    expect(mixed).toEqual([
      ['full', '100'], ['loss', '-20.00'], ['loss', '-7.20'], ['loss', '-5.67'], ['loss', '0.00'], ['aside', '-20'], ['sum', '47.13'], ['scale', '× 1.2500'], ['base', '58.91'],
      ['bonus', '+2.50'], ['deduction', '-0.50'], ['total', '60.91'],
    ])
    expect(mixed.slice(1, 6).reduce((sum, [, printed]) => sum + cents(printed), 10_000)).toBe(4713)
  })

  it('tells not applicable from no data', async () => {
    answer(mixedCard())
    const page = await open()
    for (const [lang, missing, aside] of [['zh', '无数据', '— 不适用'], ['en', 'No data', '— Not applicable']] as const) {
      if (lang === 'en') await inEnglish(page)
      expect(await textOf(page, '[data-step=reads] .value')).toBe(missing)
      expect(await textOf(page, '[data-step=completions] .value')).toBe(aside)
      expect(await textOf(page, '[data-test=aside]')).toContain('47.13 × 100 / 80 = 58.91')
    }
  })

  it('opens a row by the keyboard: rule, formula, reason, remedy, definition', async () => {
    const page = await open()
    const opener = page.locator('[data-step=verified_members] button')
    await opener.focus()
    await page.keyboard.press('Enter')
    const item = itemOf(card(), 'verified_members')
    const said = await textOf(page, '[data-test=detail]')
    for (const text of [item.why.zh, item.rule.zh, item.formula, item.remedy.zh, item.definition.zh]) expect(said).toContain(text)
    expect(await page.locator('[data-test=detail] a').getAttribute('href')).toBe('/docs?indicator=verified_members')
    expect(await opener.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Space')
    expect(await page.locator('[data-test=detail]').count()).toBe(0)
  })

  it('puts many items without loss into one line', async () => {
    answer(wideCard())
    const page = await open()
    expect(await textOf(page, '[data-test=fold]')).toBe('9 项得满分，未失分')
    const folded = (await stepsOf(page)).length
    await page.click('[data-test=fold]')
    expect((await stepsOf(page)).length).toBe(folded + 9)
  })
})

describe('the words of the gap', () => {
  const bare = (change: (answer: CardJson) => void): CardJson => card((answer) => {
    answer.gap = null
    change(answer)
  })
  const reasons: [string, CardJson, string, string][] = [
    ['first', bare((one) => { one.unit.rank = 1 }), '本组第 1 名', 'First in the group'],
    ['tied first', bare((one) => { Object.assign(one.unit, { rank: 1, tied: true }) }), '并列本组第 1 名', 'Tied first in the group'],
    ['vetoed', bare((one) => { Object.assign(one.unit, { rank: 0, veto: '重大事故' }) }), '一票否决，不参加排名理由：重大事故', 'Vetoed: not rankedGround: 重大事故'],
    ['without a total', bare((one) => { Object.assign(one.unit, { rank: 0, total: '', base: '' }) }), '没有适用的项目，不参加排名', 'No item applies: not ranked'],
    ['without ways', card((one) => { if (one.gap !== null) one.gap.ways = [] }), '各项都没有可以直接补上的分', 'hold no marks that could be won directly'],
    ['not enough', card((one) => { if (one.gap !== null) one.gap.reaches = false }), '以上各项全部做到仍不够', 'All of these together are not enough'],
  ]
  it.each(['zh', 'en'])('are honest for each reason in %s', async (lang) => {
    const page = await open(`${own}&lang=${lang}`)
    for (const [name, body, zh, en] of reasons) {
      answer(body)
      await page.clock.runFor(10_500)
      await eventually(`${name} is said`, async () => (await textOf(page, '[data-test=gap]')).includes(lang === 'en' ? en : zh))
    }
    expect(stage.complaints).toEqual([])
  })
})

describe('overdue cases', () => {
  it('lead to the service hall, one by one, and only by http', async () => {
    const page = await open()
    const links = await page.locator('[data-test=overdue] td a').evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('rel'), link.getAttribute('target')]))
    expect(links).toHaveLength(5)
    for (const [href, rel, target] of links) expect([href?.startsWith('https://hall.example.org/case/'), rel, target]).toEqual([true, 'noopener noreferrer', '_blank'])
    expect(await textOf(page, '[data-test=overdue] tbody tr:nth-child(5) .handle')).toBe('无办理链接')
    expect(await textOf(page, '[data-test=overdue] tbody tr:nth-child(2) .late')).toBe('超期 5 天 1 小时')
  })

  it('go on page by page', async () => {
    stage.server.answers.set('/api/v1/unions/330125/overdue', (query) => ({
      body: query.get('after') === 'MORE' ? { ...cases(3, 20), total: 23 } : { ...cases(20), total: 23, next: 'MORE' },
    }))
    const page = await open()
    expect(await textOf(page, '.pages span')).toBe('第 1–20 件，共 23 件')
    await page.click('.pages button:last-child')
    await eventually('the second page stands', async () => await page.locator('[data-test=overdue] tbody tr').count() === 3)
    expect(await textOf(page, '.pages span')).toBe('第 21–23 件，共 23 件')
    await page.click('.pages button:first-child')
    await eventually('the first page stands', async () => await page.locator('[data-test=overdue] tbody tr').count() === 20)
  })
})

describe('while time passes', () => {
  it('a changed rank is announced, and the page follows', async () => {
    const page = await open()
    expect(await page.locator('[data-test=said][aria-live=polite]').textContent()).toBe('')
    answer(card((one) => { one.unit.rank = 4 }))
    stage.server.now = morning + 10_000
    await page.clock.runFor(10_500)
    await eventually('the new rank is told', async () => await page.locator('[data-test=said]').textContent() === '排名更新：第 5 → 4')
    expect(await textOf(page, '[data-test=rank] .num')).toBe('4/6')
  })

  it('without the server the last figures stay, and the page says so', async () => {
    const page = await open()
    await stage.server.stop()
    await page.clock.runFor(10_500)
    await page.waitForSelector('.band')
    expect(await textOf(page, '[data-test=total]')).toBe(card().unit.total)
    await shoot(page, 'union-offline')
  })
})

describe('what has no score of its own', () => {
  it('names the union that its work counts for', async () => {
    refuse(404, { code: 'not_ranked', title: '该单位不单独排名', union: '330124' })
    stage.server.answers.set('/api/v1/unions/330125', () => ({ body: { name: '枫岭镇总工会' } }))
    stage.server.answers.set('/api/v1/unions/330124', () => ({ body: { name: '石梁县总工会' } }))
    const page = await open(own, undefined, '[data-test=not-ranked] .primary')
    expect(await textOf(page, '[data-test=not-ranked]')).toContain('它的业务计入石梁县总工会的得分')
    expect(await page.locator('[data-test=not-ranked] .primary').getAttribute('href')).toBe('/union?union=330124')
  })

  it('says that there is no such union, and why nothing can be shown', async () => {
    refuse(404, { code: 'no_union', title: '没有这个工会' })
    expect(await textOf(await open(own, undefined, '[data-test=not-ranked]'), '[data-test=not-ranked]')).toContain('330125')
    refuse(503, { code: 'not_ready', title: '数据尚在读取，请稍候' })
    expect(await textOf(await open(own, undefined, '.notice'), '.notice')).toContain('数据尚在读取，请稍候')
    stage.server.answers.set('/api/v1/unions/330125/score', () => ({ body: { ...card(), losses: ['luck'] } }))
    expect(await textOf(await open(own, undefined, '.notice'), '.notice')).toContain('losses[0]')
  })

  it('offers a choice, found by name or code', async () => {
    stage.server.answers.set('/api/v1/standings', () => ({ body: goldenStandings() }))
    const page = await open('/union', undefined, '[data-test=chooser] li')
    const all = await page.locator('[data-test=chooser] li').count()
    await page.fill('[data-test=chooser] input', '枫岭')
    await eventually('one is left', async () => await page.locator('[data-test=chooser] li').count() === 1)
    expect(all).toBe(8)
    await page.click('[data-test=chooser] li a')
    await eventually('the address names it', () => Promise.resolve(page.url().includes('union=3301')))
  })
})

describe('on a phone', () => {
  it.each([['golden', card], ['mixed', mixedCard], ['wide', wideCard]] as const)('the %s card fits, in both languages', async (name, made) => {
    answer(made())
    const page = await open(own, phone)
    await page.locator('[data-step] button').first().click()
    for (const lang of ['zh', 'en']) {
      if (lang === 'en') await inEnglish(page)
      expect(await tooWide(page)).toEqual([])
      await shoot(page, `union-${name}-${lang}-390`)
    }
    expect(stage.complaints).toEqual([])
  })

  it('the definitions and the choice fit', async () => {
    stage.server.answers.set('/api/v1/indicators', () => ({ body: goldenAnswer('indicators.json') }))
    stage.server.answers.set('/api/v1/schemes/current', () => ({ body: goldenScheme() }))
    for (const [path, until] of [['/docs', '[data-test=items]'], ['/union', '[data-test=chooser] li']] as const) {
      const page = await open(path, phone, until)
      expect(await tooWide(page)).toEqual([])
      await inEnglish(page)
      expect(await tooWide(page)).toEqual([])
    }
  })
})

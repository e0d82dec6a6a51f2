import { describe, expect, it } from 'vitest'
import { grown, rerank, snap, type BoardJson } from './boards.ts'
import { shoot, sizes } from './browser.ts'
import { faultsOf, rowsOf, textOf } from './glass.ts'
import { useStage } from './stage.ts'

const stage = useStage()

function groupsOf(board: BoardJson): [BoardJson['groups'][0], BoardJson['groups'][0], BoardJson['groups'][0]] {
  const [county, industry, direct] = board.groups
  if (county === undefined || industry === undefined || direct === undefined) throw new Error('three groups wanted')
  return [county, industry, direct]
}

describe.each(sizes)('the wall at $width × $height', ({ width, height }) => {
  it('shows all thirty unions at once, nothing cut, nothing on another', async () => {
    const page = await stage.open({ width, height })
    expect(await faultsOf(page)).toEqual([])
    expect(await page.locator('[data-union]').count()).toBe(30)
    expect(await page.locator('[data-tile]').count()).toBe(30)
    await shoot(page, `live-${width}x${height}`)
    expect(stage.complaints).toEqual([])
  })

  it('does so for long lists, long names, ties and large figures', async () => {
    stage.server.answer = () => snap({ change(board) {
      const [county, industry, direct] = groupsOf(board)
      grown(county, 28)
      for (const [index, unit] of county.units.entries()) {
        if (index % 3 === 0) unit.short_name = '经济技术开发区'
        unit.movement = index % 2 === 0 ? 12 : -12
        if (index > 8 && index < 12) unit.total = '88.00'
      }
      rerank(county)
      industry.units = []
      board.groups = [county, direct]
      for (const head of board.head) Object.assign(head, { value: '1234567890', today: '-98765432' })
    } })
    const page = await stage.open({ width, height })
    expect(await faultsOf(page)).toEqual([])
    expect(await page.locator('[data-union]').count()).toBe(32)
    await shoot(page, `long-${width}x${height}`)
  })

  it('does so in English', async () => {
    const page = await stage.open({ width, height, query: '?lang=en' })
    expect(await faultsOf(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    await shoot(page, `english-${width}x${height}`)
  })

  it('does so while only one union has sent anything', async () => {
    stage.server.answer = () => snap({ change(board) {
      for (const head of board.head.slice(1)) Object.assign(head, { state: 'no_data', value: '', today: '' })
      for (const group of board.groups) {
        for (const unit of group.units) {
          unit.total = '0.00'
          for (const item of unit.items) Object.assign(item, { state: 'no_data', value: '', marks: '0.00' })
        }
        rerank(group)
      }
      board.overdue = { total: 0, unions: 0, rows: [] }
    } })
    for (const query of ['', '?lang=en']) expect(await faultsOf(await stage.open({ width, height, query }))).toEqual([])
  })

  it('does so before the first event', async () => {
    stage.server.answer = () => snap({ name: 'snap-empty.json' })
    const page = await stage.open({ width, height })
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, `empty-${width}x${height}`)
  })
})

describe('the eye of these tests', () => {
  it.each([
    ['overlap', '.subtitle', (element: HTMLElement) => { element.style.fontSize = '0.9rem' }],
    ['cut', '.row .name', (element: HTMLElement) => { element.style.maxWidth = '0.3rem' }],
    ['outside', '.foot', (element: HTMLElement) => { element.style.transform = 'translateY(0.3rem)' }],
    ['covered', '.row', (element: HTMLElement) => { element.style.pointerEvents = 'none' }],
    ['scrolls', 'main', (element: HTMLElement) => { element.style.width = '25rem' }],
  ])('sees what is wrong: %s', async (kind, selector, spoil) => {
    const page = await stage.open()
    await page.locator(selector).first().evaluate(spoil)
    expect((await faultsOf(page)).map((fault) => fault.kind)).toContain(kind)
  })
})

describe('what stands on the wall', () => {
  it('is the board: ranks, names, scores, ties, order', async () => {
    const page = await stage.open()
    expect((await rowsOf(page, 'county')).slice(0, 4)).toEqual([
      { union: '330101', rank: '1', name: '澄湖区', score: '96.6', tied: false }, { union: '330102', rank: '2', name: '东屏区', score: '94.9', tied: false },
      { union: '330181', rank: '3', name: '安澜市', score: '93.8', tied: false }, { union: '330103', rank: '4', name: '高新区', score: '92.2', tied: false },
    ])
    const industry = await rowsOf(page, 'industry')
    expect(industry.map((row) => row.rank)).toEqual(['1', '2', '3', '3', '4', '5', '6', '7', '8', '9', '10'])
    expect(industry.filter((row) => row.tied).map((row) => row.name)).toEqual(['交通运输', '能源电力'])
    expect((await rowsOf(page, 'direct')).map((row) => row.name)).toEqual(['云汀港', '轨道交通', '云钢', '新就业'])
    expect(await page.locator('.row.medal').count()).toBe(10)
  })

  it('says period, state, days, time of the data, formula', async () => {
    const page = await stage.open()
    expect(await textOf(page, 'h1')).toBe('云汀市智慧工会')
    expect(await textOf(page, '.names p')).toBe('县（市、区）、产业及直属工会 · 工作运行态势')
    expect(await textOf(page, '.period')).toBe('2026 年第四季度考核预评 · 未冻结试运行距截止 41 天')
    expect(await textOf(page, '[data-test=pill]')).toBe('数据截至 10:24:11')
    expect(await textOf(page, '.clock')).toBe('10:2411月21日星期六')
    expect(await textOf(page, 'footer')).toContain('综合得分 = 发稿量、阅读量、认证会员数、业务申请数、业务办结数 各 20 分，按目标完成率计分')
    expect(await page.title()).toBe('云汀市智慧工会 · 数据截至 11月21日 10:24')
    expect(await page.locator('[data-test=last]').allTextContents()).toEqual([
      expect.stringContaining('业务办结数失 7.6 分'), expect.stringContaining('阅读量无数据，失 20.0 分'), expect.stringContaining('认证会员数失 6.0 分'),
    ])
  })

  it('says the five core figures with today\'s change', async () => {
    const page = await stage.open()
    const cells = await page.locator('[data-indicator]').evaluateAll((list) => list.map((cell) => (cell.textContent ?? '').replace(/\s+/g, '')))
    expect(cells.map((cell) => cell.replace(/今日.*/, ''))).toEqual(['发稿量+38', '阅读量+3.82万', '认证会员数+1,206', '业务申请数+214', '业务办结数+187'])
    expect(await page.locator('[data-indicator] svg path').count()).toBeGreaterThanOrEqual(5)
  })

  it('says what is overdue, with the longest age at the time of the data', async () => {
    const page = await stage.open()
    expect(await textOf(page, '[data-test=overdue-total]')).toBe('17')
    expect(await textOf(page, '.overdue header p')).toBe('涉及 4 个工会')
    expect((await page.locator('.overdue li').allTextContents()).map((row) => row.replace(/\s+/g, ''))).toEqual([
      '枫岭县困难职工帮扶申请6件最长5天3时', '石梁县入会资格审核5件最长3天19时', '青崖县法律援助申请4件最长2天6时', '文旅体育活动经费申请2件最长1天1时',
    ])
    expect(await page.locator('[data-tile] .dot').count()).toBe(4)
  })

  it('names a case by its kind where the catalogue does not know the service', async () => {
    stage.server.answer = () => snap({ change(board) {
      for (const row of board.overdue.rows) Object.assign(row, { service: 'code-7', service_names: { zh: '', en: '' } })
    } })
    const page = await stage.open()
    expect(await page.locator('.overdue .service').allTextContents()).toEqual(['业务申请', '业务申请', '诉求', '业务申请'])
  })

  it('shows two decimals where one would make different ranks look equal', async () => {
    stage.server.answer = () => snap({ change(board) {
      const [county] = groupsOf(board)
      for (const [index, total] of ['96.64', '94.93', '94.88'].entries()) Object.assign(county.units[index] ?? {}, { total })
      rerank(county)
    } })
    const page = await stage.open()
    expect((await rowsOf(page, 'county')).slice(0, 4).map((row) => row.score)).toEqual(['96.6', '94.93', '94.88', '92.2'])
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'two-decimals')
  })

  it('keeps not applicable, no data, veto and zero apart', async () => {
    stage.server.answer = () => snap({ change(board) {
      const [, , direct] = groupsOf(board)
      const [first, second, third, fourth] = direct.units
      Object.assign(first ?? {}, { total: '0.00' })
      Object.assign(second ?? {}, { rank: 2, total: '0.00' })
      Object.assign(third ?? {}, { rank: 0, total: '' })
      Object.assign(fourth ?? {}, { rank: 0, total: '60.00', veto: 'V1' })
      Object.assign(board.head[0] ?? {}, { state: 'not_applicable', value: '', today: '' })
      Object.assign(board.head[1] ?? {}, { state: 'no_data', value: '', today: '' })
      Object.assign(board.head[3] ?? {}, { value: '0', today: '0' })
    } })
    const page = await stage.open()
    expect((await rowsOf(page, 'direct')).map((row) => [row.rank, row.score])).toEqual([['1', '0.00'], ['2', '0.00'], ['—', '—'], ['—', '不合格']])
    const cell = async (id: string): Promise<string> => (await textOf(page, `[data-indicator=${id}] .bottom`)).replace(/\s/g, '')
    expect([await cell('articles'), await cell('reads'), await cell('applications')]).toEqual(['—', '无数据', '0件'])
  })

  it('turns pages where there are more than three groups', async () => {
    stage.server.answer = () => snap({ change(board) {
      const [county, industry, direct] = groupsOf(board)
      board.groups = [county, industry, direct, { ...direct, id: 'zone', names: { zh: '开发区', en: 'Zones' } }]
    } })
    const page = await stage.open()
    expect(await page.locator('[data-group]').evaluateAll((list) => list.map((group) => group.getAttribute('data-group')))).toEqual(['county', 'industry', 'direct'])
    await page.clock.runFor(15_000)
    expect(await page.locator('[data-group]').evaluateAll((list) => list.map((group) => group.getAttribute('data-group')))).toEqual(['zone'])
  })

  it('marks the one source that is late, not the whole wall', async () => {
    stage.server.answer = () => snap({ change: (board) => { Object.assign(board.head[1] ?? {}, { as_of: '2026-11-20T18:00:00+08:00' }) } })
    const page = await stage.open()
    expect(await page.locator('.late').allTextContents()).toEqual(['11月20日 18:00 数据'])
    expect(await textOf(page, '[data-test=pill]')).toBe('数据截至 10:24:11')
    expect(await faultsOf(page)).toEqual([])
    await shoot(page, 'source-late')
  })

  it('says so when nothing is overdue', async () => {
    stage.server.answer = () => snap({ change: (board) => { board.overdue = { total: 0, unions: 0, rows: [] } } })
    const page = await stage.open()
    expect(await textOf(page, '.overdue')).toBe('超期未办 0件目前没有超期未办件'.replace(' ', ''))
  })

  it('names the demonstration', async () => {
    stage.server.answer = () => snap({ change: (board) => { board.demo = true } })
    const page = await stage.open()
    expect(await textOf(page, 'footer .demo')).toBe('演示数据 · 虚构城市')
    expect(await faultsOf(page)).toEqual([])
  })
})

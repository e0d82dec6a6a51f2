import { beforeEach, describe, expect, it } from 'vitest'
import { goldenAnswer, goldenScheme } from './answers.ts'
import { useDesk } from './deskStage.ts'
import { textOf } from './glass.ts'
import { eventually } from './stage.ts'

interface Entry { id: string; names: { zh: string; en: string }; definition: { zh: string; en: string }; remedy: { zh: string; en: string } }
interface Scheme { hash: string; groups: { items: { id: string; points: string; rule: { zh: string; en: string } }[] }[] }

const stage = useDesk()
const catalogue = goldenAnswer<{ indicators: Entry[] }>('indicators.json').indicators
const scheme = goldenAnswer<Scheme>('scheme.json')

beforeEach(() => {
  stage.server.answers.set('/api/v1/indicators', () => ({ body: { indicators: catalogue } }))
  stage.server.answers.set('/api/v1/schemes/current', () => ({ body: goldenScheme() }))
})

// The registry of these tests has counties only: here stands the federation above them.
beforeEach(() => stage.server.answers.set('/api/v1/unions', () => ({ body: { unions: [{ code: '3301', name: '云汀市总工会', short_name: '云汀市', parent: '', kind: 'federation' }, { code: '330101', name: '澄湖区总工会', short_name: '澄湖区', parent: '3301', kind: 'district' }] } })))

const open = (query = ''): ReturnType<typeof stage.open> => stage.open({ path: `/docs${query}`, width: 1440, height: 900, until: '[data-test=items]' })

describe('the definitions', () => {
  it.each(['zh', 'en'] as const)('are the catalogue\'s and the scheme\'s own words in %s', async (lang) => {
    const page = await open(`?lang=${lang}`)
    const entries = await page.locator('[data-test=entry]').evaluateAll((all) => all.map((entry) => [entry.getAttribute('data-indicator'), entry.textContent ?? ''] as const))
    expect(entries.map(([id]) => id)).toEqual(catalogue.map((one) => one.id))
    entries.forEach(([, text], index) => {
      const one = catalogue[index]
      for (const words of [one?.names.zh, one?.names.en, one?.definition[lang], one?.remedy[lang]]) expect(text).toContain(words)
    })
    expect(await page.locator('[data-test=items]').count()).toBe(1)
    for (const item of scheme.groups[0]?.items ?? []) {
      const row = await textOf(page, `[data-item=${item.id}]`)
      expect(row).toContain(item.points)
      expect(row).toContain(item.rule[lang])
    }
    expect(await textOf(page, '[data-test=scheme]')).toContain(scheme.hash)
    await eventually('the header names the federation', async () => (await textOf(page, '.house')).includes('云汀市'))
    expect(stage.complaints).toEqual([])
  })

  it('are found by what is typed, and the address holds it', async () => {
    const page = await open()
    await page.fill('input[type=search]', '按时办结')
    await eventually('few are left', async () => await page.locator('[data-test=entry]').count() < 5)
    expect(await page.locator('[data-test=entry]').evaluateAll((all) => all.map((entry) => entry.id))).toContain('on_time_rate')
    expect(new URL(page.url()).searchParams.get('q')).toBe('按时办结')
  })

  it.each(['?indicator=on_time_rate', '#on_time_rate'])('are opened at an indicator by %s', async (query) => {
    const page = await open(query)
    await eventually('it is in view', async () => page.locator('#on_time_rate').evaluate((entry) => {
      const { top } = entry.getBoundingClientRect()
      return top >= 0 && top < window.innerHeight
    }))
  })

  it('stand without a scheme too, and say so', async () => {
    stage.server.answers.set('/api/v1/schemes/current', () => ({ status: 404, body: { status: 404, code: 'no_scheme', title: '没有这个方案' } }))
    const page = await stage.open({ path: '/docs', until: '[data-test=entry]' })
    await eventually('it is said', async () => (await textOf(page, '[data-test=scheme]')).includes('暂时读不到现行方案'))
  })
})

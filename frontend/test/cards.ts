// Answers about one union for the browser tests, made from the golden files that the Go tests hold the server to.
import { goldenAnswer, type ItemJson, type UnitJson } from './answers.ts'
import { morning, written } from './boards.ts'

export interface ExplainedJson extends ItemJson {
  id: string
  names: { zh: string; en: string }
  unit: { zh: string; en: string }
  definition: { zh: string; en: string }
  method: string
  rule: { zh: string; en: string }
  why: { zh: string; en: string }
  remedy: { zh: string; en: string }
  lost: string
  mean: string
  position: number
  of: number
}
export interface NeighbourJson { union: string; name: string; short_name: string; rank: number; tied: boolean; total: string }
export interface GapJson {
  to: NeighbourJson
  need: string
  ways: { id: string; words: { zh: string; en: string }; count: number; pace: { zh: string; en: string }; gain: string; items: string[] }[]
  reaches: boolean
  note: { zh: string; en: string }
}
export interface CardJson {
  owner: { code: string; name: string; short_name: string }
  period: { id: string; kind: string; start: string; end: string }
  state: string
  trial: boolean
  demo: boolean
  version: number
  scheme: { id: string; names: { zh: string; en: string }; hash: string }
  as_of: string
  freeze: string
  previous?: { id: string; state: string } | null
  group: string
  names: { zh: string; en: string }
  full_marks: string
  mean: string
  ranked: number
  last: number
  unit: UnitJson
  items: ExplainedJson[]
  losses: string[]
  gap: GapJson | null
  neighbours: NeighbourJson[]
}
export interface CaseJson { case: string; union: string; name: string; short_name: string; service: string; service_names: { zh: string; en: string }; kind: string; submitted: string; deadline: string; url: string }
export interface CasesJson { union: string; as_of: string; total: number; cases: CaseJson[]; next?: string }
export interface TrendJson { union: string; points: { at: string; period: string; group: string; rank: number; of: number; total: string; full_marks: string }[] }

/** The golden card as of a second before the test's morning; change works on a copy. */
export function card(change?: (card: CardJson) => void): CardJson {
  const answer = goldenAnswer<CardJson>('score.json')
  answer.as_of = written(morning - 1000)
  answer.previous = { id: '2026-Q3', state: 'issued' }
  answer.unit.previous = { rank: answer.unit.rank - 2, tied: false, total: '88.10', gained: -2 }
  change?.(answer)
  return answer
}

/** An item by its id, for a change of it. */
export function itemOf(answer: CardJson, id: string): ExplainedJson {
  const found = answer.items.find((item) => item.id === id)
  if (found === undefined) throw new Error(`the card has no item ${id}`)
  return found
}

/**
 * One item does not apply, one has no data, one has full marks; a bonus and a deduction were entered. By hand:
 * 14.33 + 0 + 12.80 + 20 = 47.13 of 80; × 100 / 80 = 58.9125 → 58.91; + 2.50 − 0.50 = 60.91.
 */
export function mixedCard(change?: (card: CardJson) => void): CardJson {
  return card((answer) => {
    Object.assign(itemOf(answer, 'reads'), {
      state: 'no_data', value: '', numerator: '', marks: '0.00', lost: '20.00', formula: '', reason: 'no_data', position: 6,
      why: { zh: '阅读量无数据：本期没有收到阅读数据，记 0 分', en: 'Article reads: no data was reported in the period; 20 of 20 marks lost' },
    })
    Object.assign(itemOf(answer, 'applications'), { value: '230', marks: '20.00', lost: '0.00', reason: 'full_marks', remedy: { zh: '', en: '' }, position: 1, formula: '20 × min(230 / 200, 1) = 20.00' })
    Object.assign(itemOf(answer, 'completions'), {
      state: 'not_applicable', value: '', numerator: '', marks: '', lost: '', formula: '', reason: 'no_target', target: '0', position: 0, of: 5,
      why: { zh: '业务办结数没有目标，不适用', en: 'Completions: no target was set, so the item does not apply' }, remedy: { zh: '', en: '' },
    })
    answer.losses = ['reads', 'verified_members', 'articles']
    Object.assign(answer.unit, {
      sum: '47.13', factor: '1.2500', formula: '47.13 × 100 / 80 = 58.91', base: '58.91', bonus: '2.50', deductions: '0.50', total: '60.91',
      total_formula: '58.91 + 2.50 − 0.50 = 60.91', adjustments: [
        { id: 'national-award', kind: 'bonus', points: '2.5', counted: '2.5', ground: '获评全国模范职工之家' },
        { id: 'late-report', kind: 'deduction', points: '0.5', counted: '0.5', ground: '一次月报迟交' },
      ],
    })
    for (const one of answer.neighbours) if (one.union === answer.unit.union) one.total = '60.91'
    change?.(answer)
  })
}

/** A scheme of many items: so many cost marks, the others have full marks. */
export function wideCard(): CardJson {
  return card((answer) => {
    const [model] = answer.items
    if (model === undefined) throw new Error('the golden card has no items')
    const names = goldenAnswer<{ indicators: { id: string; names: { zh: string; en: string }; unit: { zh: string; en: string } }[] }>('indicators.json').indicators.slice(0, 25)
    answer.items = names.map((indicator, index) => {
      const lost = index % 3 === 0 ? '0.00' : (0.35 + index * 0.05).toFixed(2)
      return { ...model, id: indicator.id, indicator: indicator.id, names: indicator.names, unit: indicator.unit, points: '4', lost, marks: (4 - Number(lost)).toFixed(2), mean: '3.10', position: 1 + (index % 6) }
    })
    answer.losses = answer.items.filter((item) => item.lost !== '0.00').sort((a, b) => Number(b.lost) - Number(a.lost)).map((item) => item.id)
    answer.unit.total = answer.unit.base = (100 - answer.items.reduce((sum, item) => sum + Number(item.lost), 0)).toFixed(2)
  })
}

/** Midnights of half a year with ups, downs and a gap, up to the morning. */
export function longTrend(): TrendJson {
  const points = Array.from({ length: 176 }, (_, index) => {
    const at = Date.parse('2026-05-30T00:00:00+08:00') + index * 86_400_000
    const rank = index > 60 && index < 72 ? 0 : 24 + Math.min(5, Math.floor(index / 30)) - (index > 150 ? 2 : 0)
    return { at: written(at).replace('.000', ''), period: index < 32 ? '2026-Q2' : index < 124 ? '2026-Q3' : '2026-Q4', group: 'county', rank, of: 30, total: rank === 0 ? '' : '66.80', full_marks: '100' }
  })
  return { union: '330125', points }
}

/** So many overdue cases of the union and those below it, with and without links. */
export function cases(count: number, after = 0): CasesJson {
  const services = [['困难职工帮扶申请', 'Hardship relief'], ['法律援助申请', 'Legal aid'], ['会员卡挂失补办', 'Lost card replacement'], ['职工互助保障理赔', 'Mutual aid claim']]
  const list = Array.from({ length: count }, (_, index): CaseJson => {
    const [zh = '', en = ''] = services[index % services.length] ?? []
    return {
      case: `330125-202611${String(10 + (index % 9)).padStart(2, '0')}-${String(index + after + 1).padStart(4, '0')}`, union: '330125', name: index % 3 === 2 ? '枫岭县教育工会' : '枫岭县总工会', short_name: index % 3 === 2 ? '枫岭县教育工会' : '枫岭县',
      service: index === 3 ? 'mutual-aid' : `s${index}`, service_names: { zh, en }, kind: 'service', submitted: '2026-10-30T10:00:00+08:00',
      deadline: written(morning - (6 - (index % 5)) * 86_400_000 - index * 4_000_000), url: index === 4 ? '' : `https://hall.example.org/case/${index + after + 1}`,
    }
  })
  return { union: '330125', as_of: written(morning - 1000), total: count, cases: list }
}

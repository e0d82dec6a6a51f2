import { describe, expect, it } from 'vitest'
import { card, itemOf, mixedCard, wideCard, type CardJson } from '../../../test/cards.ts'
import { readCard } from '../wire/card.ts'
import { fallOf, type Step } from './steps.ts'

const read = (answer: CardJson): ReturnType<typeof fallOf> => fallOf(readCard(answer, 'answer'))
const shown = (steps: Step[]): string[] => steps.map((step) => `${step.kind} ${step.item?.id ?? ''} ${step.text}`.replace(/ +/g, ' '))

/** In cents, so that nothing is lost on the way. */
const cents = (decimal: string): number => Math.round(Number(decimal) * 100)

describe('the waterfall', () => {
  it('leads from the full marks to the total, the largest loss first', () => {
    const fall = read(card())
    expect(shown(fall.steps)).toEqual([
      'full 100', 'loss verified_members 7.20', 'loss completions 6.78', 'loss reads 6.67', 'loss articles 5.67', 'loss applications 4.60', 'total 69.08',
    ])
    expect(10_000 - fall.steps.filter((step) => step.kind === 'loss').reduce((sum, step) => sum + cents(step.text), 0)).toBe(6908)
    expect(fall.untouched).toEqual([])
  })

  it('has no break: each bar begins where the one before ended, to the last', () => {
    for (const answer of [card(), mixedCard(), wideCard()]) {
      const { steps } = read(answer)
      steps.forEach((step, index) => {
        const before = steps[index - 1]
        if (before === undefined) return
        expect(Math.abs((step.from === 0 ? step.to : step.from) - before.to), `${step.key} after ${before.key}`).toBeLessThan(1e-9)
      })
    }
  })

  it('takes out what does not apply, scales up, then adds and deducts', () => {
    const fall = read(mixedCard())
    expect(shown(fall.steps)).toEqual([
      'full 100', 'loss reads 20.00', 'loss verified_members 7.20', 'loss articles 5.67', 'aside completions 20', 'sum 47.13', 'scale 1.2500', 'base 58.91',
      'bonus 2.50', 'deduction 0.50', 'total 60.91',
    ])
    expect(10_000 - 2000 - 720 - 567 - 2000).toBe(4713)
    expect(5891 + 250 - 50).toBe(6091)
    expect(fall.untouched.map((item) => item.id)).toEqual(['applications'])
  })

  it.each([['full', '20.00', '75.86', 2000], ['zero', '0.00', '55.86', 0]])('with the policy %s the item\'s marks stand in its place', (_, marks, total, kept) => {
    const fall = read(card((answer) => {
      Object.assign(itemOf(answer, 'completions'), { state: 'not_applicable', value: '', marks, lost: '', formula: '', position: 0 })
      answer.losses = answer.losses.filter((id) => id !== 'completions')
      answer.unit.base = answer.unit.total = total
    }))
    expect(fall.kind).toBe('waterfall')
    const aside = fall.steps.find((step) => step.kind === 'aside')
    expect([aside?.text, Math.round(((aside?.from ?? 0) - (aside?.to ?? 0)) * 100)]).toEqual([marks, 2000 - kept])
  })

  it('names no bonus and no deduction that nobody entered', () => {
    const fall = read(card((answer) => { Object.assign(answer.unit, { bonus: '0.00', deductions: '0.00' }) }))
    expect(fall.steps.slice(-2).map((step) => step.kind)).toEqual(['loss', 'total'])
    const refused = read(card((answer) => { Object.assign(answer.unit, { bonus: '0.00', adjustments: [{ id: 'award', kind: 'bonus', points: '2', counted: '0', ground: '表彰' }] }) }))
    expect(refused.steps.slice(-3).map((step) => step.kind)).toEqual(['base', 'bonus', 'total'])
  })

  it('clamped at nothing stays at nothing', () => {
    const fall = read(card((answer) => { Object.assign(answer.unit, { bonus: '', deductions: '80.00', total: '0.00', total_formula: 'max(0, 69.08 − 80.00) = 0.00' }) }))
    expect(fall.steps.slice(-2).map((step) => [step.kind, step.to])).toEqual([['deduction', 0], ['total', 0]])
  })
})

describe('a score that is no fall', () => {
  it('shows its parts: a year as the mean of its quarters', () => {
    const fall = read(card((answer) => {
      const [first, second] = answer.items
      if (first === undefined || second === undefined) throw new Error('two items wanted')
      answer.items = [
        { ...first, id: '2026-Q3', indicator: '2026-Q3', marks: '80.00', points: '100', lost: '20.00' }, { ...second, id: '2026-Q4', indicator: '2026-Q4', marks: '90.00', points: '100', lost: '10.00' },
      ]
      answer.losses = ['2026-Q3', '2026-Q4']
      answer.unit.base = answer.unit.total = '85.00'
    }))
    expect(fall.kind).toBe('parts')
    expect(fall.steps.map((step) => [step.key, step.text, step.from, step.to])).toEqual([['2026-Q3', '80.00', 0, 80], ['2026-Q4', '90.00', 0, 90], ['total', '85.00', 0, 85]])
  })

  it('has no steps without a total', () => {
    expect(read(card((answer) => { Object.assign(answer.unit, { rank: 0, total: '', base: '' }) })).kind).toBe('none')
  })
})

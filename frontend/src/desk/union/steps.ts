// How the full marks became the total, step by step: what the waterfall draws and the table says. The texts are the
// server's; only from and to, where a bar begins and ends, are numbers of this page.
import { scaled } from '../../paint/decimal'
import type { Card, Explained } from '../wire/card'

export type StepKind = 'full' | 'loss' | 'aside' | 'part' | 'sum' | 'scale' | 'base' | 'bonus' | 'deduction' | 'total'

export interface Step {
  kind: StepKind
  /** Unique among the steps. */
  key: string
  /** What is printed of it: a decimal of the server without a sign. */
  text: string
  from: number
  to: number
  item: Explained | null
}

export interface Fall {
  /** waterfall: the steps lead from the full marks to the total. parts: they do not (a year's mean), and each stands for itself. none: no total. */
  kind: 'waterfall' | 'parts' | 'none'
  steps: Step[]
  /** Items that cost nothing: one line for all. */
  untouched: Explained[]
  /** The longest bar. */
  scale: number
}

export function fallOf(card: Card): Fall {
  const { unit } = card
  const losses = card.losses.flatMap((id) => card.items.filter((item) => item.id === id))
  const aside = card.items.filter((item) => item.state === 'not_applicable')
  const untouched = card.items.filter((item) => !losses.includes(item) && !aside.includes(item))
  if (unit.total === '') return { kind: 'none', steps: [], untouched, scale: 1 }
  if (!addsUp(card, losses, aside)) return partsOf(card)
  const steps: Step[] = []
  let at = Number(card.fullMarks)
  const push = (kind: StepKind, key: string, text: string, to: number, item: Explained | null = null): void => {
    steps.push({ kind, key, text, from: isLevel(kind) ? 0 : at, to, item })
    at = to
  }
  push('full', 'full', card.fullMarks, at)
  for (const item of losses) push('loss', item.id, item.lost, at - Number(item.lost), item)
  for (const item of aside) push('aside', item.id, asideText(item), at - Number(item.points) + Number(item.marks), item)
  if (unit.sum !== '') {
    push('sum', 'sum', unit.sum, Number(unit.sum))
    push('scale', 'scale', unit.factor, Number(unit.base))
  }
  const bonus = tells(card, 'bonus', unit.bonus)
  const deduction = tells(card, 'deduction', unit.deductions)
  if (bonus || deduction) {
    push('base', 'base', unit.base, Number(unit.base))
    if (bonus) push('bonus', 'bonus', unit.bonus, at + Number(unit.bonus))
    if (deduction) push('deduction', 'deduction', unit.deductions, Math.max(0, at - Number(unit.deductions)))
  }
  push('total', 'total', unit.total, Number(unit.total))
  return { kind: 'waterfall', steps, untouched, scale: scaleOf(steps) }
}

/** A scheme with adjustments prints 0.00 for whoever has none: that is no step. What was entered is one, even if it counts nothing. */
function tells(card: Card, kind: 'bonus' | 'deduction', sum: string): boolean {
  return Number(sum) !== 0 || card.unit.adjustments.some((adjustment) => adjustment.kind === kind)
}

/** An item that does not apply takes its points out; under a policy that gives it marks, those are named. */
function asideText(item: Explained): string {
  return item.marks === '' ? item.points : item.marks
}

function isLevel(kind: StepKind): boolean {
  return kind === 'full' || kind === 'sum' || kind === 'base' || kind === 'total'
}

function scaleOf(steps: readonly Step[]): number {
  return Math.max(1, ...steps.flatMap((step) => [step.from, step.to]))
}

/** Places that hold every decimal of the wire. */
const allPlaces = 6
const exact = (decimal: string): bigint => (decimal === '' ? 0n : scaled(decimal, allPlaces))

/** Whether the losses lead from the full marks to the sum (or the base): exactly, on the printed strings. */
function addsUp(card: Card, losses: readonly Explained[], aside: readonly Explained[]): boolean {
  let left = exact(card.fullMarks)
  for (const item of losses) left -= exact(item.lost)
  for (const item of aside) left -= exact(item.points) - exact(item.marks)
  return left === exact(card.unit.sum === '' ? card.unit.base : card.unit.sum)
}

function partsOf(card: Card): Fall {
  const steps = card.items.map((item): Step => ({
    kind: item.marks === '' ? 'aside' : 'part', key: item.id, text: asideText(item), from: 0, to: Number(item.marks), item,
  }))
  steps.push({ kind: 'total', key: 'total', text: card.unit.total, from: 0, to: Number(card.unit.total), item: null })
  return { kind: 'parts', steps, untouched: [], scale: scaleOf(steps) }
}

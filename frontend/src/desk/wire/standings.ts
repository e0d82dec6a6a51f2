// The answer of GET /api/v1/standings and its check. Figures stay the server's strings: the page sorts and shows them.
import { choice, decimal, fields, filled, flag, instant, integer, list, offset, optional, text, WireError } from '../../check'
import { boardStates, periodKinds, readMovement, readNames, readOwner, valueStates } from '../../wire'
import type { BoardState, Names, Owner, Period, ValueState } from '../../wire'

const adjustmentKinds = ['bonus', 'deduction', 'veto'] as const
const previousMarks = ['', 'new', 'moved'] as const

export interface Item {
  /** Tells items of one indicator apart; most are called like their indicator. */
  id: string
  indicator: string
  state: ValueState
  value: string
  numerator: string
  denominator: string
  target: string
  /** How the target came about; empty: it was stated. */
  targetWords: string
  /** Empty when the item does not apply and the rest is scaled up. */
  marks: string
  points: string
  formula: string
  reason: string
}

export interface Adjusted { id: string; kind: (typeof adjustmentKinds)[number]; points: string; counted: string; ground: string }

/** Where the unit stood in the period before; gained is null where there is nothing to compare. */
export interface Previous { rank: number; tied: boolean; total: string; gained: number | null; mark: (typeof previousMarks)[number] }

export interface Unit {
  union: string
  name: string
  shortName: string
  /** 0: the unit has no rank. */
  rank: number
  tied: boolean
  total: string
  base: string
  /** Empty: the scheme has none. */
  bonus: string
  deductions: string
  veto: string
  /** null: not known, because nothing has come in yet. */
  overdue: number | null
  items: Item[]
  /** How the base was scaled up (折算后); empty when every item applies. */
  sum: string
  factor: string
  formula: string
  totalFormula: string
  adjustments: Adjusted[]
  previous: Previous | null
}

export interface Group { id: string; names: Names; fullMarks: string; mean: string; units: Unit[] }

export interface Scheme { id: string; names: Names; hash: string }

/** What every answer about an evaluation says of itself. */
export interface Standing {
  owner: Owner
  period: Period
  state: BoardState
  trial: boolean
  demo: boolean
  version: number
  scheme: Scheme
  asOf: number
  /** The end of the grace period; null when the server does not say. */
  freeze: number | null
  /** The period that previous places are of; null when nothing was compared. */
  previous: { id: string; state: BoardState } | null
}

export interface Standings extends Standing {
  /** False: nothing has come in this period yet, and zeros would read as results. */
  firstEvent: boolean
  groups: Group[]
}

export function readStandings(value: unknown, at: string): Standings {
  const f = fields(value, at)
  return {
    ...readStanding(f, at),
    period: readFlatPeriod(f, at),
    firstEvent: flag(f.first_event, `${at}.first_event`),
    groups: list(f.groups, `${at}.groups`, readGroup),
  }
}

/** The fields of a standing beside its period, which answers write in two ways. */
export function readStanding(f: Record<string, unknown>, at: string): Omit<Standing, 'period'> {
  return {
    owner: readOwner(f.owner, `${at}.owner`),
    state: choice(f.state, `${at}.state`, boardStates),
    trial: flag(f.trial, `${at}.trial`),
    demo: optional(f.demo, `${at}.demo`, flag) ?? false,
    version: integer(f.version, `${at}.version`),
    scheme: readScheme(f.scheme, `${at}.scheme`),
    asOf: instant(f.as_of, `${at}.as_of`),
    freeze: optional(f.freeze, `${at}.freeze`, instant),
    previous: optional(f.previous, `${at}.previous`, readBefore),
  }
}

function readFlatPeriod(f: Record<string, unknown>, at: string): Period {
  const start = instant(f.start, `${at}.start`)
  const end = instant(f.end, `${at}.end`)
  if (end <= start) throw new WireError(`${at}.end`, 'an instant after the start')
  return { id: filled(f.period, `${at}.period`), kind: choice(f.kind, `${at}.kind`, periodKinds), start, end, zone: offset(f.start, `${at}.start`) }
}

function readScheme(value: unknown, at: string): Scheme {
  const f = fields(value, at)
  return { id: filled(f.id, `${at}.id`), names: readNames(f.names, `${at}.names`), hash: text(f.hash, `${at}.hash`) }
}

function readBefore(value: unknown, at: string): { id: string; state: BoardState } {
  const f = fields(value, at)
  return { id: filled(f.id, `${at}.id`), state: choice(f.state, `${at}.state`, boardStates) }
}

function readGroup(value: unknown, at: string): Group {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), names: readNames(f.names, `${at}.names`),
    fullMarks: decimal(f.full_marks, `${at}.full_marks`), mean: decimal(f.mean, `${at}.mean`),
    units: list(f.units, `${at}.units`, readUnit),
  }
}

export function readUnit(value: unknown, at: string): Unit {
  const f = fields(value, at)
  const name = filled(f.name, `${at}.name`)
  const rank = integer(f.rank, `${at}.rank`)
  const total = decimal(f.total, `${at}.total`)
  if (rank > 0 && total === '') throw new WireError(`${at}.total`, 'a total, as there is a rank')
  return {
    union: filled(f.union, `${at}.union`), name, shortName: text(f.short_name, `${at}.short_name`) || name,
    rank, tied: flag(f.tied, `${at}.tied`), total, base: decimal(f.base, `${at}.base`),
    bonus: decimal(f.bonus, `${at}.bonus`), deductions: decimal(f.deductions, `${at}.deductions`), veto: text(f.veto, `${at}.veto`),
    overdue: integer(f.overdue, `${at}.overdue`), items: list(f.items, `${at}.items`, readItem),
    sum: optional(f.sum, `${at}.sum`, decimal) ?? '', factor: optional(f.factor, `${at}.factor`, decimal) ?? '',
    formula: optional(f.formula, `${at}.formula`, text) ?? '', totalFormula: optional(f.total_formula, `${at}.total_formula`, text) ?? '',
    adjustments: list(f.adjustments ?? null, `${at}.adjustments`, readAdjusted),
    previous: optional(f.previous, `${at}.previous`, readPrevious),
  }
}

export function readItem(value: unknown, at: string): Item {
  const f = fields(value, at)
  const indicator = filled(f.indicator, `${at}.indicator`)
  const state = choice(f.state, `${at}.state`, valueStates)
  const marks = decimal(f.marks, `${at}.marks`)
  const read = decimal(f.value, `${at}.value`)
  if (state === 'value' && read === '' && marks === '') throw new WireError(`${at}.value`, 'a value or marks, as the state says')
  return {
    id: optional(f.id, `${at}.id`, text) || indicator, indicator, state, value: state === 'value' ? read : '',
    numerator: decimal(f.numerator, `${at}.numerator`), denominator: decimal(f.denominator, `${at}.denominator`),
    target: decimal(f.target, `${at}.target`), targetWords: optional(f.target_words, `${at}.target_words`, text) ?? '',
    marks, points: decimal(f.points, `${at}.points`), formula: text(f.formula, `${at}.formula`), reason: text(f.reason, `${at}.reason`),
  }
}

function readAdjusted(value: unknown, at: string): Adjusted {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), kind: choice(f.kind, `${at}.kind`, adjustmentKinds), points: decimal(f.points, `${at}.points`),
    counted: decimal(f.counted, `${at}.counted`), ground: text(f.ground, `${at}.ground`),
  }
}

function readPrevious(value: unknown, at: string): Previous {
  const f = fields(value, at)
  return {
    rank: integer(f.rank, `${at}.rank`), tied: flag(f.tied, `${at}.tied`), total: decimal(f.total, `${at}.total`),
    gained: optional(f.gained, `${at}.gained`, readMovement), mark: choice(f.mark ?? '', `${at}.mark`, previousMarks),
  }
}

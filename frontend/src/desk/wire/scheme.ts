// A scheme with its rules as /api/v1/schemes/{hash} answers it. What the document says is shown as it stands; nothing of
// it is known beforehand.
import { choice, decimal, fields, filled, flag, integer, list, optional, text } from '../../check'
import { readNames, type Names } from '../../wire'
import { readWords } from './words'

const adjustmentKinds = ['bonus', 'deduction', 'veto'] as const

export interface SchemeItem {
  id: string
  indicator: string
  names: Names
  points: string
  method: string
  rule: Names
  /** Of every union that the targets file does not name; "" is none. */
  target: string
  /** The target as a share of a base of the union. */
  targetOf: { share: string; of: string } | null
  per: { number: number; base: string } | null
  /** Dimension → the values that count. */
  where: [string, string[]][]
  window: string
  minDenominator: number
}

export interface SchemeGroup { id: string; names: Names; kinds: string[]; level: string; unions: string[]; fullMarks: string; items: SchemeItem[] }
export interface SchemeAdjustment { id: string; names: Names; kind: (typeof adjustmentKinds)[number]; limit: string }

/** What a scheme fixes for all groups. */
export interface Rules {
  periods: string[]
  zone: string
  startMonth: number
  graceDays: number
  ties: { method: string; chain: string[] }
  rounding: { places: number; mode: string }
  notApplicable: string
  readsBasis: string
  guard: { crawlerList: string; repeatLimit: number; anonymousShareLimit: string }
  bonus: { cap: string; from: string }
  annual: string
  adjustments: SchemeAdjustment[]
  groups: SchemeGroup[]
}

/** rules is null for a document that the server's build does not read any more; fault says why. */
export interface SchemeView { id: string; hash: string; names: Names; owner: string; current: boolean; rules: Rules | null; fault: string }

export function readScheme(value: unknown, at: string): SchemeView {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), hash: filled(f.hash, `${at}.hash`), names: readNames(f.names, `${at}.names`), owner: text(f.owner, `${at}.owner`),
    current: flag(f.current, `${at}.current`), rules: f.groups === undefined ? null : readRules(f, at), fault: text(f.fault ?? '', `${at}.fault`),
  }
}

function readRules(f: Record<string, unknown>, at: string): Rules {
  const calendar = fields(f.calendar, `${at}.calendar`)
  const ties = fields(f.ties, `${at}.ties`)
  const rounding = fields(f.rounding, `${at}.rounding`)
  const guard = fields(f.guard, `${at}.guard`)
  const bonus = fields(f.bonus, `${at}.bonus`)
  return {
    periods: list(f.periods, `${at}.periods`, filled), zone: filled(calendar.zone, `${at}.calendar.zone`),
    startMonth: integer(calendar.start_month, `${at}.calendar.start_month`, 1), graceDays: integer(f.grace_days, `${at}.grace_days`),
    ties: { method: filled(ties.method, `${at}.ties.method`), chain: list(ties.chain, `${at}.ties.chain`, filled) },
    rounding: { places: integer(rounding.places, `${at}.rounding.places`), mode: filled(rounding.mode, `${at}.rounding.mode`) },
    notApplicable: filled(f.not_applicable, `${at}.not_applicable`), readsBasis: filled(f.reads_basis, `${at}.reads_basis`),
    guard: {
      crawlerList: text(guard.crawler_list, `${at}.guard.crawler_list`), repeatLimit: integer(guard.repeat_limit, `${at}.guard.repeat_limit`),
      anonymousShareLimit: decimal(guard.anonymous_share_limit, `${at}.guard.anonymous_share_limit`),
    },
    bonus: { cap: decimal(bonus.cap, `${at}.bonus.cap`), from: decimal(bonus.from, `${at}.bonus.from`) }, annual: filled(f.annual, `${at}.annual`),
    adjustments: list(f.adjustments, `${at}.adjustments`, readAdjustment), groups: list(f.groups, `${at}.groups`, readGroup),
  }
}

function readAdjustment(value: unknown, at: string): SchemeAdjustment {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), names: readNames(f.names, `${at}.names`), kind: choice(f.kind, `${at}.kind`, adjustmentKinds), limit: decimal(f.limit, `${at}.limit`),
  }
}

function readGroup(value: unknown, at: string): SchemeGroup {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), names: readNames(f.names, `${at}.names`), kinds: list(f.kinds, `${at}.kinds`, filled), level: text(f.level, `${at}.level`),
    unions: list(f.unions, `${at}.unions`, filled), fullMarks: decimal(f.full_marks, `${at}.full_marks`), items: list(f.items, `${at}.items`, readItem),
  }
}

function readItem(value: unknown, at: string): SchemeItem {
  const f = fields(value, at)
  const where = fields(f.where, `${at}.where`)
  return {
    id: filled(f.id, `${at}.id`), indicator: filled(f.indicator, `${at}.indicator`), names: readNames(f.names, `${at}.names`),
    points: filled(decimal(f.points, `${at}.points`), `${at}.points`), method: filled(f.method, `${at}.method`), rule: readWords(f.rule, `${at}.rule`),
    target: decimal(f.target, `${at}.target`), targetOf: optional(f.target_of, `${at}.target_of`, readTargetOf),
    per: optional(f.per, `${at}.per`, readPer), where: Object.keys(where).map((key) => [key, list(where[key], `${at}.where.${key}`, filled)]),
    window: text(f.window, `${at}.window`), minDenominator: integer(f.min_denominator, `${at}.min_denominator`),
  }
}

function readTargetOf(value: unknown, at: string): { share: string; of: string } {
  const f = fields(value, at)
  return { share: decimal(f.share, `${at}.share`), of: filled(f.of, `${at}.of`) }
}

function readPer(value: unknown, at: string): { number: number; base: string } {
  const f = fields(value, at)
  return { number: integer(f.number, `${at}.number`, 1), base: filled(f.base, `${at}.base`) }
}

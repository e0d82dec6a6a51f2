// The frames of the websocket (subprotocol unionscreen.v1) and their check. Instants become milliseconds, decimals stay
// strings: this page never calculates a score or a rank.
import { choice, decimal, fields, filled, flag, instant, integer, list, offset, optional, text, WireError } from './check'

export { WireError }

export const subprotocol = 'unionscreen.v1'

export const valueStates = ['value', 'not_applicable', 'no_data'] as const
export const periodKinds = ['quarter', 'year', 'month', 'week', 'day'] as const
export const boardStates = ['draft', 'open', 'grace', 'frozen', 'notice', 'approved', 'issued'] as const

export type ValueState = (typeof valueStates)[number]
export type PeriodKind = (typeof periodKinds)[number]
export type BoardState = (typeof boardStates)[number]

export interface Names { zh: string; en: string }
/** zone is the offset from UTC in minutes that the server writes its times with. */
export interface Period { id: string; kind: PeriodKind; start: number; end: number; zone: number }
export interface Owner { code: string; name: string; shortName: string }
/** id tells items of one indicator apart; most are called like their indicator. */
export interface Item { id: string; indicator: string; state: ValueState; value: string; target: string; marks: string; points: string }
export interface Unit {
  union: string
  name: string
  shortName: string
  /** 0: the unit has no rank. */
  rank: number
  tied: boolean
  total: string
  veto: string
  movement: number | null
  overdue: number
  items: Item[]
}
export interface Loss { union: string; indicator: string; lost: string; value: string; target: string; state: ValueState }
export interface Group { id: string; names: Names; fullMarks: string; mean: string; units: Unit[]; last: Loss | null }
export interface Head { indicator: string; state: ValueState; value: string; today: string; asOf: number; trend: string[] }
/** serviceNames are empty where the catalogue does not know the service. */
export interface OverdueCases { union: string; shortName: string; service: string; serviceNames: Names; kind: string; count: number; oldest: number }
export interface Overdue { total: number; unions: number; rows: OverdueCases[] }
export interface Board {
  owner: Owner
  period: Period
  state: BoardState
  trial: boolean
  version: number
  demo: boolean
  scheme: { id: string; names: Names }
  asOf: number
  firstEvent: boolean
  freeze: number
  head: Head[]
  groups: Group[]
  overdue: Overdue
  ramp: string[]
}

export interface Snap { t: 'snap'; topic: string; epoch: string; seq: number; asOf: number; now: number; board: Board }
/** epoch is empty and as_of null before the server has its first board. */
export interface Beat { t: 'hb'; topic: string | null; epoch: string; seq: number; asOf: number | null; now: number }
export interface Delta { t: 'delta'; topic: string; seq: number }
export interface Fault { t: 'err'; code: string; message: string }
export type Frame = Snap | Beat | Delta | Fault

/** Reads one text frame; throws WireError for anything that is not a frame of the protocol. */
export function readFrame(written: string): Frame {
  let parsed: unknown
  try {
    parsed = JSON.parse(written)
  } catch {
    throw new WireError('frame', 'JSON')
  }
  const f = fields(parsed, 'frame')
  const t = choice(f.t, 't', ['snap', 'hb', 'delta', 'err'] as const)
  switch (t) {
    case 'snap':
      return {
        t, topic: filled(f.topic, 'topic'), epoch: filled(f.epoch, 'epoch'), seq: integer(f.seq, 'seq'),
        asOf: instant(f.as_of, 'as_of'), now: instant(f.now, 'now'), board: readBoard(f.data, 'data'),
      }
    case 'hb':
      return {
        t, topic: optional(f.topic, 'topic', text), epoch: text(f.epoch, 'epoch'), seq: integer(f.seq, 'seq'),
        asOf: optional(f.as_of, 'as_of', instant), now: instant(f.now, 'now'),
      }
    case 'delta':
      return { t, topic: filled(f.topic, 'topic'), seq: integer(f.seq, 'seq') }
    case 'err':
      return { t, code: filled(f.code, 'code'), message: text(f.message, 'message') }
  }
}

function readBoard(value: unknown, at: string): Board {
  const f = fields(value, at)
  const scheme = fields(f.scheme, `${at}.scheme`)
  return {
    owner: readOwner(f.owner, `${at}.owner`),
    period: readPeriod(f.period, `${at}.period`),
    state: choice(f.state, `${at}.state`, boardStates),
    trial: flag(f.trial, `${at}.trial`),
    version: integer(f.version, `${at}.version`),
    demo: optional(f.demo, `${at}.demo`, flag) ?? false,
    scheme: { id: filled(scheme.id, `${at}.scheme.id`), names: readNames(scheme.names, `${at}.scheme.names`) },
    asOf: instant(f.as_of, `${at}.as_of`),
    firstEvent: flag(f.first_event, `${at}.first_event`),
    freeze: instant(f.freeze, `${at}.freeze`),
    head: list(f.head, `${at}.head`, readHead),
    groups: list(f.groups, `${at}.groups`, readGroup),
    overdue: readOverdue(f.overdue, `${at}.overdue`),
    ramp: readRamp(f.ramp, `${at}.ramp`),
  }
}

export function readNames(value: unknown, at: string): Names {
  const f = fields(value, at)
  return { zh: filled(f.zh, `${at}.zh`), en: text(f.en, `${at}.en`) }
}

export function readOwner(value: unknown, at: string): Owner {
  const f = fields(value, at)
  const name = filled(f.name, `${at}.name`)
  return { code: filled(f.code, `${at}.code`), name, shortName: text(f.short_name, `${at}.short_name`) || name }
}

export function readPeriod(value: unknown, at: string): Period {
  const f = fields(value, at)
  const start = instant(f.start, `${at}.start`)
  const end = instant(f.end, `${at}.end`)
  if (end <= start) throw new WireError(`${at}.end`, 'an instant after the start')
  return {
    id: filled(f.id, `${at}.id`), kind: choice(f.kind, `${at}.kind`, periodKinds), start, end,
    zone: offset(f.start, `${at}.start`),
  }
}

function readHead(value: unknown, at: string): Head {
  const f = fields(value, at)
  const state = choice(f.state, `${at}.state`, valueStates)
  return {
    indicator: filled(f.indicator, `${at}.indicator`), state, value: valueFor(state, f.value, `${at}.value`),
    today: decimal(f.today, `${at}.today`), asOf: instant(f.as_of, `${at}.as_of`),
    trend: list(f.trend, `${at}.trend`, readDay),
  }
}

function readDay(value: unknown, at: string): string {
  const f = fields(value, at)
  filled(f.day, `${at}.day`)
  return decimal(f.value, `${at}.value`)
}

/** A value is there exactly when the state says so: a figure is never made up from a missing one. */
function valueFor(state: ValueState, value: unknown, at: string): string {
  const read = decimal(value, at)
  if (state === 'value' && read === '') throw new WireError(at, 'a value, as the state says')
  return state === 'value' ? read : ''
}

function readGroup(value: unknown, at: string): Group {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), names: readNames(f.names, `${at}.names`),
    fullMarks: decimal(f.full_marks, `${at}.full_marks`), mean: decimal(f.mean, `${at}.mean`),
    units: list(f.units, `${at}.units`, readUnit), last: optional(f.last, `${at}.last`, readLoss),
  }
}

function readUnit(value: unknown, at: string): Unit {
  const f = fields(value, at)
  const name = filled(f.name, `${at}.name`)
  const rank = integer(f.rank, `${at}.rank`)
  const total = decimal(f.total, `${at}.total`)
  if (rank > 0 && total === '') throw new WireError(`${at}.total`, 'a total, as there is a rank')
  return {
    union: filled(f.union, `${at}.union`), name, shortName: text(f.short_name, `${at}.short_name`) || name,
    rank, tied: flag(f.tied, `${at}.tied`), total, veto: text(f.veto, `${at}.veto`),
    movement: optional(f.movement, `${at}.movement`, readMovement), overdue: integer(f.overdue, `${at}.overdue`),
    items: list(f.items, `${at}.items`, readItem),
  }
}

export function readMovement(value: unknown, at: string): number {
  return integer(value, at, -longestMovement)
}

/** More places than a list can have. */
const longestMovement = 10_000

function readItem(value: unknown, at: string): Item {
  const f = fields(value, at)
  const state = choice(f.state, `${at}.state`, valueStates)
  const indicator = filled(f.indicator, `${at}.indicator`)
  return {
    id: optional(f.id, `${at}.id`, filled) ?? indicator, indicator, state, value: valueFor(state, f.value, `${at}.value`),
    target: decimal(f.target, `${at}.target`), marks: decimal(f.marks, `${at}.marks`), points: decimal(f.points, `${at}.points`),
  }
}

function readLoss(value: unknown, at: string): Loss {
  const f = fields(value, at)
  return {
    union: filled(f.union, `${at}.union`), indicator: text(f.indicator, `${at}.indicator`), lost: decimal(f.lost, `${at}.lost`),
    value: decimal(f.value, `${at}.value`), target: decimal(f.target, `${at}.target`),
    state: choice(f.state, `${at}.state`, valueStates),
  }
}

function readOverdue(value: unknown, at: string): Overdue {
  const f = fields(value, at)
  return {
    total: integer(f.total, `${at}.total`), unions: integer(f.unions, `${at}.unions`),
    rows: list(f.rows, `${at}.rows`, readOverdueCases),
  }
}

function readOverdueCases(value: unknown, at: string): OverdueCases {
  const f = fields(value, at)
  return {
    union: filled(f.union, `${at}.union`), shortName: text(f.short_name, `${at}.short_name`) || filled(f.name, `${at}.name`),
    service: text(f.service, `${at}.service`), serviceNames: optional(f.service_names, `${at}.service_names`, readServiceNames) ?? { zh: '', en: '' },
    kind: text(f.kind, `${at}.kind`), count: integer(f.count, `${at}.count`),
    oldest: instant(f.oldest, `${at}.oldest`),
  }
}

function readServiceNames(value: unknown, at: string): Names {
  const f = fields(value, at)
  return { zh: text(f.zh, `${at}.zh`), en: text(f.en, `${at}.en`) }
}

function readRamp(value: unknown, at: string): string[] {
  const cuts = list(value, at, decimal)
  if (cuts.length > 0 && cuts.length !== 5) throw new WireError(at, 'five cut points')
  for (const [index, cut] of cuts.entries()) {
    const previous = cuts[index - 1]
    if (cut === '' || (previous !== undefined && Number(cut) <= Number(previous))) throw new WireError(at, 'ascending cut points')
  }
  return cuts
}

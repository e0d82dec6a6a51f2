// A union's own score as /api/v1/unions/{code}/score answers it, and its check. Decimals stay strings: the page shows
// them as they come and calculates none.
import { decimal, fields, filled, flag, integer, list, optional, text, WireError } from '../../check'
import { readNames, readPeriod, type Names } from '../../wire'
import { readItem, readStanding, readUnit, type Item, type Standing, type Unit } from './standings'
import { readWords } from './words'

/** One item in words: what was measured, what it brought, why, and what can be done. */
export interface Explained extends Item {
  names: Names
  unit: Names
  definition: Names
  method: string
  rule: Names
  why: Names
  /** Empty when nothing was lost. */
  remedy: Names
  /** Points less marks; empty when the item does not apply. */
  lost: string
  /** Of the group's marks of this item. */
  mean: string
  /** 0: the item does not apply. */
  position: number
  of: number
}

export interface Neighbour { union: string; name: string; shortName: string; rank: number; tied: boolean; total: string }
export interface Way { id: string; words: Names; count: number; pace: Names; gain: string; items: string[] }
export interface Gap { to: Neighbour; need: string; ways: Way[]; reaches: boolean; note: Names }

export interface Card extends Standing {
  group: string
  names: Names
  fullMarks: string
  mean: string
  ranked: number
  last: number
  unit: Unit
  items: Explained[]
  /** Ids of the items that cost marks, the largest loss first. */
  losses: string[]
  /** Null: first, or without a rank. */
  gap: Gap | null
  neighbours: Neighbour[]
}

export function readCard(value: unknown, at: string): Card {
  const f = fields(value, at)
  const items = list(f.items, `${at}.items`, readExplained)
  const losses = list(f.losses, `${at}.losses`, filled)
  const unknown = losses.findIndex((id) => !items.some((item) => item.id === id))
  if (unknown >= 0) throw new WireError(`${at}.losses[${unknown}]`, 'the id of an item')
  return {
    ...readStanding(f, at), period: readPeriod(f.period, `${at}.period`),
    group: filled(f.group, `${at}.group`), names: readNames(f.names, `${at}.names`), fullMarks: filled(decimal(f.full_marks, `${at}.full_marks`), `${at}.full_marks`),
    mean: decimal(f.mean, `${at}.mean`), ranked: integer(f.ranked, `${at}.ranked`), last: integer(f.last, `${at}.last`),
    unit: readUnit(f.unit, `${at}.unit`), items, losses,
    gap: optional(f.gap, `${at}.gap`, readGap), neighbours: list(f.neighbours, `${at}.neighbours`, readNeighbour),
  }
}

function readExplained(value: unknown, at: string): Explained {
  const f = fields(value, at)
  const words = (name: string): Names => readWords(f[name], `${at}.${name}`)
  return {
    ...readItem(value, at), points: filled(decimal(f.points, `${at}.points`), `${at}.points`), names: readNames(f.names, `${at}.names`), unit: words('unit'), definition: words('definition'), method: text(f.method, `${at}.method`),
    rule: words('rule'), why: words('why'), remedy: words('remedy'), lost: decimal(f.lost, `${at}.lost`), mean: decimal(f.mean, `${at}.mean`),
    position: integer(f.position, `${at}.position`), of: integer(f.of, `${at}.of`),
  }
}

function readNeighbour(value: unknown, at: string): Neighbour {
  const f = fields(value, at)
  const name = filled(f.name, `${at}.name`)
  const rank = integer(f.rank, `${at}.rank`)
  return {
    union: filled(f.union, `${at}.union`), name, shortName: text(f.short_name, `${at}.short_name`) || name,
    rank, tied: flag(f.tied, `${at}.tied`), total: decimal(f.total, `${at}.total`),
  }
}

function readGap(value: unknown, at: string): Gap {
  const f = fields(value, at)
  return {
    to: readNeighbour(f.to, `${at}.to`), need: filled(decimal(f.need, `${at}.need`), `${at}.need`),
    ways: list(f.ways, `${at}.ways`, readWay), reaches: flag(f.reaches, `${at}.reaches`), note: readWords(f.note, `${at}.note`),
  }
}

function readWay(value: unknown, at: string): Way {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), words: readNames(f.words, `${at}.words`), count: integer(f.count, `${at}.count`), pace: readWords(f.pace, `${at}.pace`),
    gain: filled(decimal(f.gain, `${at}.gain`), `${at}.gain`), items: list(f.items, `${at}.items`, filled),
  }
}

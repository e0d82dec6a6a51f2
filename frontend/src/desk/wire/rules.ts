// The answer of GET /api/v1/schemes/{hash}, as far as a ranking needs it: what items and adjustments are called and how
// items are scored, in words.
import { fields, filled, list, optional, text } from '../../check'
import type { Names } from '../../wire'

export interface RuleItem { id: string; names: Names | null; rule: Names | null }
export interface Rules {
  /** By group, then by item. */
  groups: ReadonlyMap<string, ReadonlyMap<string, RuleItem>>
  adjustments: ReadonlyMap<string, Names>
}

export function readRules(value: unknown, at: string): Rules {
  const f = fields(value, at)
  return {
    groups: new Map(list(f.groups ?? null, `${at}.groups`, readGroup)),
    adjustments: new Map(list(f.adjustments ?? null, `${at}.adjustments`, readAdjustment)),
  }
}

function readGroup(value: unknown, at: string): [string, ReadonlyMap<string, RuleItem>] {
  const f = fields(value, at)
  return [filled(f.id, `${at}.id`), new Map(list(f.items ?? null, `${at}.items`, readItem))]
}

function readItem(value: unknown, at: string): [string, RuleItem] {
  const f = fields(value, at)
  const id = filled(f.id, `${at}.id`)
  return [id, { id, names: optional(f.names, `${at}.names`, readWords), rule: optional(f.rule, `${at}.rule`, readWords) }]
}

function readAdjustment(value: unknown, at: string): [string, Names] {
  const f = fields(value, at)
  return [filled(f.id, `${at}.id`), readWords(f.names, `${at}.names`)]
}

function readWords(value: unknown, at: string): Names {
  const f = fields(value, at)
  return { zh: text(f.zh, `${at}.zh`), en: text(f.en, `${at}.en`) }
}

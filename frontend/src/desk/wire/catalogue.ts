// The definitions of all indicators as /api/v1/indicators answers them.
import { choice, fields, filled, list, text } from '../../check'
import { readNames, type Names } from '../../wire'
import { readWords } from './words'

const kinds = ['flow', 'stock'] as const
const directions = ['up', 'down'] as const

export interface Definition {
  id: string
  names: Names
  definition: Names
  unit: Names
  kind: (typeof kinds)[number]
  better: (typeof directions)[number]
  remedy: Names
  families: string[]
  dimensions: string[]
  form: string
}

export function readCatalogue(value: unknown, at: string): Definition[] {
  return list(fields(value, at).indicators, `${at}.indicators`, readDefinition)
}

function readDefinition(value: unknown, at: string): Definition {
  const f = fields(value, at)
  return {
    id: filled(f.id, `${at}.id`), names: readNames(f.names, `${at}.names`), definition: readNames(f.definition, `${at}.definition`),
    unit: readWords(f.unit, `${at}.unit`), kind: choice(f.kind, `${at}.kind`, kinds), better: choice(f.better, `${at}.better`, directions),
    remedy: readNames(f.remedy, `${at}.remedy`), families: list(f.families, `${at}.families`, filled),
    dimensions: list(f.dimensions, `${at}.dimensions`, filled), form: text(f.form ?? '', `${at}.form`),
  }
}

// The overdue cases of a union as /api/v1/unions/{code}/overdue answers them. No person is in them, and none is read.
import { fields, filled, instant, integer, list, offset, text } from '../../check'
import type { Names } from '../../wire'
import { readWords } from './words'

export interface OpenCase {
  id: string
  union: string
  shortName: string
  service: string
  /** Empty where the catalogue does not know the service. */
  serviceNames: Names
  kind: string
  submitted: number
  deadline: number
  /** Where the service hall handles it; "" when none was reported or it is no web address. */
  url: string
  zone: number
}

export interface OpenCases { union: string; asOf: number; total: number; cases: OpenCase[]; next: string }

export function readOpenCases(value: unknown, at: string): OpenCases {
  const f = fields(value, at)
  return {
    union: filled(f.union, `${at}.union`), asOf: instant(f.as_of, `${at}.as_of`), total: integer(f.total, `${at}.total`),
    cases: list(f.cases, `${at}.cases`, readCase), next: text(f.next ?? '', `${at}.next`),
  }
}

function readCase(value: unknown, at: string): OpenCase {
  const f = fields(value, at)
  const name = filled(f.name, `${at}.name`)
  return {
    id: filled(f.case, `${at}.case`), union: filled(f.union, `${at}.union`), shortName: text(f.short_name, `${at}.short_name`) || name,
    service: text(f.service, `${at}.service`), serviceNames: readWords(f.service_names, `${at}.service_names`), kind: text(f.kind, `${at}.kind`),
    submitted: instant(f.submitted, `${at}.submitted`), deadline: instant(f.deadline, `${at}.deadline`), zone: offset(f.deadline, `${at}.deadline`),
    url: webAddress(text(f.url, `${at}.url`)),
  }
}

/** The link is drawn only for http and https, whatever the server let through: javascript: must never be one. */
function webAddress(written: string): string {
  return /^https?:\/\/[^\s\\]+$/i.test(written) ? written : ''
}

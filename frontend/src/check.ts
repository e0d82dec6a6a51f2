// A small checker for JSON from the wire: every reader takes an unknown value and the place it stands at, and answers
// a typed value or throws a WireError that names the place. Nothing is cast.

export class WireError extends Error {
  constructor(at: string, wanted: string) {
    super(`${at}: wanted ${wanted}`)
    this.name = 'WireError'
  }
}

type Fields = Record<string, unknown>

/** No text of a board is longer; a formula with its numbers put in is the longest. */
const longestText = 1000
/** No list of a board is longer: a province has some 3,000 county unions. */
const longestList = 5000

const decimalForm = /^-?\d{1,18}(\.\d{1,6})?$/
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function fields(value: unknown, at: string): Fields {
  if (!isFields(value)) throw new WireError(at, 'an object')
  return value
}

export function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new WireError(at, 'a string')
  if (value.length > longestText) throw new WireError(at, `at most ${longestText} characters`)
  return value
}

export function filled(value: unknown, at: string): string {
  const checked = text(value, at)
  if (checked === '') throw new WireError(at, 'a string that is not empty')
  return checked
}

export function flag(value: unknown, at: string): boolean {
  if (typeof value !== 'boolean') throw new WireError(at, 'true or false')
  return value
}

export function integer(value: unknown, at: string, from = 0): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < from) {
    throw new WireError(at, `an integer from ${from}`)
  }
  return value
}

/** A decimal as a string; the empty string stands for "no value" and is allowed. */
export function decimal(value: unknown, at: string): string {
  if (typeof value !== 'string' || (value !== '' && !decimalForm.test(value))) throw new WireError(at, 'a decimal')
  return value
}

export function choice<T extends string>(value: unknown, at: string, choices: readonly T[]): T {
  const found = choices.find((candidate) => candidate === value)
  if (found === undefined) throw new WireError(at, `one of ${choices.join(', ')}`)
  return found
}

/** An instant in milliseconds since 1970; the wire has RFC 3339 with an offset. */
export function instant(value: unknown, at: string): number {
  const written = text(value, at)
  const read = instantForm.test(written) ? Date.parse(written) : NaN
  if (Number.isNaN(read)) throw new WireError(at, 'an instant with an offset')
  return read
}

/** The offset from UTC that an instant is written with, in minutes. */
export function offset(value: unknown, at: string): number {
  instant(value, at)
  const written = text(value, at)
  if (written.endsWith('Z')) return 0
  const minutes = Number(written.slice(-5, -3)) * 60 + Number(written.slice(-2))
  return written.charAt(written.length - 6) === '-' ? -minutes : minutes
}

/** A list; the server writes an empty one as null where nothing was ever put in. */
export function list<T>(value: unknown, at: string, read: (item: unknown, at: string) => T): T[] {
  if (value === null) return []
  if (!Array.isArray(value)) throw new WireError(at, 'a list')
  if (value.length > longestList) throw new WireError(at, `at most ${longestList} entries`)
  return value.map((item: unknown, index) => read(item, `${at}[${index}]`))
}

export function optional<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): T | null {
  return value === null || value === undefined ? null : read(value, at)
}

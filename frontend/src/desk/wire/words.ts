// Words of both languages as the pages' answers carry them: unlike those of the wall, they may be empty.
import { fields, text } from '../../check'
import type { Names } from '../../wire'

/** Words that may be missing: a remedy when nothing was lost. */
export function readWords(value: unknown, at: string): Names {
  const f = fields(value, at)
  return { zh: text(f.zh, `${at}.zh`), en: text(f.en, `${at}.en`) }
}

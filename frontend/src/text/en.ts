// The same words in English.
import type { Civil, Span } from '../paint/time'
import type { PeriodKind } from '../wire'
import { enIndicators, type Indicator } from './indicators'
import type { Words } from './zh-CN'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const caseKinds: Record<string, string> = { service: 'Application', appeal: 'Appeal', suggestion: 'Suggestion' }

function date(at: Civil): string {
  return `${at.day} ${months[at.month - 1] ?? ''}`
}

function span(length: Span): string {
  if (length.days > 0) return `${length.days} d ${length.hours} h`
  if (length.hours > 0) return `${length.hours} h ${length.minutes} min`
  return length.minutes > 0 ? `${length.minutes} min ${length.seconds} s` : `${length.seconds} s`
}

export const en: Words = {
  tag: 'en',
  figures: 'en',
  title: (owner: string): string => `${owner} Smart Union`,
  subtitle: (groups: string[]): string => groups.join(' · '),
  period: (kind: PeriodKind, id: string, start: Civil): string => {
    switch (kind) {
      case 'quarter': return `Q${id.slice(-1)} ${id.slice(0, 4)}`
      case 'year': return id.slice(0, 4)
      case 'month': return `${months[start.month - 1] ?? ''} ${start.year}`
      case 'week': return `Week ${Number(id.slice(-2))}, ${id.slice(0, 4)}`
      case 'day': return `${date(start)} ${start.year}`
    }
  },
  states: {
    draft: 'In preparation', open: 'Provisional', grace: 'Provisional', frozen: 'Frozen', notice: 'On notice', approved: 'Approved', issued: 'Issued',
  },
  trial: 'Trial',
  version: (version: number): string => `v${version}`,
  untilEnd: ['Closes in', 'd'],
  untilFreeze: ['Late reports · freezes in', 'd'],
  lessThanADay: '< 1',
  asOf: 'Data as of',
  heldAt: (moment: string, age: Span): [string, string, string] => ['Data held at', moment, `${span(age)} old`],
  offline: (moment: string): string => `No contact with the server. Figures are as of ${moment}; they update by themselves once it is back`,
  date,
  moment: (at: Civil, time: string, today: boolean): string => (today ? time : `${date(at)} ${time}`),
  weekday: (day: number): string => weekdays[day] ?? '',
  indicator: (id: string): Indicator => enIndicators[id] ?? { name: id, short: id, unit: '' },
  unitAfter: (scale: string, unit: string): string => (scale !== '' && unit !== '' ? `${scale} ${unit}` : `${scale}${unit}`),
  today: 'today',
  sourceLate: (moment: string): string => `as of ${moment}`,
  noData: 'No data',
  noDataShort: 'n/d',
  none: '—',
  fullMarks: 'of',
  mean: 'mean',
  tied: 'tied',
  vetoed: 'Failed',
  lastReason: 'Why last',
  lost: (indicator: string, lost: string, noData: boolean): string => (noData ? `no data for ${indicator}: −${lost}` : `${indicator} −${lost}`),
  reached: (value: string, target: string): string => `${value}/${target}`,
  shares: 'Marks won',
  sharesNote: '% of the marks',
  tiles: 'Scores',
  tileName: (name: string): string => (name.length > 3 ? name.replace(/(集团)?工会$|集团$/, '') : name),
  overdue: 'Overdue',
  cases: '',
  unionsConcerned: (unions: number): [string, string, string] => ['in', String(unions), unions === 1 ? 'union' : 'unions'],
  longest: 'oldest',
  age: (age: Span): [string, string][] => (age.days > 0
    ? [[String(age.days), 'd'], [String(age.hours), 'h']]
    : age.hours > 0 ? [[String(age.hours), 'h'], [String(age.minutes), 'min']] : [[String(age.minutes), 'min']]),
  caseKind: (kind: string): string => caseKinds[kind] ?? kind,
  nothingOverdue: 'No open case is past its deadline',
  headings: { publicity: 'publicity', members: 'members', service: 'service', activity: 'activities', other: 'other' },
  headingsShort: { publicity: 'Publ.', members: 'Memb.', service: 'Serv.', activity: 'Act.', other: 'Other' },
  formula: (scheme: string, items: [string, string][], equal: string | null): string => {
    const method = scheme === 'core-five' ? ', by completion of the target' : ''
    if (items.length === 0) return ''
    if (equal !== null) return `Score = ${items.map(([name]) => name).join(', ')}: ${equal} marks each${method}`
    return `Score = ${items.map(([name, points]) => `${name} ${points}`).join(' + ')}${method}`
  },
  barLegend: ['below', "group's mean", 'above'],
  demo: 'Demo data · fictional city',
  empty: (kind: PeriodKind, start: Civil): string => {
    const span = { quarter: 'quarter', year: 'year', month: 'month', week: 'week', day: 'day' }[kind]
    return `This ${span} counts from ${date(start)}; no data has come in yet`
  },
  waiting: 'Waiting for data from the server',
  unknownTopic: 'There is no data for this period: check period in the address',
  page: (page: number, pages: number): string => `Page ${page} of ${pages}`,
}

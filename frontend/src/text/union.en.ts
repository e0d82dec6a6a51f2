// The words of a union's own page in English.
import type { Civil, Span } from '../paint/time'
import type { UnionWords } from './union.zh-CN'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')
const day = (at: Civil): string => `${at.day} ${months[at.month - 1] ?? ''}`

function before(id: string, provisional: boolean): string {
  return `${id.includes('-Q') ? 'Last quarter' : 'Last year'}${provisional ? ' (provisional)' : ''}`
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

function late(length: Span): string {
  if (length.days > 0) return `${plural(length.days, 'day', 'days')} ${length.hours} h`
  return length.hours > 0 ? `${length.hours} h ${length.minutes} min` : `${length.minutes} min`
}

const caseKinds: Record<string, string> = { service: 'Application', appeal: 'Appeal', suggestion: 'Suggestion' }

export const enUnion: UnionWords = {
  moment: (at: Civil): string => `${day(at)} ${two(at.hour)}:${two(at.minute)}`,
  day,
  month: (at: Civil): string => months[at.month - 1] ?? '',
  print: 'Print',
  exportTable: (format: string): string => `Export ${format}`,
  exportHint: "The group's ranking with the marks and the formula of every item",
  none: '—',
  noData: 'No data',
  notApplicable: 'Not applicable',
  tied: 'tied',

  total: 'Score',
  fullMarks: (full: string): string => `of ${full} marks`,
  toOverdue: (count: number): string => `${count} overdue, see them`,
  rankIn: (group: string): string => `Rank · ${group}`,
  of: (ranked: string): string => `/${ranked}`,
  ofSpoken: (rank: number, ranked: string): string => `Rank ${rank} of ${ranked} unions`,
  groupMean: (mean: string): string => `group's mean ${mean}`,
  unranked: 'Not ranked',
  vetoed: 'Failed',
  before,
  previous: (before: string, rank: number, tied: boolean, gained: number): string => {
    const move = gained > 0 ? `up ${gained}` : gained < 0 ? `down ${-gained}` : 'unchanged'
    return `${before} ${tied ? 'tied ' : ''}${rank}, ${move}`
  },
  previousRank: (before: string, rank: number): string => `${before} ${rank}`,
  previousNew: (before: string): string => `${before} not in the evaluation`,
  previousMoved: (before: string): string => `${before} in another group: ranks are not compared`,
  previousNone: (before: string): string => `${before} without a rank`,
  noPrevious: 'No earlier rank to compare with',
  rankChanged: (from: number, to: number): string => `Rank updated: ${from} → ${to}`,

  gapTo: (rank: number, tied: boolean, name: string): [string, string] => ['', `more marks would pass ${name}, ${tied ? 'tied ' : ''}rank ${rank}`],
  gain: (gain: string): string => `+${gain}`,
  gainSpoken: (gain: string): string => `${gain} more marks`,
  ways: 'What would bring them',
  notEnough: 'All of these together are not enough: marks must be won in other items too.',
  noWays: 'Service, verification, articles and activities hold no marks that could be won directly; the table below says where marks were lost.',
  first: (tied: boolean): string => (tied ? 'Tied first in the group' : 'First in the group'),
  firstMore: 'No union is ahead. The figures of all unions move, and the ranks with them.',
  veto: 'Vetoed: not ranked',
  vetoMore: (ground: string): string => `Ground: ${ground}`,
  noRank: 'No item applies: not ranked',
  noRankMore: 'Nothing to do is not zero: the union is scored and ranked as soon as an item applies.',
  noGap: 'The gap to the next place is not worked out for this period',
  noGapMore: 'The table below says what each item brought.',

  fall: (full: string, total: string): string => `How ${full} marks came down to ${total}`,
  change: (full: string, total: string): string => `How ${full} marks became ${total}`,
  parts: 'What the score is made of',
  partsNone: 'No item is scored',
  columns: { item: 'Item', bar: 'Chart', marks: 'Marks', value: 'Value', target: 'Target', mean: 'Mean marks', position: 'Place' },
  shortMean: 'mean marks',
  shortPosition: 'place',
  full: 'Full marks',
  score: 'Score',
  points: (points: string): string => `of ${points}`,
  sum: 'Sum before rescaling',
  scale: 'Rescaled',
  scaleOpen: 'Items that do not apply carry no marks; the others are scaled up to the full marks:',
  base: 'Base',
  baseScaled: 'After rescaling',
  bonus: 'Bonus',
  deductions: 'Deductions',
  counted: (points: string, counted: string): string => (points === counted ? `${counted} marks` : `${points} entered, ${counted} counted`),
  asideNone: 'carries no marks',
  asideTakes: 'carries no marks; the rest is rescaled',
  asideFull: 'not applicable: full marks',
  asideZero: 'not applicable: no marks',
  positionShort: (position: number, of: number): [string, string] => [String(position), `/${of}`],
  untouched: (count: number): string => `${plural(count, 'item has', 'items have')} full marks: nothing lost`,
  why: 'Why',
  rule: 'Rule',
  formula: 'Calculation',
  targetFrom: 'Target',
  remedy: 'What to do',
  definition: 'Definition',
  definitionLink: (name: string): string => `Definition of ${name}`,
  asideTitle: 'Items that do not apply',
  asideNote: 'Not applicable is not zero: an item with nothing to do shows a dash and takes no part in the score.',
  fewReason: 'fewer cases than the scheme asks for',
  noTargetReason: 'no target was set',
  nothingToDo: 'nothing was to be done in the period',

  trend: 'Rank over time',
  trendNote: (group: string): string => `${group}, as recorded at each midnight`,
  trendNone: 'No rank has been recorded yet: one is at each midnight, so the line begins tomorrow.',
  trendTable: 'As a table',
  trendColumns: ['Day', 'Rank', 'Ranked unions', 'Score'],
  neighbours: 'Places around',
  neighbourColumns: ['Rank', 'Union', 'Score'],
  self: 'this union',
  noNeighbours: 'Without a rank there are no places around.',

  overdue: 'Overdue cases',
  overdueCount: (count: string): string => `${count} overdue`,
  overdueColumns: ['Service', 'Union', 'Deadline', 'Late by', 'Handle'],
  overdueNone: 'No open case is past its deadline.',
  caseKind: (kind: string): string => caseKinds[kind] ?? kind,
  lateBy: (length: Span): string => `${late(length)} late`,
  lateSoon: 'just due',
  deadline: 'due',
  handle: 'Handle',
  handleCase: (id: string): string => `Handle ${id} (opens in the service hall)`,
  noLink: 'no link',
  pageOf: (from: string, to: string, total: string): string => `${from}–${to} of ${total}`,
  earlier: 'Previous',
  later: 'Next',
  partAway: 'This part cannot be read at the moment; the rest is not affected.',

  footer: (scheme: string): string => `Scheme: ${scheme}`,

  choose: 'Choose a union',
  chooseHint: 'Name or code',
  chooseNone: 'No union of that name or code',
  chooseCount: (count: number): string => plural(count, 'union', 'unions'),
  chooseRank: (rank: number): string => `Rank ${rank}`,
  another: 'Another union',
  notRankedTitle: 'This union is not ranked at this level',
  notRanked: (within: string): string => `Its work counts in the score of ${within}; it is not ranked on its own.`,
  notRankedAbove: 'It holds the evaluation itself or is outside its scope, so it has neither score nor rank.',
  seeSuperior: (name: string): string => `Superior union: ${name}`,
  absentTitle: 'There is no such union',
  absent: (code: string): string => `No union of the registry has the code ${code}. Check the address or choose again.`,
}

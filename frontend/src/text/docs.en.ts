// The words of the definitions page in English.
import type { DocsWords } from './docs.zh-CN'

const bases: Record<string, string> = { verified_members: 'verified members', members: 'members', employees: 'employees' }
const base = (id: string): string => bases[id] ?? id
const list = (words: readonly string[]): string => words.join(', ')

export const enDocs: DocsWords = {
  title: 'Definitions',
  lead: 'How each indicator is counted and scored, as the catalogue of indicators and the scheme in force say.',
  search: 'Find an indicator',
  found: (count: number): string => (count === 1 ? '1 indicator' : `${count} indicators`),
  nothing: 'No indicator fits',
  contents: 'Contents',
  print: 'Print',
  list,

  states: 'Three kinds of value',
  stateWords: [
    ['0', 'There is data, and it is zero: it scores as zero.'],
    ['—', 'Not applicable: nothing was to be done, or fewer cases than the scheme asks for. Not a zero: the item takes no part in the score.'],
    ['No data', 'None of the sources reported in the period: the item scores 0 and is named. Late reports are counted by themselves.'],
  ],

  scheme: 'The scheme in force',
  schemeAway: 'The scheme in force cannot be read at the moment; the definitions below hold.',
  schemeFault: 'This version does not read the text of this scheme',
  hash: 'Scheme hash',
  inGroups: (groups: readonly string[]): string => list(groups),
  fullMarks: (full: string): string => `full marks ${full}`,
  items: (count: number): string => (count === 1 ? '1 item' : `${count} items`),
  columns: { item: 'Item', points: 'Points', method: 'Method', rule: 'Rule', target: 'Target' },
  methods: {
    target: 'Completion of the target', threshold: 'Threshold', steps: 'Steps', piece: 'Points per piece', deduct: 'Deduction',
    minmax: 'Min–max', logminmax: 'Logarithmic min–max', efficacy: 'Efficacy coefficient', rank: 'By rank',
  },
  targetByUnion: 'set per union',
  targetOf: (share: string, of: string): string => `${share} × ${base(of)}`,
  per: (number: string, of: string): string => `per ${number} ${base(of)}`,
  yearToDate: 'year to date',
  atLeast: (count: string): string => `not applicable below ${count} cases`,
  where: (dimension: string, values: readonly string[]): string => `${dimension}: ${list(values)}`,

  general: 'Rules for all',
  kinds: (kinds: readonly string[]): string => list(kinds),
  level: (level: string): string => `level ${level}`,
  listed: (count: number): string => (count === 1 ? '1 named union' : `${count} named unions`),
  adjustments: 'Bonuses, deductions and vetoes',
  adjustmentColumns: ['Name', 'Kind', 'Limit per period'],
  kindsOfAdjustment: { bonus: 'Bonus', deduction: 'Deduction', veto: 'Veto' },
  noAdjustments: 'This scheme has no bonuses, deductions or vetoes.',
  vetoed: 'not ranked',
  bonusCap: (cap: string): string => `all bonuses together add at most ${cap}`,
  bonusFrom: (from: string): string => `bonuses count from a base of ${from} on`,
  ties: 'Ties',
  tie: {
    dense: () => 'Equal totals are tied, and ranks go on without a gap (1, 2, 2, 3).',
    competition: () => 'Equal totals are tied, and ranks go on by the number of unions (1, 2, 2, 4).',
    chain: (indicators: readonly string[]) => `Equal totals are told apart by ${list(indicators)}, in this order; what is still equal is tied, and ranks go on without a gap.`,
  },
  rounding: 'Rounding',
  round: (places: number, mode: string): string => `The marks of each item are rounded once from the exact value, to ${places} places, ${mode === 'half-even' ? 'half to even' : 'half up'}; sums and ranks are of the printed marks.`,
  notApplicable: 'Items that do not apply',
  policy: {
    rescale: 'Rescaled: the sum of the other items × full marks ÷ their points, rounded once more. A union to which no item applies has neither score nor rank.',
    full: 'An item that does not apply counts with full marks.',
    zero: 'An item that does not apply counts with no marks.',
  },
  reads: 'Basis of reads',
  basis: {
    best: 'Times where they are reported, else users.', times: 'Times only.', users: 'Users only.',
  },
  guard: 'Read guard',
  guardWords: (list: string, limit: number, share: string): string => `Crawlers are taken out (list ${list}); at most ${limit} readings of a reader count per article and day${share === '' ? '' : `; a share of readings without a reader above ${share} is flagged for review and changes no score`}.`,
  calendar: 'Periods',
  calendarWords: (month: number, zone: string, grace: number): string => `The year begins with month ${month} and is scored by quarters; zone ${zone}; data reported within ${grace} days after the end still count.`,
  annual: 'The year',
  year: { recompute: "The year's own figures are scored against its targets.", sum: 'The totals of its quarters are added.', mean: 'The mean of the totals of its quarters.' },
  periods: 'Valid for',

  indicators: 'Indicators',
  kind: { flow: 'flow', stock: 'stock' },
  kindHint: { flow: 'what happened within the period', stock: "the state at the period's end" },
  better: { up: 'more is better', down: 'less is better' },
  unit: (unit: string): string => (unit === '' || unit === '–' ? 'no unit' : `unit: ${unit}`),
  families: 'Reported by',
  family: {
    articles: 'articles', reads: 'reads', members: 'members', applications: 'applications', activities: 'activities', merchants: 'merchants', posts: 'posts', channels: 'channels', base: 'base reports',
  },
  remedy: 'What to do',
  inScheme: 'Points in the scheme in force',
  notInScheme: 'carries no points in the scheme in force',
  link: (name: string): string => `Link to ${name}`,
}

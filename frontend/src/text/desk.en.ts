// The words of the desk pages in English.
import type { Civil, Span } from '../paint/time'
import type { PeriodKind } from '../wire'
import type { DeskWords } from './desk.zh-CN'

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

const kinds: Record<string, string> = {
  city: 'City', county: 'County', district: 'District', industry: 'Industry', zone: 'Zone', direct: 'Direct', enterprise: 'Enterprise', institution: 'Institution',
  department: 'Department', township: 'Township', grassroots: 'Grass roots', province: 'Province',
}

const reasons: Record<string, string> = {
  full_marks: 'Full marks', part_marks: 'Part of the marks', no_marks: 'No marks', no_data: 'No data: nothing was reported in this period, 0 marks',
  not_applicable: 'Not applicable: there was nothing of this kind to do', few_cases: 'Not applicable: fewer cases than the scheme asks for',
  no_target: 'Not applicable: no target was set, or it is 0',
}

function quarterName(id: string): string {
  return `Q${id.slice(-1)} ${id.slice(0, 4)}`
}

function length(span: Span): string {
  if (span.days > 0) return `${span.days} d ${span.hours} h`
  if (span.hours > 0) return `${span.hours} h ${span.minutes} min`
  return span.minutes > 0 ? `${span.minutes} min ${span.seconds} s` : `${span.seconds} s`
}

const unions = (count: number): string => (count === 1 ? '1 union' : `${count} unions`)

export const deskEn: DeskWords = {
  product: 'Smart Union',
  skip: 'Skip to the content',
  sections: 'Sections',
  otherLanguage: '中文',
  pages: { ranking: 'Ranking', union: 'Own score', docs: 'Definitions' },
  ranking: {
    title: (kind: PeriodKind): string => (kind === 'year' ? 'Ranking of the year' : 'Ranking of the quarter'),
    unions,
    groups: 'Groups',
    owner: 'Whose evaluation', rootOwner: 'Whole federation',
    allGroups: 'All groups',
    find: 'Name of a union',
    findLabel: 'Find a union by its name',
    found: (shown: number, of: number): string => `${shown} of ${unions(of)} shown`,
    nobody: 'No union has a name like this',
    mean: 'Mean', highest: 'Highest', lowest: 'Lowest',
    withoutData: (count: number): string => `${unions(count)} with items lacking data`,
    print: 'Print', xlsx: 'Export Excel', csv: 'Export CSV',
    hint: 'Click a row to see its computation',
    empty: 'There is no union in this group',
    fullMarks: (points: string): string => `full marks ${points}`,
  },
  columns: {
    choose: 'Columns', all: 'Show all', fixed: 'General', marks: 'Marks by item',
    rank: 'Rank', name: 'Union', kind: 'Kind', previous: 'Last quarter', previousYear: 'Last year', previousHint: (period: string): string => `Rank in ${period}, and places gained or lost since`,
    total: 'Score', bar: 'Made up of', base: 'Base', bonus: 'Bonus', deductions: 'Deducted', overdue: 'Overdue',
    overdueHint: 'Open cases past their deadline',
    sortBy: (name: string): string => `Sort by ${name}`,
    points: (points: string): string => `of ${points}`,
  },
  row: {
    tied: 'tied', unranked: 'Not ranked', vetoed: 'Failed', veto: 'Veto', rescaled: 'sc.', rescaledWord: 'Scaled up',
    fresh: 'new', freshHint: 'In no group in the period before', moved: 'moved', movedHint: 'In another group in the period before',
    up: (places: number): string => `up ${places}`, down: (places: number): string => `down ${places}`, same: 'unchanged',
    notApplicable: 'Not applicable', low: 'low', open: 'Show the computation', close: 'Hide the computation',
  },
  computation: {
    title: (name: string): string => `${name}: how the score came about`,
    indicator: 'Indicator', value: 'Value', target: 'Target', formula: 'Computation', marks: 'Marks', why: 'Why',
    ofWhich: (numerator: string, denominator: string): string => `${numerator} ÷ ${denominator}`,
    reason: (id: string): string => reasons[id] ?? '',
    lost: (marks: string): string => `${marks} lost`,
    sum: 'Sum of the items', base: 'Base', factor: (factor: string): string => `factor ${factor}`,
    bonus: 'Bonus', deduction: 'Deduction', vetoKind: 'Veto', cut: (points: string, counted: string): string => `${counted} (entered: ${points}, limited)`,
    total: 'Total', ground: 'Ground', noTotal: 'No item applies: no total and no rank', vetoed: (ground: string): string => `Veto: failed and without a rank number. ${ground}`,
    union: 'Score page of this union', definition: 'Definition', rule: 'Rule', quarter: quarterName,
  },
  headings: { publicity: 'Publicity', members: 'Members', service: 'Service', activity: 'Activities', other: 'Other' },
  legend: {
    between: '; ',
    low: (percent: number): string => `Shaded: below ${percent} % of the item's points`,
    ties: 'equal totals are tied', chain: (names: string[]): string => `equal totals are told apart by ${names.join(', ')}; what is still equal is tied`, notApplicable: '— means not applicable', noData: 'no data scores 0', rescaled: 'sc. means that items do not apply and the rest is scaled up to full marks',
    rank: 'Ranked within the group by the printed score', bar: 'Made up of',
  },
  state: {
    scheme: 'Scheme', hash: 'Scheme hash', demo: 'Demo data · fictional city',
    demoShort: 'Demo data', days: (count: number): string => (count < 1 ? 'less than a day' : count === 1 ? '1 day' : `${count} days`),
    untilEnd: (days: string): string => `closes in ${days}`, grace: 'Late reports', untilFreeze: (days: string): string => `freezes in ${days}`,
    awaitsFreeze: 'awaits its freeze', version: (version: number): string => `version ${version}`,
    stale: (moment: string, age: Span): string => `Data held at ${moment} · ${length(age)} old`,
    offline: (moment: string): string => `No contact with the server. Figures are as of ${moment}; they update by themselves once it is back`,
    refused: (title: string, moment: string): string => `${title}. Figures are as of ${moment}`,
    stamp: (at: Civil, time: string): string => `${at.day} ${months[at.month - 1] ?? ''} ${at.year}, ${time}`,
  },
  period: {
    choose: 'Period',
    name: (kind: PeriodKind, id: string): string => (kind === 'year' ? `Year ${id}` : quarterName(id)),
  },
  fault: {
    unreachable: 'The server cannot be reached',
    unreachableHint: 'Check the network; the page updates by itself once the server is back.',
    unreadable: 'The server\'s answer cannot be read',
    unreadableHint: 'The page and the server may be of different versions: reload the page, and tell the operator if it stays.',
    status: (status: number): string => `The server answered with error ${status}`,
    waiting: 'The figures are still being read and will appear by themselves.',
    again: 'Try again',
    running: 'Show the running quarter',
    missing: 'There is no such page',
  },
  loading: 'Loading',
  kind: (kind: string): string => kinds[kind] ?? kind,
}

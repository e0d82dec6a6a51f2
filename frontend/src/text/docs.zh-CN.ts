// The words of the definitions page in Chinese: how the page names what the catalogue and the scheme say. The
// definitions themselves, the rules and all figures are the server's.

const bases: Record<string, string> = { verified_members: '认证会员数', members: '会员数', employees: '职工数' }
const base = (id: string): string => bases[id] ?? id
const list = (words: readonly string[]): string => words.join('、')

const methods: Record<string, string> = {
  target: '目标完成率法', threshold: '阈值扣分法', steps: '分档计分', piece: '计件加分', deduct: '倒扣',
  minmax: '极差标准化', logminmax: '对数标准化', efficacy: '功效系数法', rank: '名次法',
}

const tie: Record<string, (indicators: readonly string[]) => string> = {
  dense: () => '同分并列，其后名次连续（1、2、2、3）。',
  competition: () => '同分并列，其后名次按单位数顺延（1、2、2、4）。',
  chain: (indicators: readonly string[]) => `同分时依次比较${list(indicators)}；仍相同则并列，其后名次连续。`,
}

const policy: Record<string, string> = {
  rescale: '折算：其余项目的合计 × 满分 ÷ 适用项目的分值，再取位一次。没有任何适用项目的单位不计分、不排名。',
  full: '不适用的项目按满分计。',
  zero: '不适用的项目计 0 分。',
}

const basis: Record<string, string> = {
  best: '有上报次数的用次数，没有次数的用人数。', times: '只用次数。', users: '只用人数。',
}

const year: Record<string, string> = { recompute: '用全年的数值按年度目标重新计分。', sum: '各季度得分相加。', mean: '各季度得分的平均。'}

const family: Record<string, string> = {
  articles: '文章', reads: '阅读', members: '会员', applications: '业务', activities: '活动', merchants: '商户', posts: '帖子', channels: '新媒体账号', base: '基数报送',
}

const stateWords: [string, string][] = [
  ['0', '有数据，数值为零：按零计分。'],
  ['—', '不适用：没有应办事项，或少于方案规定的最少件数。不是零分，该项不参与计分。'],
  ['无数据', '本期各数据来源都没有报送：该项记 0 分并注明。补报后自动重算。'],
]

export const zhDocs = {
  title: '口径说明',
  lead: '各项指标怎样统计、怎样计分，以现行考核方案和指标目录为准。',
  search: '查找指标',
  found: (count: number): string => `${count} 项指标`,
  nothing: '没有相符的指标',
  contents: '目录',
  print: '打印',
  list,

  states: '数值的三种情形',
  stateWords,

  scheme: '现行考核方案',
  schemeAway: '暂时读不到现行方案，指标口径不受影响。',
  schemeFault: '本版本读不懂这份方案的全文',
  hash: '方案校验值',
  inGroups: (groups: readonly string[]): string => list(groups),
  fullMarks: (full: string): string => `满分 ${full}`,
  items: (count: number): string => `${count} 项`,
  columns: { item: '项目', points: '分值', method: '计分方法', rule: '规则', target: '目标' },
  methods,
  targetByUnion: '按单位下达',
  targetOf: (share: string, of: string): string => `${share} × ${base(of)}`,
  per: (number: string, of: string): string => `每 ${number} ${base(of)}`,
  yearToDate: '本年累计',
  atLeast: (count: string): string => `不足 ${count} 件的不适用`,
  where: (dimension: string, values: readonly string[]): string => `${{ kind: '类别', channel: '渠道', column: '栏目', service: '事项', level: '级别' }[dimension] ?? dimension}：${list(values)}`,

  general: '通用规则',
  kinds: (kinds: readonly string[]): string => list(kinds),
  level: (level: string): string => `级别 ${level}`,
  listed: (count: number): string => `指定的 ${count} 个单位`,
  adjustments: '加分、扣分与一票否决',
  adjustmentColumns: ['名称', '类型', '每期上限'],
  kindsOfAdjustment: { bonus: '加分', deduction: '扣分', veto: '一票否决' },
  noAdjustments: '本方案没有加分、扣分和一票否决项。',
  vetoed: '不参加排名',
  bonusCap: (cap: string): string => `加分合计最多 ${cap} 分`,
  bonusFrom: (from: string): string => `基础分达到 ${from} 分才计加分`,
  ties: '同分',
  tie,
  rounding: '取位',
  round: (places: number, mode: string): string => `每项得分由精确值取位一次，保留 ${places} 位小数，${mode === 'half-even' ? '四舍六入五成双' : '四舍五入'}；合计与排名用印出的得分。`,
  notApplicable: '不适用项目',
  policy,
  reads: '阅读量取数',
  basis,
  guard: '阅读量防刷',
  guardWords: (list: string, limit: number, share: string): string => `剔除爬虫（名单版本 ${list}）；同一读者对同一文章每日最多计 ${limit} 次${share === '' ? '' : `；无读者标识的阅读占比超过 ${share} 时提示复核，不影响得分`}。`,
  calendar: '考核周期',
  calendarWords: (month: number, zone: string, grace: number): string => `考核年度从 ${month} 月开始，按季度考核；时区 ${zone}；期末后 ${grace} 天内补报的数据仍计入。`,
  annual: '年度得分',
  year,
  periods: '适用期间',

  indicators: '指标目录',
  kind: { flow: '期间量', stock: '期末数' },
  kindHint: { flow: '统计期内发生的数量', stock: '统计期末的状态' },
  better: { up: '越高越好', down: '越低越好' },
  unit: (unit: string): string => (unit === '' || unit === '–' ? '无单位' : `单位：${unit}`),
  families: '数据来源',
  family,
  remedy: '改进办法',
  inScheme: '现行方案分值',
  notInScheme: '现行方案不计分',
  link: (name: string): string => `“${name}”的链接`,
}

export type DocsWords = typeof zhDocs

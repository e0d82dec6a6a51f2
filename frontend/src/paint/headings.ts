// Under which heading of the work an indicator stands. Bars and columns are ordered by it; no figure depends on it.

export const headings = ['publicity', 'members', 'service', 'activity', 'other'] as const
export type Heading = (typeof headings)[number]

const members = new Set(['verified_members', 'newly_verified', 'verification_rate', 'entry_rate', 'active_member_rate', 'cards_issued', 'online_rate', 'home_rating'])
const service = new Set([
  'applications', 'completions', 'completion_rate', 'on_time_rate', 'accept_on_time_rate', 'reopen_rate', 'handling_hours', 'satisfaction_rate', 'overdue_open',
  'appeal_answer_rate', 'suggestion_answer_rate', 'services_online',
])
const activity = new Set(['activities', 'participations', 'trainings', 'interest_groups', 'merchants_net', 'featured_projects'])
const publicity = new Set([
  'articles', 'reads', 'readers', 'originals', 'adoption_rate', 'homepage_adoption_rate', 'shares', 'superior_shares', 'posts', 'update_gap_days', 'followers',
  'active_follower_rate', 'channel_index', 'channel_place', 'video_plays',
])

/** A column's name in parts of at most four signs and about equal length, where a line may break; a name of words breaks between them. */
export function linesOf(name: string): string[] {
  // A word with a hyphen in it stays together.
  if (!/^[\u2e80-\u9fff]+$/.test(name)) return [name.replace(/-/g, '\u2011')]
  const lines = Math.ceil(name.length / 4)
  const longest = Math.ceil(name.length / lines)
  return Array.from({ length: lines }, (_, index) => name.slice(index * longest, (index + 1) * longest))
}

export function headingOf(indicator: string): Heading {
  if (publicity.has(indicator)) return 'publicity'
  if (members.has(indicator)) return 'members'
  if (service.has(indicator)) return 'service'
  return activity.has(indicator) ? 'activity' : 'other'
}

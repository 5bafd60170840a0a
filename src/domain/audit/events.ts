/**
 * The catalogue of audited events (requirement P7.8; design idea 5). Every change and every look at identity is one
 * of these. `identity` marks looks at or changes of who a student is: police-side readers of the trail see that they
 * happened, never about whom.
 */
const auditEvents = {
  'program.created': { identity: false },
  'program.edited': { identity: false },
  'policy.set': { identity: false },
  'schoolYear.saved': { identity: false },
  'school.saved': { identity: false },
  'schools.imported': { identity: false },
  'roster.imported': { identity: true },
  'officer.saved': { identity: false },
  'partner.saved': { identity: false },
  'assignment.saved': { identity: false },
  'person.added': { identity: false },
  'person.changed': { identity: false },
  'person.linkMade': { identity: false },
  'person.secondFactorReset': { identity: false },
  'signInPolicy.set': { identity: false },
  'signInProvider.saved': { identity: false },
  'signInProvider.removed': { identity: false },
  'matter.set': { identity: false },
  'activity.logged': { identity: false },
  'activity.changed': { identity: false },
  'activity.amended': { identity: false },
  'handOff.recorded': { identity: false },
  'day.closed': { identity: false },
  'call.requested': { identity: false },
  'call.answered': { identity: false },
  'call.withdrawn': { identity: false },
  'finding.raised': { identity: false },
  'finding.joined': { identity: false },
  'finding.resolved': { identity: false },
  'finding.reopened': { identity: false },
  'finding.withdrawn': { identity: false },
  'incident.started': { identity: false },
  'incident.draftSaved': { identity: false },
  'incident.filed': { identity: false },
  'incident.amended': { identity: false },
  'incident.discarded': { identity: false },
  'identity.purposeGiven': { identity: true },
  'identity.searched': { identity: true },
  'identity.attached': { identity: true },
  'identity.detached': { identity: true },
  'identity.read': { identity: true },
  'review.answered': { identity: false },
  'reminder.sent': { identity: false },
  'disparityProfile.set': { identity: false },
  'corrective.opened': { identity: false },
  'corrective.finished': { identity: false },
  'corrective.dismissed': { identity: false },
  'corrective.reopened': { identity: false },
  'crdc.read': { identity: true },
  'crdc.cellOpened': { identity: true },
  'crdc.exported': { identity: true },
  'crdc.signedOff': { identity: false },
  'explorer.recordsOpened': { identity: true },
  'explorer.viewSaved': { identity: false },
  'explorer.viewRemoved': { identity: false },
  'report.announced': { identity: false },
  'release.proposed': { identity: false },
  'release.approved': { identity: false },
  'release.returned': { identity: false },
  'release.signed': { identity: false },
  'release.published': { identity: false },
} as const satisfies Record<string, { identity: boolean }>;

export type AuditEvent = keyof typeof auditEvents;

export const auditEventNames = Object.keys(auditEvents) as AuditEvent[];

/** Takes an event, tells whether it concerns who a student is. */
export function concernsIdentity(event: AuditEvent): boolean {
  return auditEvents[event].identity;
}

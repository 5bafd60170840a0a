import type { IncidentDraft } from './record.ts';

/** A field in the officer's own words. */
export type OtherText = { readonly path: string; readonly text: string };

/**
 * Everything written in words outside the story, with the path of its field: both sides read these too, and a name
 * slips into them as easily (P7.8). Where things happened is left out: rooms carry names, and no student's.
 */
export function otherTexts(draft: Pick<IncidentDraft, 'origin' | 'actions'>): OtherText[] {
  const texts: { path: string; text: string | undefined }[] = [{ path: 'origin.why', text: draft.origin?.why }];
  for (const [index, action] of (draft.actions ?? []).entries()) {
    const at = `actions.${index}`;
    texts.push(
      { path: `${at}.basisText`, text: action.basisText },
      { path: `${at}.whyAtSchool`, text: action.whyAtSchool },
      { path: `${at}.ageAndSize.note`, text: action.ageAndSize?.note },
      { path: `${at}.disabilityModifications.note`, text: action.disabilityModifications?.note },
      { path: `${at}.whyAlternativesFailed`, text: action.whyAlternativesFailed },
      { path: `${at}.outOfPublicView.reason`, text: action.outOfPublicView?.reason },
      { path: `${at}.outOfPeersView.reason`, text: action.outOfPeersView?.reason },
      { path: `${at}.interrogation.note`, text: action.interrogation?.note },
    );
  }
  return texts.flatMap(({ path, text = '' }) => (text.trim() === '' ? [] : [{ path, text }]));
}

import { AttachPanel } from '../reviews/attach-panel.tsx';
import { ReviewPanel } from '../reviews/review-panel.tsx';

/** Below a filed incident: the answers of both sides and, apart, who the students are. */
export function ReviewSlot({ incidentId }: { readonly incidentId: string }) {
  return (
    <>
      <ReviewPanel incidentId={incidentId} />
      <AttachPanel incidentId={incidentId} />
    </>
  );
}

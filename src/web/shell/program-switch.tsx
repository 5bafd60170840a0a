import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '../session/session.tsx';

/** The program in hand; a choice where the person works in several. */
export function ProgramSwitch() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { me, membership, chooseProgram } = useSession();
  if (membership === null) return null;
  if (me.memberships.length === 1) return <p className="osr-program">{membership.programName}</p>;
  return (
    <div className="osr-program">
      <label className="usa-sr-only" htmlFor="program-switch">
        {t('web:program.label')}
      </label>
      <select
        id="program-switch"
        className="osr-program__select"
        value={membership.programId}
        onChange={(event) => {
          chooseProgram(event.target.value);
          // A record of one program does not exist in the other.
          void navigate('/');
        }}
      >
        {me.memberships.map((one) => (
          <option key={one.programId} value={one.programId}>
            {one.programName}
          </option>
        ))}
      </select>
    </div>
  );
}

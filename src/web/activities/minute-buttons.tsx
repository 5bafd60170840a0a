import { Button, useFormat } from '../ui/index.ts';

/** Minutes to tap; a tap acts at once. Buttons rather than a choice: arrow keys must not save. */
export function MinuteButtons(props: {
  readonly options: readonly number[];
  readonly busy: boolean;
  /** What a tap does, for those who hear it. */
  readonly label: (minutes: number) => string;
  readonly onPick: (minutes: number) => void;
}) {
  const format = useFormat();
  return (
    <div className="osr-minutes">
      {props.options.map((minutes) => (
        <Button
          key={minutes}
          kind="secondary"
          busy={props.busy}
          label={props.label(minutes)}
          onClick={() => props.onPick(minutes)}
        >
          {format.minutes(minutes)}
        </Button>
      ))}
    </div>
  );
}

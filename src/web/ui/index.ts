/** The shared parts of every page. Pages import from here and from ../forms, never from a library of components. */
export { BarChart } from './bar-chart.tsx';
export { Button, ButtonLink, Buttons, DownloadLink } from './button.tsx';
export { ConfirmInline, Disclosure, More } from './controls.tsx';
export { useFormat } from './format.ts';
export { Icon } from './icon.tsx';
export { Card, Cluster, Columns, Facts, Figure, Figures, LinkList, Stack } from './layout.tsx';
export { Notice, ProblemNotice } from './notice.tsx';
export { Page, Section } from './page.tsx';
export { LoadedParts, ShowMore } from './parts.tsx';
export { Spine, Timeline } from './spine.tsx';
export { EmptyState, Loaded, LoadingState, StatusTag, WhyWeAsk } from './states.tsx';
export { Table } from './table.tsx';
export { useToast } from './toast.tsx';

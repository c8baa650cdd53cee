import { useModel } from './context';
import { Failures } from './failures';
import { Table } from './table';
import { Tabs, type Tab } from './tabs';

/** The candidates as a table, and what failed by its cause. */
export function List() {
  const { failed } = useModel().counts.value;
  const tabs: Tab[] = [
    { id: 'candidates', title: 'Candidates', content: () => <Table /> },
    { id: 'failures', title: 'Failures', badge: failed, content: () => <Failures /> },
  ];
  return <Tabs name="list" label="Candidates and failures" tabs={tabs} first="candidates" />;
}

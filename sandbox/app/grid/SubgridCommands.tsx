/** Room sandbox/app. The solutions' buttons of a subgrid (ribbon location SubGrid); nothing where none shows. */
import * as React from 'react';
import type { EntityGridProps, EntityGridState, EntityReference, TableInfo } from '../contracts';
import { OpenRowScope, RibbonScope } from '../ribbon/RibbonScope';
import { RibbonBar } from '../ribbon/RibbonBar';
import type { RibbonContext } from '../ribbon/ribbonContext';
import { hostText } from '../shell/strings';
import { createGridControl } from './gridControl';

export interface SubgridCommandsProps {
  readonly grid: EntityGridProps;
  readonly info: TableInfo;
  readonly state: EntityGridState;
  readonly selected: readonly EntityReference[];
}

export function SubgridCommands({ grid, info, state, selected }: SubgridCommandsProps): React.ReactElement | null {
  const { services, table } = grid;
  const ribbon = React.useContext(RibbonScope);
  const openRow = React.useContext(OpenRowScope);
  const [turn, setTurn] = React.useState(0);
  const latest = React.useRef({ grid, state, selected });
  latest.current = { grid, state, selected };
  const control = React.useMemo(
    () =>
      createGridControl({
        name: 'subgrid',
        table,
        isSubgrid: true,
        view: () => latest.current.grid.view,
        state: () => latest.current.state,
        selected: () => latest.current.selected,
        refreshRibbon: () => setTurn((last) => last + 1),
      }),
    [table],
  );
  React.useEffect(() => control.raiseOnLoad(), [control, state]);
  const context = React.useMemo<RibbonContext>(
    () => ({
      place: 'subgrid',
      table,
      tableTypeCode: info.table.objectTypeCode,
      selectedControl: control,
      primaryControl: openRow?.context,
      primary: openRow?.reference,
      allItems: state.rows,
      selectedItems: selected,
      formState: undefined,
      value: (column) => openRow?.value(column),
      organization: services.organization ?? { name: '', languageId: services.user.languageId },
      userLanguageId: services.user.languageId,
    }),
    [services, table, info, control, openRow, state, selected, turn],
  );
  if (!ribbon) return null;
  return (
    <RibbonBar
      services={services}
      ribbon={ribbon}
      context={context}
      standard={[]}
      ariaLabel={hostText(services.user.languageId, 'commands')}
      hidesWhenEmpty
    />
  );
}

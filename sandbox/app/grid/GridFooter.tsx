/** Room sandbox/app. The line under a grid: range and total, selection, page size, pages. */
import * as React from 'react';
import { Dropdown, IconButton } from '@fluentui/react';
import { languageTag } from '../host/labels';
import { hostText } from '../shell/strings';

/** Rows a page, as the user settings of the platform offer them. */
export const PAGE_SIZES: readonly number[] = [25, 50, 75, 100, 250];
export const DEFAULT_PAGE_SIZE = 50;

/** The platform counts no further than that and says "5000+" (Microsoft Learn, "Page results using FetchXML"). */
const COUNT_LIMIT = 5000;

export interface GridFooterProps {
  readonly lcid: number;
  /** From 1. */
  readonly page: number;
  readonly count: number;
  readonly shownRows: number;
  readonly moreRecords: boolean;
  readonly totalRecordCount: number | undefined;
  readonly selectedCount: number;
  readonly hasSelection: boolean;
  readonly hasPageSizes: boolean;
  setPage(page: number): void;
  setCount(count: number): void;
}

function totalText({ totalRecordCount, moreRecords, page, count, shownRows, lcid }: GridFooterProps): string {
  const format = new Intl.NumberFormat(languageTag(lcid)).format;
  if (totalRecordCount === undefined) return `${format((page - 1) * count + shownRows)}${moreRecords ? '+' : ''}`;
  return `${format(totalRecordCount)}${totalRecordCount >= COUNT_LIMIT && moreRecords ? '+' : ''}`;
}

export function GridFooter(props: GridFooterProps): React.ReactElement {
  const { lcid, page, count, shownRows, moreRecords, selectedCount, hasSelection, hasPageSizes, setPage, setCount } =
    props;
  const first = shownRows === 0 ? 0 : (page - 1) * count + 1;
  const last = (page - 1) * count + shownRows;
  const sizes = PAGE_SIZES.includes(count) ? PAGE_SIZES : [count, ...PAGE_SIZES];
  const pageButton = (
    icon: string,
    key: 'firstPage' | 'previousPage' | 'nextPage',
    target: number,
    isEnabled: boolean,
  ): React.ReactElement => (
    <IconButton
      className="grid-page-button"
      iconProps={{ iconName: icon }}
      title={hostText(lcid, key)}
      ariaLabel={hostText(lcid, key)}
      disabled={!isEnabled}
      onClick={() => setPage(target)}
    />
  );
  return (
    <div className="grid-footer">
      <span className="grid-range" role="status">
        {hostText(lcid, 'rowsRange', first, last, totalText(props))}
        {hasSelection && selectedCount > 0 && (
          <span className="grid-selected"> · {hostText(lcid, 'rowsSelected', selectedCount)}</span>
        )}
      </span>
      <span className="grid-paging">
        {hasPageSizes && (
          <Dropdown
            className="grid-page-size"
            ariaLabel={hostText(lcid, 'rowsPerPage')}
            title={hostText(lcid, 'rowsPerPage')}
            options={sizes.map((size) => ({ key: size, text: String(size) }))}
            selectedKey={count}
            onChange={(_event, option) => option && setCount(Number(option.key))}
          />
        )}
        {pageButton('DoubleChevronLeft', 'firstPage', 1, page > 1)}
        {pageButton('ChevronLeft', 'previousPage', page - 1, page > 1)}
        <span className="grid-page">{hostText(lcid, 'page', page)}</span>
        {pageButton('ChevronRight', 'nextPage', page + 1, moreRecords)}
      </span>
    </div>
  );
}

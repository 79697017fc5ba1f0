/*
 * <table data-board> becomes a grid walked with the arrow keys; a stay (td[data-stay]) is dragged to the row of another bed (tr[data-bed]).
 * Without this script the same is done with links and forms.
 */
const table = document.querySelector<HTMLTableElement>('table[data-board]');

const targetOf = (cell: HTMLTableCellElement): HTMLElement => cell.querySelector('a') ?? cell;

/** The cell that covers a column of nights in a row; a bar covers several. */
function cellAt(row: HTMLTableRowElement, column: number): HTMLTableCellElement | undefined {
  let at = 0;
  for (const cell of row.cells) {
    if (column < at + cell.colSpan) return cell;
    at += cell.colSpan;
  }
  return row.cells[row.cells.length - 1];
}

function columnOf(cell: HTMLTableCellElement): number {
  let at = 0;
  for (const other of (cell.parentElement as HTMLTableRowElement).cells) {
    if (other === cell) return at;
    at += other.colSpan;
  }
  return at;
}

function walkable(board: HTMLTableElement): void {
  const rows = [ ...board.tBodies ].flatMap(body => [ ...body.rows ]);
  let column = 0;
  board.setAttribute('role', 'grid');
  for (const row of rows) for (const cell of row.cells) targetOf(cell).tabIndex = -1;
  let here = rows[0]?.cells[0];
  if (here) targetOf(here).tabIndex = 0;

  const settle = (cell: HTMLTableCellElement): void => {
    if (here) targetOf(here).tabIndex = -1;
    here = cell;
    targetOf(cell).tabIndex = 0;
  };
  const go = (cell: HTMLTableCellElement | undefined, keepColumn = false): void => {
    if (!cell) return;
    settle(cell);
    if (!keepColumn) column = columnOf(cell);
    targetOf(cell).focus();
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  board.addEventListener('focusin', event => {
    const cell = (event.target as Element).closest<HTMLTableCellElement>('tbody td, tbody th');
    if (cell && cell !== here) { settle(cell); column = columnOf(cell); }
  });
  board.addEventListener('keydown', event => {
    if (!here || event.altKey || event.metaKey) return;
    const row = here.parentElement as HTMLTableRowElement;
    const at = rows.indexOf(row);
    const beside = (step: 1 | -1): HTMLTableCellElement | undefined => row.cells[here!.cellIndex + step];
    const below = (step: number): HTMLTableCellElement | undefined => {
      const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
      return next && cellAt(next, column);
    };
    switch (event.key) {
      case 'ArrowRight': go(beside(1)); break;
      case 'ArrowLeft': go(beside(-1)); break;
      case 'ArrowDown': go(below(1), true); break;
      case 'ArrowUp': go(below(-1), true); break;
      case 'PageDown': go(below(10), true); break;
      case 'PageUp': go(below(-10), true); break;
      case 'Home': go(event.ctrlKey ? rows[0]?.cells[0] : row.cells[0]); break;
      case 'End': go(event.ctrlKey ? rows[rows.length - 1]?.cells[0] : row.cells[row.cells.length - 1]); break;
      default: return;
    }
    event.preventDefault();
  });
  document.querySelector('[data-board-hint]')?.removeAttribute('hidden');
}

function draggable(board: HTMLTableElement): void {
  const form = document.querySelector<HTMLFormElement>('#board-move');
  let dragged: HTMLTableCellElement | null = null;
  const rowUnder = (event: DragEvent): HTMLTableRowElement | null => {
    const row = (event.target as Element).closest<HTMLTableRowElement>('tr[data-bed]');
    return dragged && row && row !== dragged.parentElement ? row : null;
  };
  const mark = (row: Element | null): void => {
    board.querySelector('tr.drop')?.classList.remove('drop');
    row?.classList.add('drop');
  };

  for (const cell of board.querySelectorAll<HTMLTableCellElement>('td[data-stay]')) {
    cell.draggable = true;
    // the link inside would be dragged as an address
    cell.querySelector('a')?.setAttribute('draggable', 'false');
  }
  board.addEventListener('dragstart', event => {
    dragged = (event.target as Element).closest<HTMLTableCellElement>('td[data-stay]');
    if (!dragged || !event.dataTransfer) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', dragged.title);
  });
  const over = (event: DragEvent): void => {
    const row = rowUnder(event);
    mark(row);
    if (row) event.preventDefault();
  };
  board.addEventListener('dragenter', over);
  board.addEventListener('dragover', over);
  board.addEventListener('dragend', () => { dragged = null; mark(null); });
  board.addEventListener('drop', event => {
    const row = rowUnder(event);
    if (!row || !dragged) return;
    event.preventDefault();
    const stay = dragged.dataset['stay']!;
    const house = row.dataset['house']!;
    if (house !== (dragged.parentElement as HTMLTableRowElement).dataset['house']) {
      // another house is another stay: its days are asked for first
      const address = new URL(location.href);
      address.searchParams.set('stay', stay);
      address.searchParams.set('to', house);
      address.searchParams.delete('done');
      address.hash = 'stay';
      location.assign(address);
    } else if (form) {
      const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
      field('stay').value = stay;
      field('version').value = dragged.dataset['version'] ?? '';
      field('bed').value = row.dataset['bed']!;
      form.submit();
    }
  });
}

if (table) {
  walkable(table);
  draggable(table);
  table.dataset['ready'] = 'true';
}

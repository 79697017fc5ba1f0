/** What a running workflow has done to one element of its diagram. The server writes it, in the reader's language. */
export interface ElementState {
  /** id of the element in the diagram */
  id: string;
  /** failed: an incident stopped it; taken: a sequence flow that was followed */
  state: 'done' | 'active' | 'overdue' | 'failed' | 'skipped' | 'taken';
  /** short text on the element, such as "3 days overdue" */
  badge?: string;
  tone?: 'overdue' | 'due' | 'plain';
  /** how many tokens wait here */
  tokens?: number;
  /** what a screen reader says: name, state and due date as one sentence */
  label?: string;
}

export function readState(): ElementState[] {
  const text = document.getElementById('diagram-state')?.textContent;
  return text ? JSON.parse(text) as ElementState[] : [];
}

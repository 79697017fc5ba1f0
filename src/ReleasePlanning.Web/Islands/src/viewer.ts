import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import './viewer.css';
import { readState, type ElementState } from './diagram-state';

interface Box { x: number, y: number, width: number, height: number }
interface Canvas {
  zoom(level: 'fit-viewport' | number, center?: 'auto'): void;
  zoom(): number;
  viewbox(box: Box): void;
  viewbox(): Box & { outer: { width: number, height: number } };
  addMarker(id: string, marker: string): void;
}
interface Overlays {
  add(id: string, type: string, overlay: { position: Record<string, number>, html: HTMLElement }): void;
}
interface ElementRegistry {
  get(id: string): Box & { waypoints?: unknown, businessObject: { name?: string } } | undefined;
  getGraphics(id: string): SVGElement;
}

const kind = 'rp-state';

// text is set as text, never parsed: names in a diagram come from whoever drew it
function note(className: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  // the element itself carries the whole sentence
  span.setAttribute('aria-hidden', 'true');
  return span;
}

function show(viewer: NavigatedViewer, states: ElementState[]): void {
  const canvas = viewer.get<Canvas>('canvas');
  const overlays = viewer.get<Overlays>('overlays');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  for (const item of states) {
    const element = registry.get(item.id);
    // the plan may run an older version of the diagram, with elements this one lacks
    if (!element) continue;
    canvas.addMarker(item.id, `rp-${item.state}`);
    if (item.badge) {
      overlays.add(item.id, kind, { position: { top: -12, right: 10 }, html: note(`rp-badge rp-badge-${item.tone ?? 'plain'}`, item.badge) });
    }
    if (item.tokens) {
      overlays.add(item.id, kind, { position: { bottom: 8, left: -8 }, html: note('rp-token', String(item.tokens)) });
    }
    if (item.state !== 'taken') {
      const graphics = registry.getGraphics(item.id);
      graphics.setAttribute('role', 'img');
      graphics.setAttribute('aria-label', item.label ?? [ element.businessObject.name ?? item.id, item.badge ].filter(Boolean).join(', '));
    }
  }
}

const readable = 0.75;

// at a size that can be read, with the first element where something waits in the upper left third
function showWhereItStands(viewer: NavigatedViewer, states: ElementState[]): void {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const waiting = states.filter(s => s.state === 'overdue' || s.state === 'failed' || s.state === 'active')
    .map(s => registry.get(s.id)).filter(e => e !== undefined && !e.waypoints && e.width < 200);
  const first = waiting[0];
  if (!first) return;
  const { outer } = canvas.viewbox();
  const [ width, height ] = [ outer.width / readable, outer.height / readable ];
  canvas.viewbox({ x: first.x - width / 5, y: first.y - height / 3, width, height });
}

function offerTools(viewer: NavigatedViewer, states: ElementState[]): void {
  const tools = document.getElementById('diagram-tools');
  if (!tools) return;
  const canvas = viewer.get<Canvas>('canvas');
  tools.hidden = false;
  tools.querySelector<HTMLElement>('[data-diagram=here]')!.hidden = states.length === 0;
  tools.addEventListener('click', event => {
    switch ((event.target as HTMLElement).dataset['diagram']) {
      case 'here': showWhereItStands(viewer, states); break;
      case 'whole': canvas.zoom('fit-viewport', 'auto'); break;
      case 'in': canvas.zoom(canvas.zoom() * 1.3); break;
      case 'out': canvas.zoom(canvas.zoom() / 1.3); break;
    }
  });
}

async function open(host: HTMLElement): Promise<void> {
  const response = await fetch(host.dataset['xml']!, { headers: { accept: 'application/xml' } });
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  const xml = await response.text();

  const viewer = new NavigatedViewer({ container: host });
  await viewer.importXML(xml);
  viewer.get<Canvas>('canvas').zoom('fit-viewport', 'auto');
  const drawing = host.querySelector('svg');
  if (drawing && host.dataset['label']) drawing.setAttribute('aria-label', host.dataset['label']);
  const states = readState();
  show(viewer, states);
  showWhereItStands(viewer, states);
  offerTools(viewer, states);
  host.dataset['ready'] = 'true';
}

for (const host of document.querySelectorAll<HTMLElement>('[data-xml]')) {
  open(host).catch((error: unknown) => {
    // the list of steps beside the diagram says the same, so the page still works
    const sentence = document.createElement('p');
    sentence.textContent = host.dataset['failed'] ?? '';
    host.replaceChildren(sentence);
    host.dataset['ready'] = 'failed';
    console.error('diagram', error);
  });
}

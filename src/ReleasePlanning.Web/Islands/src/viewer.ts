import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import './viewer.css';
import { readState, type ElementState } from './diagram-state';

interface Canvas {
  zoom(level: 'fit-viewport', center: 'auto'): void;
  addMarker(id: string, marker: string): void;
}
interface Overlays {
  add(id: string, type: string, overlay: { position: Record<string, number>, html: HTMLElement }): void;
}
interface ElementRegistry {
  get(id: string): { businessObject: { name?: string } } | undefined;
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

async function open(host: HTMLElement): Promise<void> {
  const response = await fetch(host.dataset['xml']!, { headers: { accept: 'application/xml' } });
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  const xml = await response.text();

  const viewer = new NavigatedViewer({ container: host });
  await viewer.importXML(xml);
  viewer.get<Canvas>('canvas').zoom('fit-viewport', 'auto');
  const drawing = host.querySelector('svg');
  if (drawing && host.dataset['label']) drawing.setAttribute('aria-label', host.dataset['label']);
  show(viewer, readState());
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

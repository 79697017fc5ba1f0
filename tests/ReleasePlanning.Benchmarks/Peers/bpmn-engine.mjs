// The peer of the interpreter: the same diagram in bpmn-engine, as fast as it goes. Read once and kept as its own context, so that
// no instance pays for parsing. Answers {"instances", "seconds"} to {"mode": "straight" | "saved", "seconds"}.
import { createInterface } from 'node:readline';
import { Engine } from 'bpmn-engine';
import BpmnModdle from 'bpmn-moddle';
import * as Elements from 'bpmn-elements';
import serializer, { TypeResolver } from 'moddle-context-serializer';

let context, tasks;

async function prepare({ diagram, tasks: ids }) {
  context = serializer(await new BpmnModdle().fromXML(diagram), TypeResolver({ ...Elements }));
  tasks = ids;
  return {};
}

const start = () => new Engine({ name: 'peer', sourceContext: context, variables: { approved: true } });

function check(execution) {
  const ways = execution.definitions[0].getProcesses()[0];
  if (ways.getActivityById('approved').counters.taken !== 1 || ways.getActivityById('refused').counters.taken !== 0) throw new Error('The instance ended in the wrong place.');
}

async function straight() {
  const engine = start();
  const ended = engine.waitFor('end');
  const execution = await engine.execute();
  for (const id of tasks) execution.signal({ id });
  await ended;
  check(execution);
}

async function saved() {
  let engine = start();
  let execution = await engine.execute();
  let ended;
  for (const id of tasks) {
    await engine.stop();
    engine = new Engine({ name: 'peer' }).recover(JSON.parse(JSON.stringify(await engine.getState())));
    ended = new Promise((resolve, reject) => engine.once('end', resolve).once('error', reject));
    execution = await engine.resume();
    execution.signal({ id });
  }
  await ended;
  check(execution);
}

async function measure({ mode, seconds }) {
  const run = mode === 'saved' ? saved : straight;
  const began = performance.now();
  let instances = 0;
  while (performance.now() - began < seconds * 1000) {
    await run();
    instances++;
  }
  return { instances, seconds: (performance.now() - began) / 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  console.log(JSON.stringify(await (question.diagram ? prepare(question) : measure(question))));
}

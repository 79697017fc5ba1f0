// The peer of the timers: pg-boss on the same server. Jobs are put in with one statement and all due; four loops fetch fifty at a time, update one
// row for each and complete them together, without the pause its own workers make. Answers {"jobs", "seconds"} to {"jobs"}.
import { createInterface } from 'node:readline';
import pg from 'pg';
import PgBoss from 'pg-boss';

const loops = 4, batch = 50, queue = 'peer';
let boss, pool;

async function prepare(connection) {
  pool = new pg.Pool({ ...connection, max: loops });
  boss = new PgBoss({ ...connection, max: loops, supervise: false, schedule: false });
  boss.on('error', e => { throw e; });
  await boss.start();
  await boss.createQueue(queue);
  return {};
}

async function measure({ jobs }) {
  await boss.insert(Array.from({ length: jobs }, (_, row) => ({ name: queue, data: { row: row + 1 } })));
  const began = performance.now();
  let done = 0;
  await Promise.all(Array.from({ length: loops }, async () => {
    for (let due; (due = await boss.fetch(queue, { batchSize: batch })).length > 0; done += due.length) {
      for (const job of due) await pool.query({ name: 'row', text: 'update limit_rows set n = n + 1 where id = $1', values: [job.data.row] });
      await boss.complete(queue, due.map(job => job.id));
    }
  }));
  return { jobs: done, seconds: (performance.now() - began) / 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  console.log(JSON.stringify(await (question.host ? prepare(question) : measure(question))));
}
await boss?.stop({ graceful: false });
await pool?.end();

import { createInterface } from 'node:readline';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/*
 * A mail server for tests. Says {"port": n} once it listens, then one line for each mail it took, parsed.
 * Reads how to behave, one word a line: "take", "die" (cuts the line in the middle of the mail), "refuse" (knows no such mailbox).
 */
let behaves = 'take';
const say = what => process.stdout.write(JSON.stringify(what) + '\n');

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: [ 'AUTH', 'STARTTLS' ],
  disableReverseLookup: true,
  logger: false,
  onRcptTo(address, session, done) {
    done(behaves === 'refuse' ? Object.assign(new Error('No such mailbox'), { responseCode: 550 }) : undefined);
  },
  onData(stream, session, done) {
    if (behaves === 'die') {
      // the client has said DATA and is sending: nothing of it was accepted
      say({ died: true });
      for (const client of server.connections) client._socket.destroy();
      return;
    }
    const to = session.envelope.rcptTo.map(r => r.address);
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', async () => {
      const raw = Buffer.concat(chunks).toString('latin1');
      const mail = await simpleParser(Buffer.from(raw, 'latin1'));
      done();
      say({
        mail: {
          to, from: mail.from.text, subject: mail.subject, text: mail.text, html: mail.html || '', messageId: mail.messageId,
          autoSubmitted: mail.headers.get('auto-submitted') ?? '', contentType: mail.headers.get('content-type')?.value ?? '', headers: raw.split('\r\n\r\n')[0]
        }
      });
    });
  }
});
server.on('error', () => {});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => say({ port: server.server.address().port }));
createInterface({ input: process.stdin }).on('line', word => { behaves = word; say({ behaves: word }); }).on('close', () => process.exit(0));

// The SMTP server that the tests send to. It says {"port":N} on a line of its standard output, then a line for each
// message it took, before it answers 250: {"from","to","raw"} with the message in base64. It ends with its standard
// input, so that a test process that is killed leaves none behind.
//
// The local part of a recipient says how it is answered:
//   tempfail…  451 every time            full…       452
//   grey…      451 the first time        nobody…     550
//   toobig…    554 after the body        dropme…     the connection is cut at RCPT
//   slow…      each answer after 300 ms  all others  250
'use strict';

const { SMTPServer } = require('smtp-server');

const greeted = new Set();
const localPart = address => address.address.split('@')[0].toLowerCase();
const after = (ms, then) => setTimeout(then, ms);

function refusal(code, text) {
    return Object.assign(new Error(text), { responseCode: code });
}

function answer(address, session) {
    const name = localPart(address);
    if (name.startsWith('tempfail')) return refusal(451, '4.3.0 try again later');
    if (name.startsWith('full')) return refusal(452, '4.2.2 mailbox full');
    if (name.startsWith('nobody')) return refusal(550, '5.1.1 no such user here');
    if (name.startsWith('grey') && !greeted.has(name)) {
        greeted.add(name);
        return refusal(451, '4.7.1 greylisted');
    }
    return null;
}

const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, session, done) =>
        auth.username === 'dudao' && auth.password === 'secret'
            ? done(null, { user: auth.username })
            : done(refusal(535, '5.7.8 wrong user or password')),
    onRcptTo: (address, session, done) => {
        const name = localPart(address);
        if (name.startsWith('dropme')) {
            for (const connection of server.connections)
                if (connection.id === session.id) connection._socket.destroy();
            return;
        }
        after(name.startsWith('slow') ? 300 : 0, () => done(answer(address, session)));
    },
    onData: (stream, session, done) => {
        const parts = [];
        stream.on('data', part => parts.push(part));
        stream.on('end', () => {
            const to = session.envelope.rcptTo.map(one => one.address);
            if (to.some(one => one.startsWith('toobig'))) return done(refusal(554, '5.6.0 message refused'));
            const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
            const raw = Buffer.concat(parts).toString('base64');
            process.stdout.write(JSON.stringify({ from, to, raw }) + '\n', () => done(null, 'taken'));
        });
    },
});

server.on('error', () => { /* A cut connection is what some tests ask for. */ });
server.listen(0, '127.0.0.1', () =>
    process.stdout.write(JSON.stringify({ port: server.server.address().port }) + '\n'));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

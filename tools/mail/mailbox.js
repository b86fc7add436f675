// The IMAP server that the tests read from: what a client needs to read one INBOX by number (RFC 3501), byte for byte.
// It says {"port":N} on a line of its standard output. A line of its standard input is an order:
//   {"put":"…base64…"}   a message comes in          {"validity":N}   all messages are numbered anew from 1
//   {"huge":BYTES}       one of so many bytes comes in, of which only the head is kept
// It answers each with {"done":true}, says {"seen":[…]} with the numbers that were marked, and ends with its input.
'use strict';

const net = require('net');
const readline = require('readline');

let validity = 1;
let next = 1;
let messages = [];
const say = what => process.stdout.write(JSON.stringify(what) + '\n');
const headOf = raw => {
    const end = raw.indexOf('\r\n\r\n');
    return end < 0 ? raw : raw.subarray(0, end + 4);
};

const orders = {
    put: text => messages.push({ uid: next++, raw: Buffer.from(text, 'base64'), seen: false }),
    huge: size => {
        const raw = Buffer.from('From: a@school.example\r\nSubject: huge\r\nMessage-ID: <huge@school.example>\r\n\r\n');
        messages.push({ uid: next++, raw, size, seen: false });
    },
    validity: number => {
        validity = number;
        messages.forEach((message, place) => { message.uid = place + 1; });
        next = messages.length + 1;
    },
};

function matching(set) {
    const highest = messages.reduce((most, one) => Math.max(most, one.uid), 0);
    const numberOf = text => (text === '*' ? highest : Number(text));
    return messages.filter(message => set.split(',').some(part => {
        const [from, to] = part.includes(':') ? part.split(':').map(numberOf) : [numberOf(part), numberOf(part)];
        return message.uid >= Math.min(from, to) && message.uid <= Math.max(from, to);
    }));
}

function fetched(message, items) {
    const parts = [Buffer.from(`* ${messages.indexOf(message) + 1} FETCH (UID ${message.uid}`)];
    if (/RFC822\.SIZE/i.test(items)) parts.push(Buffer.from(` RFC822.SIZE ${message.size || message.raw.length}`));
    const body = /BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?/i.exec(items);
    if (body) {
        const whole = /^HEADER$/i.test(body[1]) ? headOf(message.raw) : message.raw;
        const bytes = body[2] ? whole.subarray(Number(body[2]), Number(body[2]) + Number(body[3])) : whole;
        parts.push(Buffer.from(` BODY[${body[1]}]${body[2] ? `<${body[2]}>` : ''} {${bytes.length}}\r\n`), bytes);
    }
    return Buffer.concat([...parts, Buffer.from(')\r\n')]);
}

const answers = {
    CAPABILITY: () => ['* CAPABILITY IMAP4rev1\r\n', 'OK'],
    NOOP: () => ['', 'OK'],
    LOGIN: rest => (/^"?dudao"? "?secret"?$/.test(rest) ? ['', 'OK'] : ['', 'NO [AUTHENTICATIONFAILED] wrong']),
    LIST: () => ['* LIST () "/" INBOX\r\n', 'OK'],
    EXAMINE: () => [opened(), 'OK [READ-ONLY]'],
    SELECT: () => [opened(), 'OK [READ-WRITE]'],
    'UID SEARCH': rest => {
        const found = matching(/UID ([\d:*,]+)/i.exec(rest)[1]).map(one => one.uid);
        return [`* SEARCH${found.map(uid => ' ' + uid).join('')}\r\n`, 'OK'];
    },
    'UID FETCH': rest => {
        const [, set, items] = /^(\S+) (.*)$/s.exec(rest);
        return [Buffer.concat(matching(set).map(message => fetched(message, items))), 'OK'];
    },
    'UID STORE': rest => {
        const marked = matching(rest.split(' ')[0]).filter(() => /\\Seen/i.test(rest));
        marked.forEach(message => { message.seen = true; });
        say({ seen: marked.map(message => message.uid) });
        return ['', 'OK'];
    },
    LOGOUT: () => ['* BYE\r\n', 'OK'],
};

function opened() {
    return `* FLAGS (\\Seen)\r\n* ${messages.length} EXISTS\r\n* 0 RECENT\r\n`
        + `* OK [UIDVALIDITY ${validity}] numbered\r\n* OK [UIDNEXT ${next}] next\r\n`;
}

const server = net.createServer(socket => {
    socket.on('error', () => { /* A client that is killed is what some tests ask for. */ });
    socket.write('* OK ready\r\n');
    readline.createInterface({ input: socket }).on('line', line => {
        const [, tag, name, rest] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) || [null, '*', '', ''];
        const answer = answers[name.toUpperCase()];
        const [said, ending] = answer ? answer(rest) : ['', 'BAD unknown'];
        socket.write(said);
        socket.write(`${tag} ${ending} done\r\n`);
        if (name.toUpperCase() === 'LOGOUT') socket.end();
    });
});

server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
const input = readline.createInterface({ input: process.stdin });
input.on('line', line => {
    for (const [name, value] of Object.entries(JSON.parse(line))) orders[name](value);
    say({ done: true });
});
input.on('close', () => process.exit(0));

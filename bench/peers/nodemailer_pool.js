// nodemailer's pool: as many connections as everybody has, none of them ended early. Arguments as in letter.py.
"use strict";

const fs = require("fs");
const nodemailer = require("nodemailer");
const { version } = require("nodemailer/package.json");

const [port, connections, number, path] = process.argv.slice(2);
const letter = JSON.parse(fs.readFileSync(path, "utf8"));
const readers = letter.readers.slice(0, Number(number));

const escaped = (words) =>
  words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const filled = (source, slots) => source.replace(/\{\{ (\w+) \}\}/g, (_, slot) => slots[slot]);

function mail([address, name, unsubscribe]) {
  return {
    from: letter.sender,
    to: { name, address },
    subject: letter.subject,
    list: { unsubscribe },
    headers: { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
    text: filled(letter.text, { name, unsubscribe }),
    html: filled(letter.inlined, { name: escaped(name), unsubscribe: escaped(unsubscribe) }),
  };
}

async function main() {
  const began = process.hrtime.bigint();
  const before = process.cpuUsage();
  const pool = nodemailer.createTransport({
    pool: true,
    host: "127.0.0.1",
    port: Number(port),
    name: "press.example.org",
    ignoreTLS: true,
    maxConnections: Number(connections),
    maxMessages: Infinity,
    textEncoding: "quoted-printable",
  });
  await sendAll(pool);
  pool.close();
  const used = process.cpuUsage(before);
  const told = {
    version,
    seconds: Number(process.hrtime.bigint() - began) / 1e9,
    cpu_seconds: (used.user + used.system) / 1e6,
  };
  console.log(JSON.stringify(told));
}

// A message is made when the pool asks for one: a queue of all of them would only cost memory.
async function sendAll(pool) {
  let next = 0;
  const lane = async () => {
    while (next < readers.length) {
      await pool.sendMail(mail(readers[next++]));
    }
  };
  await Promise.all(Array.from({ length: 2 * Number(connections) }, lane));
}

main();

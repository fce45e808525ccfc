// Runs every audit of GraphQL over HTTP against a server; prints what each of them found, as JSON.
//     node audits.mjs http://127.0.0.1:8000/graphql
import { serverAudits } from "graphql-http";

const found = [];
for (const audit of serverAudits({ url: process.argv[2], fetchFn: fetch })) {
  const { status, reason = null } = await audit.fn();
  found.push({ id: audit.id, name: audit.name, status, reason });
}
console.log(JSON.stringify(found));

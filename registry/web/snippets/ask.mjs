const registry = "http://127.0.0.1:8080";
const query = await (await fetch(`${registry}/sparql/examples/most-late.rq`)).text();

const answer = await fetch(`${registry}/sparql`, {
  method: "POST",
  headers: { Accept: "application/sparql-results+json" },
  body: new URLSearchParams({ query }),
});
if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);

const rows = (await answer.json()).results.bindings;
for (const row of rows.slice(0, 3)) console.log(row.days.value, row.title.value);
console.log(rows.length, "rows");

// Walks an event stream to its end by ldes-client and prints each member as a line of JSON:
//   node walk-stream.mjs ADDRESS [ascending|none] [AFTER]
import { replicateLDES } from "ldes-client";
import { Writer } from "n3";

const [url, order = "ascending", after] = process.argv.slice(2);
const client = replicateLDES({ url, noShape: true, ...(after ? { after: new Date(after) } : {}) }, order);
let pages = 0;
client.on("fragment", () => { pages += 1; });
client.on("error", (fault) => { console.error(String(fault)); process.exitCode = 1; });

const reader = client.stream().getReader();
for (let one = await reader.read(); !one.done; one = await reader.read()) {
    const { id, quads, timestamp, isVersionOf } = one.value;
    const said = new Writer({ format: "N-Quads" }).quadsToString(quads);
    console.log(JSON.stringify({ id: id.value, timestamp, isVersionOf, said }));
}
console.log(JSON.stringify({ pages }));

// Types for the operations of the site, from the schema that the backend serves.
// An operation that the schema does not allow stops the build here.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import * as operationTypes from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const here = dirname(fileURLToPath(import.meta.url));
const schemaPath = process.env.SCHEMA ?? join(here, "../backend/meter_reads/api/schema.graphql");
const operationsFolder = join(here, "src/api/operations");
const generated = join(here, "src/api/generated/operations.ts");

const documents = readdirSync(operationsFolder).map((name) => ({
  location: join(operationsFolder, name),
  document: parse(readFileSync(join(operationsFolder, name), "utf8")),
}));

const source = await codegen({
  filename: generated,
  schema: parse(readFileSync(schemaPath, "utf8")),
  documents,
  config: {
    documentMode: "string",
    pureMagicComment: true,
    strictScalars: true,
    scalars: { ID: "string", Date: "string", DateTime: "string", Decimal: "string" },
    useTypeImports: true,
    dedupeFragments: true,
  },
  plugins: [{ operationTypes: {} }, { typedDocuments: {} }],
  pluginMap: { operationTypes, typedDocuments },
});

mkdirSync(dirname(generated), { recursive: true });
writeFileSync(generated, source);

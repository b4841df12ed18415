import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { RESOLVERS } from '../../app.module.js';
import { SCHEMA_OPTIONS } from './schema-options.js';

const HEADER = `# The public GraphQL API, generated from the resolvers by \`npm run gen\`. Do not edit.\n\n`;

/** The public schema as SDL, without a database and without a server. */
export async function publicSchema(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await app.get(GraphQLSchemaFactory).create(RESOLVERS, SCHEMA_OPTIONS);
  await app.close();
  return `${HEADER}${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** As a script: writes the schema to the file that its argument names, `schema.graphql` unless said. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(process.argv[2] ?? 'schema.graphql', await publicSchema());
}

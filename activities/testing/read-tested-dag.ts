import type { OperatorCatalog } from '../../src/domain/dag/check/operator-catalog.js';
import { templateChecker } from '../../src/domain/dag/check/template-checker.js';
import { compileDag, type CompiledDag, type DagIssue, type NormalizedDag } from '../../src/domain/dag/index.js';
import { resolveParams } from '../../src/domain/dag/params.js';
import { readDag } from '../../src/domain/dag/read-dag.js';
import { validateDag } from '../../src/domain/dag/validate-dag.js';
import type { JsonObject } from '../../src/domain/json.js';
import { type DagInput, toJson } from '../sdk/index.js';
import { TestMistake } from './test-mistake.js';

/** A DAG as registration would have it. */
export interface TestedDag {
  spec: NormalizedDag;
  dag: CompiledDag;
}

/** Reads a DAG with all checks of registration. @param dag the text of a YAML or JSON file, or what `defineDag` returned @throws with every issue */
export function readTestedDag(dag: string | DagInput, operators: OperatorCatalog): TestedDag {
  const options = { operators, templates: templateChecker };
  const read =
    typeof dag === 'string' ? readDag(dag, 'YAML', options) : validateDag(toJson(dag, 'the DAG') ?? null, options);
  if (!read.ok) throw new TestMistake(`the DAG would be refused:\n${read.issues.map(lineOf).join('\n')}`);
  return { spec: read.dag, dag: compileDag(read.dag) };
}

/** @throws with every issue */
export function paramsOf(spec: NormalizedDag, conf: JsonObject): JsonObject {
  const resolved = resolveParams(spec.params ?? {}, conf);
  if (resolved.ok) return resolved.params;
  throw new TestMistake(`the run would be refused:\n${resolved.issues.map(lineOf).join('\n')}`);
}

const lineOf = ({ code, path, line, column, message }: DagIssue): string =>
  `  ${line === null ? '' : `${line}:${column} `}${code} ${path} ${message}`;
